/** The page "Learn": lessons to choose from, and the algorithm with pictures to play with. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { status } from './lab.ts';

test('leads to lessons and to moments of a run', async ({ page }) => {
  await page.goto('./#/learn');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('How a network grows');
  await page.getByRole('link', { name: /See the cut/ }).click();
  await expect(status(page)).toContainText('Phase 2 · select · 2 neurons');
  await page.getByRole('link', { name: 'Learn' }).click();
  await page.getByRole('link', { name: /One fresh neuron/ }).click();
  await expect(page.getByRole('region', { name: /^Lesson: One fresh/ })).toContainText('page 1 of 6');
});

test('has pictures that answer', async ({ page }) => {
  await page.goto('./#/learn');
  const growth = page.getByRole('figure', { name: 'How far a growth moves the function' });
  await expect(growth).toContainText(/times less/);
  await growth.getByRole('radio', { name: 'Fresh neuron' }).check();
  await expect(growth).toContainText('2.0 times less');
  const area = page.getByRole('figure', { name: 'The area under the slope' });
  const text = await area.textContent();
  await area.getByRole('slider', { name: 'n' }).press('End');
  await expect(area).toContainText('20 rectangles say');
  expect(await area.textContent()).not.toBe(text);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`Learn has no axe violations and fits a phone (${colorScheme})`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ colorScheme, baseURL: baseURL!, viewport: { width: 320, height: 700 } });
    const page = await context.newPage();
    await page.goto('./#/learn');
    await expect(page.getByRole('heading', { name: 'Symbols' })).toBeVisible();
    const results = await new AxeBuilder({ page }).analyze();
    expect(results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join('; ')}`)).toEqual(
      [],
    );
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await context.close();
  });
}
