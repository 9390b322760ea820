/** The Toy page on the processor, with the default recipe, as a visitor uses it. */
import { expect, test } from '@playwright/test';
import { facts, figure, messages, openLab, press, recipe, status, tableRows, timeline, transport } from './lab.ts';

test('plays when opened, grows to ten neurons and fits the curve', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await openLab(page);
  await expect(transport(page).getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'Max' });
  await expect(status(page)).toContainText('done · 10 neurons', { timeout: 30_000 });
  await expect(status(page)).toContainText('CPU');
  const loss = Number(
    facts(/loss ([\d.e−]+)/)
      .exec((await status(page).textContent()) ?? '')?.[1]
      ?.replace('−', '-'),
  );
  expect(loss).toBeLessThan(0.01);
  await expect(transport(page).getByRole('button', { name: 'Play' })).toBeVisible();
  expect(errors).toEqual([]);
});

test('pauses, steps through the sub-steps of a phase and skips to the next', async ({ page }) => {
  await openLab(page);
  await press(page, 'Pause');
  const paused = await status(page).textContent();
  await page.waitForTimeout(300);
  expect(await status(page).textContent()).toBe(paused);
  await press(page, 'Reset');
  await expect(status(page)).toContainText('Phase 1 · start · 1 neuron');
  for (const stage of ['train', 'over-grow', 'score', 'select', 'grow']) {
    await press(page, 'Step');
    await expect(status(page)).toContainText(`· ${stage} ·`);
  }
  await expect(status(page)).toContainText('Phase 2 · grow · 2 neurons');
  await press(page, 'Step back');
  await expect(status(page)).toContainText('Phase 1 · select · 1 neuron');
  await press(page, 'Next phase');
  await press(page, 'Next phase');
  await expect(status(page)).toContainText('Phase 3 · grow · 3 neurons');
});

test('shows candidates, scores and what happened', async ({ page }) => {
  await openLab(page);
  await press(page, 'Reset');
  await expect(figure(page, 'Importance')).toContainText('When training is done');
  for (let k = 0; k < 4; k += 1) await press(page, 'Step');
  await expect(status(page)).toContainText('select');
  const importance = await tableRows(page, 'Importance');
  expect(importance).toHaveLength(1 + 6); // header, one split, five fresh
  expect(importance.filter((row) => row.endsWith('kept'))).toHaveLength(1);
  await press(page, 'Step');
  await expect(figure(page, 'Importance')).toContainText('What happened');
  expect(await tableRows(page, 'Network')).toHaveLength(1 + 2);
  expect((await tableRows(page, 'Loss')).length).toBeGreaterThan(10);
  expect(await tableRows(page, 'Function fit')).toHaveLength(1 + 1000);
});

test('scrubs back and forth without computing, and goes on with the same numbers', async ({ page }) => {
  await openLab(page);
  await press(page, 'Reset');
  await press(page, 'Next phase');
  await press(page, 'Next phase');
  await press(page, 'Step');
  const before = await tableRows(page, 'Network');
  const text = await status(page).textContent();
  await timeline(page).fill('300');
  await expect(status(page)).toContainText('Phase 1 · train');
  await timeline(page).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(status(page)).toHaveText(text ?? '');
  expect(await tableRows(page, 'Network')).toEqual(before);
});

test('the timeline stays where it is put, wherever it comes from', async ({ page }) => {
  await openLab(page, '#/toy?v=1&stepsPerPhase=1500');
  await press(page, 'Reset');
  await press(page, 'Next phase');
  await press(page, 'Next phase');
  // Such a place lies between two whole numbers of the slider.
  await timeline(page).fill('37');
  await timeline(page).fill('1850');
  await expect(status(page)).toContainText('Phase 2 · over-grow');
  await timeline(page).press('PageUp');
  await expect(status(page)).toContainText('Phase 3');
});

test('changes method and seed, and Back undoes it', async ({ page }) => {
  await openLab(page);
  await recipe(page).getByRole('combobox', { name: 'Method' }).selectOption('firefly-split');
  await expect(page).toHaveURL(/method=firefly-split/);
  const seed = recipe(page).getByRole('spinbutton', { name: 'Seed' });
  await seed.fill('11');
  await seed.press('Enter');
  await expect(page).toHaveURL(/seed=11/);
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'Max' });
  await expect(status(page)).toContainText('done', { timeout: 30_000 });
  const network = await tableRows(page, 'Network');
  expect(network.slice(2).every((row) => row.includes('split of'))).toBe(true);
  await page.goBack();
  await expect(seed).toHaveValue('4');
  await page.goBack();
  await expect(recipe(page).getByRole('combobox', { name: 'Method' })).toHaveValue('firefly');
});

