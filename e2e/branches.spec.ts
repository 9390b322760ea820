/** Looking back while the run plays on, and growing branches. */
import { expect, test } from '@playwright/test';
import { figure, messages, openLab, press, status, tableRows, timeline, transport } from './lab.ts';

test('looks back while the run plays on, and comes back to live', async ({ page }) => {
  await openLab(page, '#/toy?v=1&stepsPerPhase=4000');
  await expect(status(page)).toContainText('train');
  await page.waitForTimeout(600);
  await timeline(page).fill('0');
  await expect(status(page)).toContainText('Phase 1 · start');
  const live = page.getByRole('button', { name: /Back to live/ });
  await expect(live).toBeVisible();
  await expect(transport(page).getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.waitForTimeout(300);
  await expect(status(page)).toContainText('Phase 1 · start'); // the picture rests
  await live.click();
  await expect(status(page)).toContainText('train');
  await expect(live).toBeHidden();
});

test('grows a branch with another candidate: shown on timeline and loss, linked, renamed, deleted, undone', async ({
  page,
}) => {
  await openLab(page);
  await press(page, 'Reset');
  await page.keyboard.press('Alt+ArrowRight');
  await expect(status(page)).toContainText('Phase 1 · select');
  await page.keyboard.press('b');
  const whatIf = page.getByRole('region', { name: 'What if?' });
  const grow = whatIf.getByRole('button', { name: 'Grow branch B' });
  await expect(grow).toHaveAttribute('aria-disabled', 'true');
  const candidates = figure(page, 'Importance').getByRole('grid', { name: 'Candidates' });
  await candidates.getByRole('checkbox', { checked: true }).first().uncheck();
  await expect(whatIf).toContainText('Keep at least one candidate.');
  await candidates.getByRole('checkbox', { checked: false }).last().check();
  await grow.click();
  await expect(page).toHaveURL(/changes=1_/);
  await press(page, 'Reset');
  await page.keyboard.press('Alt+ArrowRight');
  await expect(page.getByRole('region', { name: 'Phase', exact: true })).toContainText('because you chose so');
  const branches = page.getByRole('list', { name: 'Branches' });
  await expect(branches.getByRole('listitem')).toHaveCount(2);
  await expect(branches.getByRole('button', { name: /^B Keeps/ })).toHaveAttribute('aria-pressed', 'true');
  await press(page, 'Next phase');
  await press(page, 'Next phase');
  await expect(status(page)).toContainText('Phase 3');

  // The same numbers come from the link alone.
  const loss = (await status(page).textContent())!;
  const link = page.url();
  const rows = await tableRows(page, 'Loss');
  expect(new Set(rows.map((row) => row[0]))).toEqual(new Set(['B', 'A']));

  await branches.getByRole('button', { name: /^A / }).click();
  await expect(status(page)).toContainText('Phase 1 · select');
  await expect(page).not.toHaveURL(/changes=/);
  await page.goBack();
  await expect(branches.getByRole('button', { name: /^B / })).toHaveAttribute('aria-pressed', 'true');
  await branches.getByRole('button', { name: 'Rename branch B' }).click();
  await page.keyboard.type('the worst one');
  await page.keyboard.press('Enter');
  await expect(branches.getByRole('button', { name: /^B the worst one/ })).toBeVisible();
  await branches.getByRole('button', { name: 'Delete branch B' }).click();
  await expect(branches).toBeHidden();
  await messages(page).getByRole('button', { name: 'Undo' }).click();
  await expect(branches.getByRole('button', { name: /^B the worst one/ })).toHaveAttribute('aria-pressed', 'true');

  await page.goto('about:blank');
  await page.goto(`${link}&phase=3`);
  await expect(status(page)).toHaveText(loss);
});

test('a sub-step is gone to by its button, and ticking a candidate there by keyboard asks what if', async ({
  page,
}) => {
  await openLab(page);
  const phase = page.getByRole('region', { name: 'Phase', exact: true });
  await phase.getByRole('button', { name: 'Select' }).click();
  await expect(status(page)).toContainText('Phase 1 · select');
  await phase.getByRole('button', { name: 'Over-grow' }).click();
  await expect(status(page)).toContainText('Phase 1 · over-grow');
  await phase.getByRole('button', { name: 'Score' }).click();
  await expect(status(page)).toContainText('Phase 1 · score');
  const candidates = figure(page, 'Importance').getByRole('grid', { name: 'Candidates' });
  const second = candidates.getByRole('row').nth(3); // after the head, the first, and the cut
  await second.focus();
  await page.keyboard.press('Space');
  await expect(second.getByRole('checkbox')).toBeChecked();
  await expect(transport(page).getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  const whatIf = page.getByRole('region', { name: 'What if?' });
  await expect(whatIf.getByRole('button', { name: 'Grow branch B' })).not.toHaveAttribute('aria-disabled');
  // What was ticked is forgotten when the question is closed.
  await page.keyboard.press('b');
  await expect(whatIf).toBeHidden();
  await expect(candidates.getByRole('checkbox', { checked: true })).toHaveCount(1);
  await expect(second.getByRole('checkbox')).not.toBeChecked();
});

test('grows a branch by another method, and cannot go wrong before the first growth', async ({ page }) => {
  await openLab(page);
  await press(page, 'Reset');
  await transport(page).getByRole('button', { name: 'What if?' }).click();
  const whatIf = page.getByRole('region', { name: 'What if?' });
  await expect(whatIf).toContainText('The run has not grown yet');
  await press(page, 'Next phase');
  await whatIf.getByText('Or try the growth anew').click();
  await whatIf.getByRole('combobox', { name: 'Method' }).selectOption('splitting');
  await whatIf.getByRole('button', { name: 'Grow branch B' }).click();
  await expect(page).toHaveURL(/changes=1_method\.splitting/);
  await press(page, 'Next phase');
  await expect(figure(page, 'Importance')).toContainText('fresh 0');
});

test('a link that keeps a candidate which is not there says so, and the run goes on without it', async ({ page }) => {
  await openLab(page, '#/toy?v=1&stepsPerPhase=100&points=100&maxNeurons=3&changes=1_split-99');
  await expect(messages(page)).toContainText('Phase 1 cannot keep split V4, because its growth has split A, fresh 1');
  await expect(page).toHaveURL(/#\/toy\?v=1&stepsPerPhase=100&maxNeurons=3&points=100$/);
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'Max' });
  await expect(status(page)).toContainText('done · 3 neurons');
});
