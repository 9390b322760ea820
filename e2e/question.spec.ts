/** A growth questioned: what a score is made of, what other rules would say, and which candidates there were. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { figure, openLab, press, status, tableRows } from './lab.ts';

const HASH = '#/toy?v=1&seed=7&stepsPerPhase=200&maxNeurons=5&points=150&engine=cpu';

/** Opens the page, paused, where the growth of a phase has selected. */
async function openSelection(page: Page, phase: number): Promise<void> {
  await openLab(page, HASH);
  await press(page, 'Reset');
  for (let k = 1; k < phase; k += 1) await press(page, 'Next phase');
  for (let k = 0; k < 4; k += 1) await press(page, 'Step');
  await expect(status(page)).toContainText(`Phase ${phase} · select`);
}

const candidates = (page: Page) => figure(page, 'Importance').getByRole('grid', { name: 'Candidates' });
const rowNames = (page: Page) =>
  candidates(page)
    .locator('tbody tr[tabindex]')
    .evaluateAll((rows) => rows.map((row) => row.querySelector('td')?.textContent ?? ''));
const integral = (page: Page) => figure(page, 'Score integral');
/** A number as the page writes it. */
const number = (text: string | null) => Number((text ?? '').replaceAll('−', '-'));
const value = async (page: Page, term: string) =>
  number(await integral(page).locator('dt', { hasText: term }).locator('+ dd').textContent());

test('a score is questioned: rectangles come to the true change, and every rule answers', async ({ page }) => {
  await openSelection(page, 3);
  await expect(integral(page)).toContainText('phase 3');
  const split = candidates(page)
    .getByRole('row', { name: /^split/ })
    .first();
  await split.click();
  await expect(split).toHaveAttribute('aria-selected', 'true');
  const name = (await split.locator('td').first().textContent()) ?? '';
  await expect(integral(page)).toContainText(`${name} is switched on`);
  await expect(integral(page).getByRole('row', { name: /End point/ })).toContainText(/of \d+/);
  const rectangles = integral(page).getByRole('slider', { name: 'Rectangles' });
  await expect(rectangles).toHaveValue('3');
  const errors: number[] = [];
  for (const n of [1, 20]) {
    await rectangles.fill(String(n));
    await expect(integral(page)).toContainText(n === 1 ? 'One rectangle' : '20 rectangles');
    await expect(integral(page).getByRole('row', { name: new RegExp(`Integral, n = ${n}\\b`) })).toContainText('of');
    errors.push(Math.abs(await value(page, 'Between them')));
  }
  const change = Math.abs(await value(page, 'True change'));
  expect(errors[1]!).toBeLessThanOrEqual(errors[0]! + 1e-9);
  expect(errors[1]!).toBeLessThan(0.02 * change + 1e-9);
  const residual = (await value(page, 'Sum of the parts')) - (await value(page, 'The whole'));
  expect(Math.abs(residual - (await value(page, 'Residual')))).toBeLessThan(0.02 * Math.abs(residual) + 1e-9);
  // Asking changes nothing in the run.
  await expect(status(page)).toContainText('Phase 3 · select');
  expect((await tableRows(page, 'Score integral')).filter((row) => row.startsWith('midpoint'))).toHaveLength(20);
  await integral(page).getByRole('button', { name: 'As the run: 3' }).click();
  await expect(rectangles).toHaveValue('3');
});

test('the end point doubles a split, as the official code does', async ({ page }) => {
  await openSelection(page, 3);
  await candidates(page)
    .getByRole('row', { name: /^split/ })
    .first()
    .click();
  await expect(integral(page)).toContainText('it favours splits');
  const scores = await integral(page)
    .getByRole('row')
    .evaluateAll((rows) => rows.slice(1).map((row) => row.children[1]?.textContent ?? ''));
  expect(number(scores[2]!) / number(scores[1]!)).toBeCloseTo(2, 0);
});

