/** Two threads that share the batches of a run on the page "Images": where the page may share memory, and where it may not. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, type Page, test } from '@playwright/test';
import { openImages, progress, runButton, runCard } from './image-page.ts';
import { recipe } from './lab.ts';

const TINY = '#/images?v=1&preset=tiny&method=net2net&engine=cpu&epochs=3';

/** The same by the command line. */
async function byCommandLine(out: string): Promise<{ engine: string; losses: unknown }> {
  const recipe = ['--preset', 'tiny', '--method', 'net2net', '--epochs', '3', '--threads', '2'];
  await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    'src/cli/main.ts',
    'images',
    ...recipe,
    '--out',
    out,
  ]);
  const { engine, results } = JSON.parse(readFileSync(out, 'utf8'));
  return { engine, losses: results[0].epochLosses };
}

async function threads(page: Page) {
  await recipe(page).getByText('More settings').click();
  return recipe(page).getByRole('combobox', { name: 'Threads' });
}

/** The engine and the losses of the run on screen, as its result says them. */
async function saved(page: Page): Promise<{ engine: string; losses: unknown }> {
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take it with you' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save result' }).click(),
  ]);
  const { engine, results } = JSON.parse(readFileSync(await download.path(), 'utf8'));
  await dialog.getByRole('button', { name: 'Close' }).click();
  return { engine, losses: results[0].epochLosses };
}

async function train(page: Page, name: string): Promise<void> {
  await runButton(page, name).click();
  await expect(progress(page)).toContainText('done in', { timeout: 60_000 });
}

test('a run by two threads says so, and comes to the same numbers again and in Node', async ({ page }, info) => {
  test.slow();
  const inNode = byCommandLine(info.outputPath('two.json'));
  await openImages(page, TINY);
  await (await threads(page)).selectOption('Two');
  await train(page, 'Train it here');
  await expect(runCard(page)).toContainText('WebAssembly SIMD, 2 threads');
  await page.getByRole('button', { name: /^Engine/ }).click();
  await expect(page.getByRole('dialog', { name: 'Engine' })).toContainText('Two threads round differently from one');
  await page.keyboard.press('Escape');
  const two = await saved(page);
  expect(two.engine).toBe('wasm, 2 threads');
  await train(page, 'Train again');
  expect(await saved(page)).toEqual(two);
  expect(await inNode).toEqual(two);
});

test('without the headers there is one thread, and the control says why', async ({ page }) => {
  await page.route('**/', async (route) => {
    const response = await route.fetch();
    const kept = Object.entries(response.headers()).filter(([name]) => !name.startsWith('cross-origin'));
    await route.fulfill({ response, headers: Object.fromEntries(kept) });
  });
  await openImages(page, TINY);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  const choice = await threads(page);
  await expect(choice).toBeDisabled();
  await expect(choice).toHaveValue('1');
  await expect(recipe(page).getByTitle(/this server does not send the headers/)).toBeVisible();
});
