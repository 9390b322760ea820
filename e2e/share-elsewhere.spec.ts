/** "Take it with you" on pages that show no run of the toy. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { messages } from './lab.ts';

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Take it with you' });

test('on Figures the figure comes first, and what needs a run is dimmed with one reason while there is none', async ({
  page,
}) => {
  await page.goto('./#/figures?figure=3b&show=median&hide=freshCandidates=0');
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(dialog(page).getByRole('textbox', { name: 'Link to this view' })).toHaveText(page.url());
  await expect(dialog(page)).toContainText('Figure 3(b)');
  await expect(dialog(page).getByRole('textbox', { name: 'Command that repeats the figure' })).toHaveText(
    'npm run figures -- 3b --seeds 20 --out .',
  );
  await expect(dialog(page).getByText('The network')).toBeHidden();
  await dialog(page).getByText('The run of the Toy page').click();
  const reason = /^There is no run yet/;
  for (const name of ['Save run', 'Save as ONNX', 'Save for TensorFlow.js']) {
    const button = dialog(page).getByRole('button', { name });
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await expect(button).toHaveAccessibleDescription(reason);
    await button.click({ force: true });
  }
  await expect(messages(page)).toHaveText('');
  const { violations } = await new AxeBuilder({ page }).include('dialog[open]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('a run of the Toy page is offered on Learn too, folded', async ({ page }) => {
  await page.goto('./#/toy?v=1&seed=7&stepsPerPhase=100&points=100');
  await expect(page.getByRole('status', { name: 'Run status' })).toContainText('Phase');
  await page.getByRole('link', { name: 'Learn' }).click();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(dialog(page).getByRole('textbox', { name: 'Link to this view' })).toHaveText(/#\/learn$/);
  await expect(dialog(page).getByRole('button', { name: 'Save run' })).toBeHidden();
  await dialog(page).getByText('The run of the Toy page').click();
  const download = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: 'Save run' }).click();
  expect((await download).suggestedFilename()).toBe('firefly-firefly-seed-7.json');
});
