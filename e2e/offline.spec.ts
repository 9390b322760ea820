/** The built page without a network, from a sub-folder of a host, and when a newer version is there. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { messages, status } from './lab.ts';

test.use({ serviceWorkers: 'allow' });

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

/** Serves `dist` below `/some/folder/`, as a static host would; `change` may replace a file's text. */
async function serve(change: (path: string, text: Buffer) => Buffer | string = (_path, text) => text) {
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const path = normalize(pathname.replace(/^\/some\/folder\//, '')) || 'index.html';
    try {
      if (!pathname.startsWith('/some/folder/') || path.startsWith('..')) throw new Error('elsewhere');
      const name = path === '.' || path.endsWith('/') ? 'index.html' : path;
      const body = change(name, readFileSync(join('dist', name)));
      response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { address: `http://localhost:${port}/some/folder/`, close: () => server.close() };
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
