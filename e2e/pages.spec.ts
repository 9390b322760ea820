/** What holds for the page as a page: accessibility in both themes, narrow screens, size, and no third party. */
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { openLab, press, status } from './lab.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`has no axe violations (${colorScheme})`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ colorScheme, baseURL: baseURL! });
    const page = await context.newPage();
    await openLab(page);
    await press(page, 'Reset');
    await press(page, 'Next phase');
    await press(page, 'Next phase');
    for (let k = 0; k < 4; k += 1) await press(page, 'Step');
    await expect(status(page)).toContainText('select');
    const results = await new AxeBuilder({ page }).analyze();
    expect(results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join('; ')}`)).toEqual(
      [],
    );
    await page.getByRole('button', { name: 'Help' }).click();
    await page.getByRole('dialog', { name: 'What you see' }).waitFor();
    const help = await new AxeBuilder({ page }).include('dialog').analyze();
    expect(help.violations.map(({ id }) => id)).toEqual([]);
    await context.close();
  });
}

for (const width of [320, 390, 768, 1440, 2560]) {
  test(`does not scroll sideways at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await openLab(page);
    await press(page, 'Next phase');
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });
}

test('asks only its own host, and loads little JavaScript first', async ({ page, baseURL }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await openLab(page);
  await page.waitForTimeout(500);
  const foreign = requests.filter((url) => !url.startsWith(baseURL!) && !/^(data|blob):/.test(url));
  expect(foreign).toEqual([]);
  const first = readFileSync('dist/index.html', 'utf8').match(/assets\/[^"]+\.js/g) ?? [];
  const bytes = first.reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`)).length, 0);
  expect(readdirSync('dist/assets').length).toBeGreaterThan(2);
  expect(bytes).toBeLessThan(130_000);
  const styles = readFileSync('dist/index.html', 'utf8').match(/assets\/[^"]+\.css/g) ?? [];
  const styleBytes = styles.reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`)).length, 0);
  expect(styles.length).toBeGreaterThan(0);
  expect(styleBytes).toBeLessThan(15_000);
});
