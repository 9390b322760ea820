/** The Toy page on WebGPU (in software here), with a small recipe. */
import { expect, test } from '@playwright/test';
import { messages, openLab, press, recipe, status, tableRows, transport } from './lab.ts';

const SMALL = '#/toy?v=1&engine=webgpu&points=100&stepsPerPhase=120&maxNeurons=3&directionSteps=10';

test('grows on WebGPU when asked to, and says where', async ({ page }) => {
  await openLab(page, SMALL);
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'Max' });
  await expect(status(page)).toContainText('done · 3 neurons', { timeout: 45_000 });
  await expect(status(page)).toContainText('WebGPU');
  await page.getByRole('button', { name: /^Engine/ }).click();
  await expect(page.getByRole('dialog', { name: 'Engine' })).toContainText('software');
});

test('takes the processor by itself when WebGPU is software', async ({ page }) => {
  await openLab(page);
  await expect(status(page)).toContainText('CPU');
  await page.getByRole('button', { name: /^Engine/ }).click();
  await expect(page.getByRole('dialog', { name: 'Engine' })).toContainText('processor is faster');
});

test('pauses, steps, skips and changes seed on WebGPU', async ({ page }) => {
  await openLab(page, SMALL);
  await press(page, 'Reset');
  await press(page, 'Step');
  await expect(status(page)).toContainText('Phase 1 · train · 1 neuron');
  await press(page, 'Next phase');
  await expect(status(page)).toContainText('Phase 2 · grow · 2 neurons');
  const seed = recipe(page).getByRole('spinbutton', { name: 'Seed' });
  await seed.fill('9');
  await seed.press('Enter');
  await press(page, 'Next phase');
  await expect(status(page)).toContainText('Phase 2 · grow · 2 neurons');
});

test('goes on after the device is lost, with the same numbers', async ({ page }) => {
  await openLab(page, `${SMALL}&stepsPerPhase=1000`);
  await press(page, 'Reset');
  await press(page, 'Next phase');
  await expect(status(page)).toContainText('Phase 2 · grow');
  const before = await tableRows(page, 'Network');
  await page.reload();
  await openLab(page, `${SMALL}&stepsPerPhase=1000`);
  await page.getByRole('button', { name: /^Engine/ }).click();
  await page.getByRole('button', { name: 'Lose the device' }).click();
  await expect(messages(page)).toContainText('The GPU device was lost');
  await press(page, 'Reset');
  await press(page, 'Next phase');
  await expect(status(page)).toContainText('Phase 2 · grow');
  expect(await tableRows(page, 'Network')).toEqual(before);
  await expect(transport(page)).toBeVisible();
});
