/** The page "Figures": the stored reference at once, the visitor's own seeds over it, and the way to a run. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { figure, messages, status, tableRows } from './lab.ts';

const sweep = (page: Page) => page.getByRole('region', { name: 'Your own seeds' });
const sweepStatus = (page: Page) => page.getByRole('status', { name: 'Sweep status' });
const series = (page: Page) => page.getByRole('region', { name: 'Series' });
const button = (page: Page, name: string) => sweep(page).getByRole('button', { name, exact: true });

async function openFigures(page: Page, query = ''): Promise<void> {
  await page.goto(`./#/figures${query}`);
  await expect(series(page).getByRole('row').nth(1)).toContainText(/\d/);
}

/** The rows of the figure's table that are of some runs. */
async function rowsOf(page: Page, name: string, runs: 'yours' | 'stored'): Promise<string[]> {
  return (await tableRows(page, name)).filter((row) => row.includes(`|${runs}|`));
}

test('shows the stored reference at once, as it was computed', async ({ page }) => {
  await openFigures(page);
  const stored = JSON.parse(readFileSync('public/results/3a.json', 'utf8'));
  const rows = await rowsOf(page, 'Figure 3(a)', 'stored');
  expect(rows).toHaveLength(6 * 10);
  const losses: number[] = stored.series.firefly.map((run: { loss: number[] }) => run.loss.at(-1));
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const [, , , seeds, shown] = rows.find((row) => row.startsWith('Firefly|stored|10'))!.split('|');
  expect(Number(seeds)).toBe(20);
  expect(Math.abs(Number(shown!.replace('−', '-')) / mean - 1)).toBeLessThan(0.05);
});

test('computes own seeds: starts, pauses, resumes, is done, and has the stored numbers', async ({ page }) => {
  await openFigures(page, '?figure=budget');
  await sweep(page).getByRole('spinbutton', { name: 'Seeds' }).fill('2');
  await button(page, 'Start').click();
  // The first own curve is there soon after the start.
  await expect(figure(page, 'Neuron budget')).toContainText(/yours: \d of 2 seeds/, { timeout: 5000 });
  await button(page, 'Pause').click();
  await expect(sweepStatus(page)).toContainText('paused');
  // What a worker had sent before it was told may still come.
  await page.waitForTimeout(300);
  const held = await sweepStatus(page).textContent();
  await page.waitForTimeout(400);
  expect(await sweepStatus(page).textContent()).toBe(held);
  await button(page, 'Resume').click();
  await expect(sweepStatus(page)).toContainText('2 of 2 seeds · 12 of 12 runs · done');
  await expect(button(page, 'Start again')).toBeVisible();
  const rows = await rowsOf(page, 'Neuron budget', 'yours');
  const stored = JSON.parse(readFileSync('public/results/budget.json', 'utf8'));
  const [one, two] = [0, 1].map((seed) => stored.series['neuronBudget=1'][seed].loss[9]);
  const shown = rows.find((row) => row.startsWith('η = 1|yours|10|2'))!.split('|')[4]!;
  expect(Math.abs(Number(shown.replace('−', '-')) / ((one + two) / 2) - 1)).toBeLessThan(0.05);
});

test('keeps what is finished when a sweep is cancelled, and can go on', async ({ page }) => {
  await openFigures(page);
  await button(page, 'Start').click();
  await expect(sweepStatus(page)).toContainText(/[1-9]\d* of 120 runs/);
  await button(page, 'Cancel').click();
  await expect(sweepStatus(page)).toContainText('cancelled');
  const finished = async () => Number(/(\d+) of 120/.exec((await sweepStatus(page).textContent()) ?? '')![1]);
  const before = await finished();
  await page.waitForTimeout(300);
  expect(await finished()).toBe(before);
  await button(page, 'Resume').click();
  await expect.poll(finished).toBeGreaterThan(before);
  await button(page, 'Cancel').click();
  await button(page, 'Start again').click();
  await expect(sweepStatus(page)).toContainText(/ left|starting/);
});

