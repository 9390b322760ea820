/** A page that is no part of the product, served from the sources: its checks run in a Chromium with a software adapter. */
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page, test } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import { findChromium, WITH_ADAPTER } from '../scripts/chromium.mjs';

type AnyChecks = Readonly<Record<string, () => Promise<unknown>>>;

/**
 * Opens `e2e/fixtures/NAME.html` before the tests of a file, which then run one after the other. Returns what runs one of its
 * checks in the page.
 * @param global where the page puts its checks, once it is ready
 */
export function openFixture<Checks>(name: string, global: string) {
  let server: ViteDevServer;
  let browser: Browser;
  let page: Page;

  test.describe.configure({ mode: 'serial' });

  test.beforeAll(async () => {
    test.setTimeout(60_000);
    server = await createServer({
      root: fileURLToPath(new URL('..', import.meta.url)),
      configFile: false,
      logLevel: 'error',
      // A cache of its own: a development server may be running on the same checkout.
      cacheDir: `node_modules/.vite-${name}`,
      optimizeDeps: { entries: [`e2e/fixtures/${name}.html`] },
      server: { port: 0, host: '127.0.0.1', hmr: false },
    });
    await server.listen();
    const executablePath = await findChromium();
    browser = await chromium.launch({ args: [...WITH_ADAPTER], ...(executablePath ? { executablePath } : {}) });
    page = await browser.newPage();
    await page.goto(`${server.resolvedUrls!.local[0]!}e2e/fixtures/${name}.html`);
    await page.waitForFunction((key) => key in window, global);
  });

  test.afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  return async <Name extends keyof Checks & string>(
    check: Name,
  ): Promise<Checks[Name] extends () => Promise<infer Result> ? Result : never> => {
    const result = await page.evaluate(
      ([key, asked]) => (window as unknown as Readonly<Record<string, AnyChecks>>)[key]![asked]!(),
      [global, check] as const,
    );
    return result as Checks[Name] extends () => Promise<infer Result> ? Result : never;
  };
}
