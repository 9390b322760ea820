/** Runs that the browser keeps: found again after a reload, resumed, renamed, deleted and brought back. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { keepingBegun, messages, openLab, press, recipe, status, tableRows } from './lab.ts';

const HASH = '#/toy?v=1&seed=7&stepsPerPhase=200&maxNeurons=4&points=150&engine=cpu';

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Your runs' });
const openRuns = async (page: Page) => {
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(dialog(page)).toBeVisible();
};
const runs = (page: Page) => dialog(page).getByRole('listitem');
const finish = async (page: Page) => {
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'Max' });
  await expect(status(page)).toContainText('done');
};
/** Waits until the list holds so many runs. */
const expectKept = (page: Page, count: number) =>
  expect(async () => {
    await openRuns(page);
    await expect(dialog(page)).toContainText('Kept in this browser');
    const found = await runs(page).count();
    await page.keyboard.press('Escape');
    expect(found).toBe(count);
  }).toPass();

test('a run that ended is found again after a reload, with the same numbers', async ({ page }) => {
  await openLab(page, HASH);
  await finish(page);
  const network = await tableRows(page, 'Network');
  await expectKept(page, 1);
  await page.goto('about:blank');
  await openLab(page, '#/toy?v=1&seed=1&engine=cpu');
  await openRuns(page);
  await expect(runs(page)).toContainText('Firefly · seed 7 · steps per phase 200');
  await expect(runs(page)).toContainText('4 neurons');
  await runs(page)
    .getByRole('button', { name: /^Firefly · seed 7/ })
    .click();
  await expect(dialog(page)).toHaveCount(0);
  await expect(status(page)).toContainText('Phase 4 · done · 4 neurons');
  expect(await tableRows(page, 'Network')).toEqual(network);
  await expect(recipe(page).getByRole('spinbutton', { name: 'Seed' })).toHaveValue('7');
});

test('a run that the page was left with is offered again, and goes on to the same end', async ({ page }) => {
  await openLab(page, HASH);
  await keepingBegun(page);
  await press(page, 'Next phase');
  await press(page, 'Step');
  const text = (await status(page).textContent())!;
  await page.reload();
  await expect(messages(page)).toContainText('Your last run was left in phase');
  await messages(page).getByRole('button', { name: 'Resume' }).click();
  await expect(status(page)).toHaveText(text);
  await press(page, 'Play');
  await finish(page);
  const end = await tableRows(page, 'Network');
  await page.evaluate(() => indexedDB.deleteDatabase('firefly-lab'));
  await page.reload();
  await finish(page);
  expect(await tableRows(page, 'Network')).toEqual(end);
});

test('kept runs are renamed, deleted, brought back, and cleared; no axe violations', async ({ page }) => {
  await openLab(page, HASH);
  await finish(page);
  const seed = recipe(page).getByRole('spinbutton', { name: 'Seed' });
  await seed.fill('8');
  await seed.press('Enter');
  await expect(status(page)).toContainText('done');
  await expectKept(page, 2);
  await openRuns(page);
  const second = runs(page).nth(1);
  await second.getByRole('button', { name: /^Rename/ }).click();
  await second.getByRole('textbox').fill('Before lunch');
  await page.keyboard.press('Enter');
  await expect(second).toContainText('Before lunch');
  await runs(page)
    .nth(0)
    .getByRole('button', { name: /^Delete/ })
    .click();
  await expect(runs(page)).toHaveCount(1);
  for (const theme of ['Dark theme', 'Light theme']) {
    const found = await new AxeBuilder({ page }).include('dialog[open]').analyze();
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join('; ')}`)).toEqual(
      [],
    );
    // The button lies behind the dialog; the theme is what is wanted.
    await page
      .getByRole('button', { name: theme, includeHidden: true })
      .evaluate((button: HTMLElement) => button.click());
  }
  await dialog(page).getByRole('button', { name: 'Undo' }).click();
  await expect(runs(page)).toHaveCount(2);
  await dialog(page).getByRole('button', { name: 'Clear all' }).click();
  await expect(dialog(page)).toContainText('2 runs were deleted.');
  await expect(dialog(page)).toContainText('Runs that have grown at least once are listed here');
  await dialog(page).getByRole('button', { name: 'Undo' }).click();
  await expect(runs(page)).toHaveCount(2);
  await page.keyboard.press('Escape');
  await page.reload();
  await openRuns(page);
  await expect(runs(page)).toHaveCount(2);
  await expect(dialog(page)).toContainText('Before lunch');
});

test('storage that is blocked is told in one sentence, and nothing else breaks', async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('blocked', 'SecurityError');
    };
  });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await openLab(page, HASH);
  await finish(page);
  await openRuns(page);
  await expect(dialog(page).getByRole('alert')).toHaveText(/^This browser does not let the page keep runs/);
  expect(errors).toEqual([]);
});
