/** The built page without a network, from a sub-folder of a host, and when a newer version is there. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { progress, runButton, runCard } from './image-page.ts';
import { facts, figure, messages, recipe, status, tableRows } from './lab.ts';

test.use({ serviceWorkers: 'allow' });

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

/** The headers that `_headers` asks hosts for. */
const ISOLATING = Object.fromEntries(
  [...readFileSync('public/_headers', 'utf8').matchAll(/^ +([\w-]+): (.+)$/gm)].map(([, name, value]) => [
    name!,
    value!,
  ]),
);

/** Serves `dist` below `/some/folder/`, as a static host would; `change` may replace a file's text. */
async function serve(
  change: (path: string, text: Buffer) => Buffer | string = (_path, text) => text,
  {
    at = 0,
    headers = {},
  }: { readonly at?: number | undefined; readonly headers?: Readonly<Record<string, string>> } = {},
) {
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const path = normalize(pathname.replace(/^\/some\/folder\//, '')) || 'index.html';
    try {
      if (!pathname.startsWith('/some/folder/') || path.startsWith('..')) throw new Error('elsewhere');
      const name = path === '.' || path.endsWith('/') ? 'index.html' : path;
      const body = change(name, readFileSync(join('dist', name)));
      const type = TYPES[extname(name)] ?? 'application/octet-stream';
      response.writeHead(200, { ...headers, 'content-type': type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(at, 'localhost', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { address: `http://localhost:${port}/some/folder/`, port, close: () => server.close() };
}

/** Until the page is controlled and everything is stored. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state === 'activated') return;
    await new Promise((resolve) => active?.addEventListener('statechange', resolve, { once: true }));
  });
}

test('works without a network after the first visit, from a sub-folder too', async ({ page, context }) => {
  const host = await serve();
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(host.address) && !/^(data|blob):/.test(request.url())) elsewhere.push(request.url());
  });
  await page.goto(host.address);
  await expect(status(page)).toContainText('Phase');
  await kept(page);
  host.close();
  await context.setOffline(true);
  await page.goto(`${host.address}?from=a-friend#/toy?v=1&seed=7`);
  await page.reload();
  await expect(status(page)).toContainText('Phase');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(status(page)).toContainText('Phase 2 · grow · 2 neurons');
  await page.getByRole('button', { name: 'Help' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(elsewhere).toEqual([]);
});

test('the page Images shows stored runs and trains without a network, once it was used', async ({ page, context }) => {
  test.slow();
  const host = await serve();
  await page.goto(`${host.address}#/images`);
  await expect(status(page)).toContainText('stored run');
  await expect(figure(page, 'Test images').getByRole('button', { name: /^Image 1: / })).toBeVisible();
  await kept(page);
  // What was fetched before the service worker was there is kept, too.
  const isKept = (file: string) => page.evaluate(async (file) => (await caches.match(file)) !== undefined, file);
  const files = ['results/images/figure4a-firefly.json', 'results/images/figure4a.json', 'cifar10/manifest.json'];
  for (const file of files) await expect.poll(() => isKept(host.address + file), { message: file }).toBe(true);
  host.close();
  await context.setOffline(true);

  await page.goto(`${host.address}?from=a-friend#/images`);
  await page.reload();
  await expect(status(page)).toContainText('stored run');
  await expect(figure(page, 'Test images').getByRole('button', { name: /^Image 1: / })).toBeVisible();
  expect((await tableRows(page, 'Accuracy against size')).length).toBeGreaterThan(5);
  // What was never looked at is told from what does not exist.
  await recipe(page).getByRole('combobox', { name: 'Method' }).selectOption({ label: 'NASH' });
  await expect(runCard(page)).toContainText('The stored run could not be fetched; check the connection.');
  await runButton(page, 'Train it here').click();
  await expect(messages(page)).toContainText(
    /^train-\d\.bin could not be fetched \(.*\); check the connection and try again\./,
  );

  await context.setOffline(false);
  const again = await serve(undefined, { at: host.port });
  await page.goto(`${host.address}#/images?v=1&preset=tiny&epochs=2`);
  await runButton(page, 'Train it here').click();
  await expect(progress(page)).toContainText('done in', { timeout: 60_000 });
  again.close();
  await context.setOffline(true);
  await page.reload();
  await expect(progress(page)).toContainText('done in');
  await runButton(page, 'Train again').click();
  await expect(status(page)).toContainText(facts(/Phase 1 · train · epoch/));
  await expect(progress(page)).toContainText('done in', { timeout: 60_000 });
});

test('stays isolated without a network, where the host sends the headers, and its kept workers start', async ({
  page,
  context,
}) => {
  const host = await serve(undefined, { headers: ISOLATING });
  await page.goto(host.address);
  await expect(status(page)).toContainText('Phase');
  await kept(page);
  host.close();
  await context.setOffline(true);
  await page.reload();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await page.keyboard.press('Shift+ArrowRight');
  await expect(status(page)).toContainText('Phase 2 · grow · 2 neurons');
});

test('offers a newer version, and reloads into it', async ({ page }) => {
  let version = 1;
  const host = await serve((path, text) => (path === 'sw.js' ? `${text}\n// version ${version}` : text));
  await page.goto(host.address);
  await kept(page);
  version = 2;
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  await expect(messages(page)).toContainText('A new version of Firefly Lab is ready.');
  const reloaded = page.waitForEvent('load');
  await messages(page).getByRole('button', { name: 'Reload' }).click();
  await reloaded;
  await expect(status(page)).toContainText('Phase');
  const waiting = await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting);
  expect(waiting).toBeNull();
  host.close();
});

test('can be installed: a manifest with icons of the sizes that systems ask for', async ({ page, baseURL }) => {
  const manifest = JSON.parse(readFileSync('dist/manifest.webmanifest', 'utf8'));
  expect(manifest).toMatchObject({ name: 'Firefly Lab', start_url: './', scope: './', display: 'standalone' });
  for (const { src, sizes } of manifest.icons) {
    const size = await page.goto(new URL(src, baseURL!).href).then(() =>
      page.evaluate(() => {
        const image = document.querySelector('img');
        return image ? `${image.naturalWidth}x${image.naturalHeight}` : 'any';
      }),
    );
    expect(size).toBe(sizes);
  }
});