test('opens a run on the Toy page, where it has the number of the figure: by a link and by a click on a point', async ({
  page,
}) => {
  const { series: stored } = JSON.parse(readFileSync('public/results/3b.json', 'utf8'));
  const shown = (loss: number) =>
    `loss ${loss < 0.0001 ? loss.toExponential(1).replace('e-', 'e−') : loss.toPrecision(3)}`;
  await openFigures(page, '?figure=3b&show=seeds');
  await series(page).getByRole('slider', { name: 'Read out at' }).fill('3');
  await expect(series(page)).toContainText('at 4 neurons');
  const link = series(page).getByRole('link', { name: /^Open seed \d+ of m′ = 1, phase 4$/ });
  const seed = Number(/\d+/.exec((await link.textContent())!)![0]);
  await link.click();
  await expect(page).toHaveURL(/#\/toy\?v=1.*freshCandidates=1.*at=3800/);
  await expect(status(page)).toContainText('Phase 4 · train · 4 neurons');
  await expect(status(page)).toContainText(shown(stored['freshCandidates=1'][seed].loss[3]));
  await page.goBack();
  await expect(figure(page, 'Figure 3(b)')).toBeVisible();
  await page.getByRole('radio', { name: 'Mean' }).check({ force: true });
  const plot = page.locator('.series-plot');
  const point = plot.locator('.curve .point').last();
  await point.scrollIntoViewIfNeeded();
  const box = (await point.boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect(page).toHaveURL(/#\/toy\?.*at=9800/);
  await expect(status(page)).toContainText('Phase 10');
});

test('keeps how it is looked at in the link, and names what a link says that cannot be used', async ({ page }) => {
  await openFigures(page, '?figure=step-size&show=median&colour=red&x=hours');
  await expect(messages(page)).toContainText('"colour"');
  await expect(messages(page)).toContainText('x cannot be "hours"');
  await expect(page.getByRole('radio', { name: 'Median' })).toBeChecked();
  await page.getByRole('radio', { name: 'Linear' }).check({ force: true });
  await page.getByRole('radio', { name: 'Steps' }).check({ force: true });
  await expect(page).toHaveURL(/figure=step-size&show=median&scale=linear&x=steps/);
  await series(page).getByRole('checkbox', { name: 'ε = 1', exact: true }).uncheck();
  await expect(page.locator('.series-plot .series-label')).toHaveCount(4);
  await expect(page).toHaveURL(/hide=stepSize=1$/);
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Linear' })).toBeChecked();
  await expect(page.locator('.series-plot .series-label')).toHaveCount(4);
  await expect(series(page).getByRole('checkbox', { name: 'ε = 1', exact: true })).not.toBeChecked();
});

test('hands out every run as CSV and JSON', async ({ page }) => {
  await openFigures(page);
  const repeat = page.getByRole('region', { name: 'Repeat it' });
  const save = async (name: string) => {
    const [download] = await Promise.all([page.waitForEvent('download'), repeat.getByRole('button', { name }).click()]);
    // Not the name of the figure's own table.
    expect(download.suggestedFilename()).toMatch(/^firefly-lab-figure-3a-runs\.(csv|json)$/);
    return readFileSync((await download.path())!, 'utf8');
  };
  const lines = (await save('Every run as CSV')).trim().split('\r\n');
  expect(lines[0]).toBe('figure,runs,series,method,seed,phase,neurons,steps,seconds,loss');
  const stored = JSON.parse(readFileSync('public/results/3a.json', 'utf8'));
  const runs = Object.values(stored.series as Record<string, { loss: number[] }[]>).flat();
  expect(lines).toHaveLength(1 + runs.reduce((sum, { loss }) => sum + loss.length, 0));
  // Settings that came later have their default.
  expect(JSON.parse(await save('Every run as JSON'))).toMatchObject(stored);
  await repeat.getByText('On the command line').click();
  await expect(repeat).toContainText('npm run experiment -- toy --methods firefly,');
});

test('says what was reproduced, with the numbers of the stored results', async ({ page }) => {
  await page.goto('./#/figures');
  await page.getByRole('navigation', { name: 'Figures' }).getByRole('link', { name: 'Findings' }).click();
  await expect(page).toHaveURL(/figure=findings/);
  const stuck = page.getByRole('article').filter({ hasText: 'Splitting alone gets stuck' });
  // What the page prints is what the document prints.
  const [sentence] = /(?<=^- )Mean loss at 10 neurons: Firefly \(split\).*$/m.exec(
    readFileSync('docs/findings.md', 'utf8'),
  )!;
  await expect(stuck).toContainText(sentence);
  // Those of images come from results of their own.
  const growth = page.getByRole('article').filter({ hasText: 'A growth of Firefly is faster' });
  const [seconds] = /(?<=^- )Times as long as Firefly.*$/m.exec(readFileSync('docs/image-findings.md', 'utf8'))!;
  await expect(growth).toContainText(seconds);
  await expect(page.getByRole('table')).toHaveCount(8);
  const results = await new AxeBuilder({ page }).analyze();
  expect(results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join('; ')}`)).toEqual(
    [],
  );
  await stuck.getByRole('link', { name: /Figure 3\(a\)/ }).click();
  await expect(figure(page, 'Figure 3(a)')).toBeVisible();
});

test('races methods in lanes: plays, holds one, steps, and opens one on the Toy page', async ({ page }) => {
  await page.goto('./#/figures?figure=race&seed=9&methods=firefly,splitting,scratch,magic');
  await expect(messages(page)).toContainText('"magic"');
  const lane = (name: string) => page.getByRole('article', { name, exact: true });
  const race = page.getByRole('toolbar', { name: 'Race' });
  const press = (name: string) => race.getByRole('button', { name, exact: true }).click();
  const place = page.getByRole('status', { name: 'Race status' });
  await expect(page.getByRole('article')).toHaveCount(3);
  await expect(place).not.toContainText('computing');
  await press('Next growth');
  await expect(lane('Firefly')).toContainText('2 neurons');
  // Splitting has no direction of descent on this target.
  await expect(lane('Splitting')).toContainText('1 neuron ·');
  await lane('Scratch').getByRole('button', { name: 'Hold' }).click();
  await press('Next growth');
  await expect(place).toContainText('Step 3,000 of 15,000');
  await expect(lane('Firefly')).toContainText('3 neurons');
  await expect(lane('Scratch')).toContainText('2 neurons');
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '9,600 steps/s' });
  await page.getByRole('slider', { name: 'Place in the race' }).fill('14500');
  await press('Play');
  await expect(place).toContainText('Step 15,000');
  await expect(race.getByRole('button', { name: 'Play' })).toBeVisible();
  await expect(lane('Firefly')).toContainText('10 neurons');
  const rows = await tableRows(page, 'Race');
  expect(rows.map((row) => row.split('|').slice(0, 3).join())).toEqual([
    'Method,Steps,Neurons',
    'Firefly,15000,10',
    'Splitting,1500,1',
    'Scratch,1500,2',
  ]);
  await page.getByRole('checkbox', { name: 'Splitting', exact: true }).uncheck();
  await expect(page).toHaveURL(/methods=firefly,scratch$/);
  const results = await new AxeBuilder({ page }).analyze();
  expect(results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join('; ')}`)).toEqual(
    [],
  );
  const seed = page.getByRole('spinbutton', { name: 'Seed' });
  await seed.fill('-3');
  await seed.press('Enter');
  await expect(messages(page)).toContainText('-3 became 0.');
  await seed.fill('9');
  await seed.press('Enter');
  await lane('Scratch').getByRole('link').click();
  await expect(page).toHaveURL(/#\/toy\?v=1&method=scratch&seed=9/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`has no axe violations (${colorScheme})`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ colorScheme, baseURL: baseURL! });
    const page = await context.newPage();
    await openFigures(page);
    const results = await new AxeBuilder({ page }).analyze();
    expect(results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join('; ')}`)).toEqual(
      [],
    );
    await context.close();
  });
}

for (const width of [320, 768]) {
  test(`does not scroll sideways at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await openFigures(page);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.goto('./#/figures?figure=race');
    await expect(page.getByRole('article').first()).toContainText('neuron');
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.goto('./#/figures?figure=findings');
    await expect(page.getByRole('article').first()).toBeVisible();
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
}