test('names what a link says that cannot be used, and lives', async ({ page }) => {
  await openLab(page, '#/toy?v=1&seed=abc&stepSize=99&colour=red&method=magic');
  for (const text of ['Seed must be a number', 'Step size goes from', '"colour"', 'Method cannot be "magic"']) {
    await expect(messages(page)).toContainText(text);
  }
  await expect(recipe(page).getByRole('spinbutton', { name: 'Step size' })).toHaveValue('1');
  await expect(status(page)).toContainText('neuron');
});

test('opens a phase from a link, and shows a page for frames', async ({ page }) => {
  await openLab(page, '#/toy?v=1&phase=4&embed=1');
  await expect(status(page)).toContainText('Phase 4 · grow · 4 neurons');
  await expect(page.getByRole('navigation', { name: 'Pages' })).toHaveCount(0);
  await expect(figure(page, 'Function fit')).toBeVisible();
});

test('reads a CSV, and refuses one that cannot be fitted with one sentence', async ({ page }) => {
  await openLab(page);
  const input = recipe(page).getByLabel('CSV file with columns x and y');
  const give = (name: string, text: string) =>
    input.setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await give('bad.csv', 'a,b\n1,2\n3,4\n');
  await expect(messages(page)).toContainText('x');
  await expect(recipe(page)).toContainText('random network');
  await give('constant.csv', 'x,y\n1,2\n3,2\n');
  await expect(messages(page)).toContainText('Every y is 2');
  const rows = Array.from({ length: 40 }, (_, i) => `${i},${Math.sin(i / 4)}`);
  await give('sine.csv', `x,y\n${rows.join('\n')}\n`);
  await expect(recipe(page)).toContainText('sine.csv · 40 points');
  await expect(status(page)).toContainText('neuron');
});

test('points of a CSV keep their units, and a reload offers them again', async ({ page }) => {
  await openLab(page, '#/toy?v=1&engine=cpu');
  const rows = Array.from({ length: 60 }, (_, i) => `${i},${1e6 * Math.sin(i / 9)}`);
  const buffer = Buffer.from(`x,y\n${rows.join('\n')}\n`);
  await recipe(page)
    .getByLabel('CSV file with columns x and y')
    .setInputFiles({ name: 'large.csv', mimeType: 'text/csv', buffer });
  await expect(figure(page, 'Function fit').locator('.axes')).toContainText('×10⁶');
  await expect(figure(page, 'Loss')).toContainText(/MSE of y ÷\s\d{3},\d00/);
  const [, , second] = await tableRows(page, 'Function fit');
  expect(second!.split('|').slice(0, 2).join()).toBe(`1.000,${(1e6 * Math.sin(1 / 9)).toFixed(0)}`);
  await expect(status(page)).toContainText('Phase 1');
  await page.reload();
  await expect(messages(page)).toContainText('points of large.csv');
  await messages(page).getByRole('button').first().click();
  await expect(recipe(page)).toContainText('large.csv · 60 points');
});

test('survives the end of its worker', async ({ page }) => {
  await openLab(page, '#/toy?v=1&stepsPerPhase=4000');
  await page.getByRole('button', { name: /^Engine/ }).click();
  await page.getByRole('button', { name: 'End the worker' }).click();
  await expect(messages(page)).toContainText('The worker ended unexpectedly', { timeout: 15_000 });
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'Max' });
  if (await transport(page).getByRole('button', { name: 'Play' }).isVisible()) await press(page, 'Play');
  await expect(status(page)).toContainText('done · 10 neurons', { timeout: 30_000 });
});

test('does not play by itself when less motion is asked for', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce', baseURL: baseURL! });
  const page = await context.newPage();
  await page.goto('./');
  await expect(status(page)).toContainText('Phase 1 · start');
  await page.waitForTimeout(500);
  await expect(status(page)).toContainText('Phase 1 · start');
  await context.close();
});

for (const width of [1440, 768, 390]) {
  test(`nothing moves out of place while the page loads (${width} px)`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await openLab(page);
    await expect(figure(page, 'Loss')).not.toHaveAttribute('aria-busy');
    await page.waitForTimeout(500);
    const shift = await page.evaluate(() =>
      (globalThis as unknown as { shifts: number[] }).shifts.reduce((sum, value) => sum + value, 0),
    );
    expect(shift).toBeLessThan(0.02);
  });
}
