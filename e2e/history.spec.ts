/** The browser's history: one thing that a visitor does is one step, so Back undoes it. */
import { expect, type Page, test } from '@playwright/test';
import { openLab, recipe } from './lab.ts';

const entries = (page: Page) => page.evaluate(() => history.length);

/** Drags the slider of a setting to the right, over many values. */
async function drag(page: Page, setting: string): Promise<void> {
  const slider = recipe(page).locator(`[data-setting="${setting}"] input[type="range"]`);
  await slider.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await slider.boundingBox())!;
  await page.mouse.move(x + width * 0.4, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.9, y + height / 2, { steps: 15 });
  await page.mouse.up();
}

test('a dragged slider and a held arrow key are one step each, and Back undoes them', async ({ page }) => {
  await openLab(page, '#/toy?v=1&stepsPerPhase=100&points=100');
  const before = await entries(page);
  const address = page.url();
  await drag(page, 'stepSize');
  await expect(page).toHaveURL(/stepSize=/);
  expect(await entries(page)).toBe(before + 1);
  const dragged = page.url();
  const seed = recipe(page).getByRole('spinbutton', { name: 'Seed' });
  await seed.focus();
  for (let k = 0; k < 10; k += 1) await page.keyboard.press('ArrowUp');
  await expect(page).toHaveURL(/seed=14/);
  expect(await entries(page)).toBe(before + 2);
  await page.goBack();
  await expect(page).toHaveURL(dragged);
  await expect(seed).toHaveValue('4');
  await page.goBack();
  await expect(page).toHaveURL(address);
  await expect(recipe(page).getByRole('spinbutton', { name: 'Step size' })).toHaveValue('0.05');
});

test('so it is on the page Images', async ({ page }) => {
  await page.goto('./#/images');
  const width = recipe(page).getByRole('spinbutton', { name: 'Start width' });
  await expect(width).toBeVisible();
  const [before, value] = [await entries(page), await width.inputValue()];
  await drag(page, 'width');
  await expect(page).toHaveURL(/width=/);
  expect(await entries(page)).toBe(before + 1);
  await page.goBack();
  await expect(width).toHaveValue(value);
});
