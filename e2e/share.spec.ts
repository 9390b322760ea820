/** Taking a run along: a link to exactly this view, the run file, the network, the command; and coming back to it. */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { readCommand } from '../src/cli/options.ts';
import { messages, openFile, openLab, press, status, tableRows, transport } from './lab.ts';

const HASH = '#/toy?v=1&seed=7&stepsPerPhase=200&maxNeurons=4&points=150&engine=cpu';

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Take it with you' });
const openShare = async (page: Page) => {
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(dialog(page)).toBeVisible();
};
const close = (page: Page) => page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

async function saved(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const download = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: button }).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile((await file.path()) ?? '') };
}

test('a copied link opens exactly the same view', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openLab(page, HASH);
  await press(page, 'Next phase');
  await press(page, 'Next phase');
  for (let k = 0; k < 3; k += 1) await press(page, 'Step'); // in the middle of phase 3: scored, not selected
  await openShare(page);
  await dialog(page).getByRole('button', { name: 'Copy link' }).click();
  await expect(dialog(page).getByRole('status', { name: 'Copy link' })).toHaveText('Copied');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await close(page);
  const text = (await status(page).textContent())!;
  await expect(status(page)).toContainText('Phase 3 · score');
  const tables = async (shown: Page) => [
    await tableRows(shown, 'Network'),
    await tableRows(shown, 'Importance'),
    await tableRows(shown, 'Function fit'),
    await tableRows(shown, 'Lineage'),
  ];
  const before = await tables(page);
  const other = await context.newPage();
  await other.goto(link);
  await expect(status(other)).toHaveText(text);
  await expect(transport(other).getByRole('button', { name: 'Play' })).toBeVisible();
  expect(await tables(other)).toEqual(before);
});

test('a run saved on its way opens where it was, and goes on to the same end', async ({ page }) => {
  await openLab(page, HASH);
  await press(page, 'Next phase');
  await openShare(page);
  const { bytes, name } = await saved(page, 'Save run');
  expect(name).toBe('firefly-firefly-seed-7.json');
  await close(page);
  await press(page, 'Play');
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'Max' });
  await expect(status(page)).toContainText('done');
  const end = await tableRows(page, 'Network');
  // Cut off after 50 events, as if it had been saved early.
  const run = JSON.parse(bytes.toString('utf8'));
  const cut = run.events.findIndex((event: { kind: string }) => event.kind === 'apply');
  const early = {
    ...run,
    events: run.events.slice(0, cut + 1),
    snapshots: run.snapshots.filter(({ event }: { event: number }) => event <= cut),
  };
  await openLab(page, '#/toy');
  await openFile(page, 'run.json', JSON.stringify(early));
  await expect(status(page)).toContainText('Phase 2 · grow · 2 neurons');
  await press(page, 'Play');
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'Max' });
  await expect(status(page)).toContainText('done');
  expect(await tableRows(page, 'Network')).toEqual(end);
});

test('a run opened from another page shows on the Toy page, and stays when one comes back', async ({ page }) => {
  await openLab(page, HASH);
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'Max' });
  await expect(status(page)).toContainText('done');
  const text = (await status(page).textContent())!;
  await openShare(page);
  const { bytes } = await saved(page, 'Save run');
  await page.goto('about:blank');
  await page.goto('./#/figures');
  await expect(page.getByRole('link', { name: 'Figures' })).toHaveAttribute('aria-current', 'page');
  await openFile(page, 'run.json', bytes.toString('utf8'));
  await expect(status(page)).toHaveText(text);
  await page.getByRole('link', { name: 'Figures' }).click();
  await expect(status(page)).toHaveCount(0);
  await page.getByRole('link', { name: 'Toy' }).click();
  await expect(status(page)).toHaveText(text);
});

test('the network opens in onnxruntime and gives the numbers of the table', async ({ page }) => {
  await openLab(page, HASH);
  await press(page, 'Next phase');
  const neurons = (await tableRows(page, 'Network')).slice(1).map((row) => row.split('|').slice(2).map(Number));
  await openShare(page);
  const { bytes, name } = await saved(page, 'Save as ONNX');
  expect(name).toBe('firefly-firefly-seed-7-2-neurons.onnx');
  const session = await InferenceSession.create(new Uint8Array(bytes));
  const x = [-4, -1, 0, 2.5];
  const { y } = await session.run({ x: new Tensor('float32', Float32Array.from(x), [4, 1]) });
  const deviation = Number(/divided by (\d+\.\d+)/.exec((await dialog(page).textContent())!)?.[1]);
  for (const [k, value] of x.entries()) {
    const f = neurons.reduce((sum, [a, b, w]) => sum + w! * Math.exp(-((a! * value + b!) ** 2) / 2), 0);
    expect(Math.abs(Number(y!.data[k]) - f * deviation)).toBeLessThan(2e-3); // the table has four decimals
  }
  const zip = await saved(page, 'Save for TensorFlow.js');
  const files = unzipSync(new Uint8Array(zip.bytes));
  expect(Object.keys(files)).toEqual(['model.json', 'weights.bin', 'README.txt']);
  expect(JSON.parse(new TextDecoder().decode(files['model.json'])).format).toBe('layers-model');
});

test('the command is one that the command line reads, also for given points', async ({ page }) => {
  await openLab(page, HASH);
  await openShare(page);
  const field = dialog(page).getByRole('textbox', { name: 'Command that repeats the run' });
  const words = async () => (await field.textContent())!.replace('npm run experiment -- ', '').split(' ');
  expect(readCommand(await words())).toMatchObject({
    experiment: { seeds: [7], methods: ['firefly'], stepsPerPhase: 200, maxNeurons: 4, points: 150 },
  });
  await close(page);
  const rows = Array.from({ length: 30 }, (_, i) => `${i},${Math.sin(i / 4)}`).join('\n');
  await openFile(page, 'my tides.csv', `x,y\n${rows}\n`);
  await expect(page.getByRole('group', { name: 'Recipe' })).toContainText('30 points');
  await openShare(page);
  await expect(dialog(page)).toContainText('A link cannot carry the points');
  expect(readCommand(await words())).toMatchObject({ data: 'my-tides.csv' });
  const { name, bytes } = await saved(page, 'Save points');
  expect(name).toBe('my-tides.csv');
  expect(bytes.toString('utf8').trimEnd().replaceAll('\r\n', '\n')).toBe(`x,y\n${rows}`);
  await expect(messages(page)).toHaveText('');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the dialog and the menus have no axe violations (${colorScheme})`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ colorScheme, baseURL: baseURL! });
    const page = await context.newPage();
    await openLab(page, HASH);
    await press(page, 'Next phase');
    await page.getByRole('figure', { name: 'Loss' }).getByRole('button', { name: 'Export' }).click();
    const problems = async (part: string) =>
      (await new AxeBuilder({ page }).include(part).analyze()).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join('; ')}`,
      );
    expect(await problems('.menu-button')).toEqual([]);
    await page.keyboard.press('Escape');
    await openShare(page);
    expect(await problems('dialog[open]')).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await context.close();
  });
}