test('candidates are sorted, filtered and walked through by keyboard', async ({ page }) => {
  await openSelection(page, 4);
  const importance = figure(page, 'Importance');
  const ranking = await rowNames(page);
  expect(ranking).toHaveLength(5 + 4);
  await importance.getByRole('button', { name: 'Candidate', exact: true }).focus();
  await page.keyboard.press('Enter');
  expect(await rowNames(page)).toEqual([...ranking].sort());
  await expect(importance.getByRole('columnheader', { name: 'Candidate', exact: true })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );
  await page.keyboard.press('Enter');
  expect(await rowNames(page)).toEqual([...ranking].sort().reverse());
  await importance.getByRole('button', { name: /^fresh 5$/ }).press('Space');
  expect(await rowNames(page)).toEqual(['split D', 'split C', 'split B', 'split A']);
  await candidates(page)
    .getByRole('row', { name: /split D/ })
    .focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(integral(page)).toContainText('split B is switched on');
  await page.keyboard.press('End');
  await expect(integral(page)).toContainText('split A is switched on');
  await importance.getByRole('button', { name: /^let go/ }).click();
  await importance.getByRole('button', { name: 'Show all 9' }).click();
  expect(await rowNames(page)).toHaveLength(9);
});

test('a long list says how much of it is out of sight', async ({ page }) => {
  await openLab(page, `${HASH}&freshCandidates=15`);
  await press(page, 'Reset');
  for (let k = 0; k < 4; k += 1) await press(page, 'Step');
  const more = figure(page, 'Importance').getByRole('button', { name: /more below/ });
  await expect(more).toBeVisible();
  const hidden = Number(/\d+/.exec((await more.textContent()) ?? '')?.[0]);
  const list = candidates(page);
  const inSight = await list.locator('tbody tr').evaluateAll(
    (rows) =>
      rows.filter((row) => {
        const box = row.closest('.importance-scroll')!.getBoundingClientRect();
        return row.getBoundingClientRect().bottom <= box.bottom + 4;
      }).length,
  );
  expect(Math.abs(inSight + hidden - (await list.locator('tbody tr').count()))).toBeLessThanOrEqual(1);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a questioned growth has no axe violations (${colorScheme})`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ colorScheme, baseURL: baseURL! });
    const page = await context.newPage();
    await openSelection(page, 3);
    await integral(page).getByRole('slider', { name: 'Rectangles' }).fill('9');
    await figure(page, 'Importance')
      .getByRole('button', { name: /^splits/ })
      .click();
    await expect(integral(page).getByRole('row', { name: /End point/ })).toContainText('of');
    const violations = async () =>
      (await new AxeBuilder({ page }).analyze()).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join('; ')}`,
      );
    expect(await violations()).toEqual([]);
    // Dimmed parts keep their contrast.
    await page.keyboard.press('s');
    await expect(page.locator('.with-numbers math').first()).toBeVisible();
    await page.mouse.move(0, 0);
    expect(await violations()).toEqual([]);
    await context.close();
  });
}

test('slow motion: stages one after the other, the page lit where they are, with formula and numbers', async ({
  page,
}) => {
  await openLab(page, HASH);
  await press(page, 'Reset');
  const phase = page.getByRole('region', { name: 'Phase' });
  const toggle = phase.getByRole('button', { name: 'Slow motion' });
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  const colour = (name: string) =>
    figure(page, name).evaluate((element) => getComputedStyle(element).getPropertyValue('--network').trim());
  for (const [stage, label] of [
    ['train', 'Train'],
    ['over-grow', 'Over-grow'],
    ['score', 'Score'],
    ['select', 'Select'],
  ] as const) {
    await press(page, 'Step');
    await expect(status(page)).toContainText(`· ${stage} ·`);
    await expect(phase.getByRole('listitem').filter({ hasText: label })).toHaveAttribute('aria-current', 'step');
    await expect(phase.locator('math').first()).toBeVisible();
    await expect(phase.locator('.with-numbers .value').first()).toBeVisible();
  }
  const faint = await page.evaluate(() =>
    getComputedStyle(document.documentElement).getPropertyValue('--text-faint').trim(),
  );
  await press(page, 'Reset');
  await press(page, 'Step');
  expect(await colour('Loss')).not.toBe(faint);
  expect(await colour('Importance')).toBe(faint);
  // A stage takes its time at any speed, and can be paused.
  await press(page, 'Reset');
  await press(page, 'Play');
  await page.waitForTimeout(1500);
  await expect(status(page)).toContainText('Phase 1 · train');
  await page.keyboard.press('k');
  const paused = await status(page).textContent();
  await page.waitForTimeout(300);
  expect(await status(page).textContent()).toBe(paused);
  // It is remembered, and its key leaves it.
  await page.reload();
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('s');
  await expect(toggle).toHaveAttribute('aria-pressed', 'false');
  await expect(phase.locator('math')).toHaveCount(0);
});

