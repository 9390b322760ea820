/** Lessons, and links that hide things from a class. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { figure, messages, openLab, recipe, status, timeline, transport } from './lab.ts';

test('a lesson moves the view page by page, and leaves the run when it is closed', async ({ page }) => {
  await openLab(page, '#/toy?v=1&lesson=stuck&page=4');
  const lesson = page.getByRole('region', { name: 'Lesson: Why a network gets stuck' });
  await expect(lesson).toContainText('page 4 of 6');
  await expect(status(page)).toContainText('Phase 1 · train · 1 neuron · loss 0.574 · CPU');
  await lesson.getByRole('link', { name: 'Next' }).click();
  await expect(lesson).toContainText('A way out');
  await expect(page).toHaveURL(/lesson=stuck&page=5$/);
  await expect(status(page)).toContainText('Phase 1 · select', { timeout: 20_000 });
  await expect(transport(page).getByRole('button', { name: 'Play' })).toBeVisible();
  await page.goBack();
  await expect(lesson).toContainText('page 4 of 6');
  await expect(status(page)).toContainText('Phase 1 · train · 1 neuron');
  await lesson.getByRole('link', { name: 'Close the lesson' }).click();
  await expect(lesson).toHaveCount(0);
  await expect(page).toHaveURL(/seed=11/);
  await expect(status(page)).toContainText('Phase 1 · train · 1 neuron · loss 0.574');
});

test('a passage ends when the visitor takes over, and can be played again', async ({ page }) => {
  await openLab(page, '#/toy?v=1&lesson=splitting&page=3');
  const lesson = page.getByRole('region', { name: 'Lesson: Splitting' });
  await expect(transport(page).getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('Home');
  await expect(status(page)).toContainText('Phase 1 · start');
  await page.waitForTimeout(400);
  await expect(status(page)).toContainText('Phase 1 · start');
  await lesson.getByRole('button', { name: 'Play it again' }).click();
  await expect(status(page)).toContainText('done · 10 neurons · loss 0.533', { timeout: 30_000 });
});

test('a changed recipe is the visitor’s own, and the page’s run comes back', async ({ page }) => {
  await openLab(page, '#/toy?v=1&lesson=step-size&page=1&seed=4');
  const lesson = page.getByRole('region', { name: 'Lesson: What the step size does' });
  await lesson.getByRole('link', { name: 'Back to this page' }).click();
  await expect(page).toHaveURL(/v=1&lesson=step-size$/);
  await expect(status(page)).toContainText('Phase 1 · select · 1 neuron · loss 0.400 · CPU');
  await expect(figure(page, 'Importance')).toContainText('−5.87e−3');
});

test('a link hides controls from view and from the keyboard, and names what it does not know', async ({ page }) => {
  await openLab(page, '#/toy?v=1&phase=2&hide=recipe,speed,lineage,sunshine');
  await expect(messages(page)).toContainText('There is nothing called "sunshine"');
  await expect(recipe(page)).toBeHidden();
  await expect(page.getByRole('combobox', { name: 'Speed' })).toBeHidden();
  await expect(figure(page, 'Lineage')).toBeHidden();
  await expect(figure(page, 'Network')).toBeVisible();
  await page.keyboard.press(']');
  await expect(page.locator('.select.speed')).toHaveValue('1');
  await expect(timeline(page)).toBeVisible();
  await page.getByRole('link', { name: 'Toy' }).click();
  await expect(page).toHaveURL(/hide=recipe,speed,lineage/);
});

test('a teacher makes a link that hides, and a frame of a lesson', async ({ page }) => {
  await openLab(page, '#/toy?v=1&phase=3');
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Link for a lesson' }).click();
  const dialog = page.getByRole('dialog', { name: 'Link for a lesson' });
  await dialog.getByRole('checkbox', { name: 'Step size' }).check();
  await dialog.getByRole('checkbox', { name: 'Loss' }).check();
  await expect(dialog.getByRole('textbox', { name: 'Link for a lesson' })).toContainText('phase=3&hide=stepSize,loss');
  await dialog.getByRole('combobox', { name: 'Show' }).selectOption('What the step size does');
  await dialog.getByRole('checkbox', { name: /for a frame/ }).check();
  await expect(dialog.getByRole('textbox', { name: 'Frame for your page' })).toContainText(
    /<iframe src="http.*lesson=step-size&amp;hide=stepSize,loss&amp;embed=1" title="Firefly Lab: What the step size does"/,
  );
  const results = await new AxeBuilder({ page }).include('dialog[open]').analyze();
  expect(results.violations.map(({ id }) => id)).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a lesson has no axe violations and fits a phone (${colorScheme})`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ colorScheme, baseURL: baseURL!, viewport: { width: 320, height: 700 } });
    const page = await context.newPage();
    await openLab(page, '#/toy?v=1&lesson=integral&page=3');
    await expect(figure(page, 'Score integral')).toContainText('split');
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
