/**
 * Takes screenshots of the built page: `npx tsx scripts/screenshots.ts FOLDER [hash] [timeline position] [widths] [height]`.
 * They are for looking at, at three widths and in both themes, whenever something visible changes.
 */
import { mkdirSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { preview } from 'vite';

const [folder = 'screenshots', hash = '#/toy', position = '2930', widths = '1440,768,390', height = '900'] =
  process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const server = await preview({ preview: { port: 0 }, logLevel: 'error' });
const address = server.resolvedUrls?.local[0] ?? '';
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--headless=new', '--no-sandbox', '--disable-background-networking', '--no-first-run'],
});
for (const width of widths.split(',').map(Number)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport: { width, height: Number(height) }, colorScheme });
    page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
    page.on('pageerror', (error) => console.error(error.message));
    await page.goto(address + hash);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('slider', { name: 'Timeline' }).fill(position);
    await page.waitForTimeout(1500);
    await page.screenshot({ path: `${folder}/${width}-${colorScheme}.png`, fullPage: true });
    await page.close();
  }
}
await browser.close();
await server.close();