test('a growth preserves the function at step 0, and says how much the step changes', async ({ page }) => {
  await openSelection(page, 3);
  const fit = figure(page, 'Function fit');
  await expect(fit.getByRole('button', { name: 'Before and after' })).toHaveCount(0);
  await press(page, 'Step');
  await expect(status(page)).toContainText('grow');
  await fit.getByRole('button', { name: 'Before and after' }).click();
  const largest = async (label: string) =>
    number(((await fit.locator('label', { hasText: label }).locator('output').textContent()) ?? '').replace(/,.*/, ''));
  expect(await largest('Split, step 0')).toBeLessThan(1e-12);
  expect(await largest('Step taken')).toBeGreaterThan(1e-4);
  const curve = () => fit.locator('path[stroke="var(--network)"]').first().getAttribute('d');
  const after = await curve();
  await fit.getByRole('radio', { name: /step 0/ }).check();
  const atZero = await curve();
  expect(atZero).not.toBe(after);
  // The curve at step 0 is the curve before, point for point.
  await press(page, 'Step back');
  expect(await curve()).toBe(atZero);
});

test('lineage: a neuron pointed at or focused is lit in every figure, and families have one colour', async ({
  page,
}) => {
  await openSelection(page, 4);
  const lineage = figure(page, 'Lineage');
  const neuron = lineage.getByRole('button', { name: /^Neuron C/ });
  const faded = (name: string) => figure(page, name).locator('[opacity="0.35"], [opacity="0.3"]');
  for (const name of ['Network', 'Lineage']) await expect(faded(name)).toHaveCount(0);
  await neuron.hover();
  for (const name of ['Function fit', 'Network', 'Lineage']) await expect(faded(name).first()).toBeVisible();
  await page.mouse.move(0, 0);
  await expect(faded('Lineage')).toHaveCount(0);
  await neuron.focus();
  await expect(faded('Network').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(neuron).toHaveAttribute('aria-pressed', 'true');
  await neuron.blur();
  await expect(faded('Function fit').first()).toBeVisible();
  await neuron.click();
  await page.mouse.move(0, 0);
  await expect(faded('Function fit')).toHaveCount(0);
  // Families: as many colours as there are roots, and the same in every figure.
  const rows = (await tableRows(page, 'Lineage')).slice(1).map((row) => row.split('|'));
  const families = new Set(rows.map((cells) => cells.at(-1)));
  await page.keyboard.press('c');
  await expect(lineage.getByRole('button', { name: 'Colour by lineage' })).toHaveAttribute('aria-pressed', 'true');
  await expect(lineage.locator('.family')).toHaveCount(families.size);
  const colours = (name: string, letter: string) =>
    figure(page, name)
      .locator(name === 'Network' ? '.card-name' : '.mark-label')
      .filter({ hasText: new RegExp(`^${letter}$`) })
      .evaluate((text) => getComputedStyle(text).fill);
  const seen = new Map<string, string>();
  for (const cells of rows) {
    const [letter = '', family = ''] = [cells[0], cells.at(-1)];
    const colour = await colours('Lineage', letter);
    expect(await colours('Network', letter)).toBe(colour);
    expect(await colours('Function fit', letter)).toBe(colour);
    expect(seen.get(family) ?? colour).toBe(colour);
    seen.set(family, colour);
  }
  expect(new Set(seen.values()).size).toBe(families.size);
});

test('the whole page draws fewer than 1,500 SVG nodes, however large the network', async ({ page }) => {
  await openLab(page, '#/toy?v=1&stepsPerPhase=60&maxNeurons=10&freshCandidates=10&points=150&engine=cpu');
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'Max' });
  await expect(status(page)).toContainText(/done|grow/, { timeout: 30_000 });
  await expect(status(page)).toContainText('done', { timeout: 30_000 });
  const nodes = () => page.evaluate(() => document.querySelectorAll('svg, svg *').length);
  expect(await nodes()).toBeLessThan(1500);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(status(page)).toContainText('select');
  expect(await nodes()).toBeLessThan(1500);
});
