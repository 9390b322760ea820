/** Keys: which of them a focused field keeps for itself, and which are gone with what a link hides. */
import { expect, test } from '@playwright/test';
import { openLab, recipe, status } from './lab.ts';

test('letters stay shortcuts while a checkbox or a number has the focus, and numbers keep what they are written with', async ({
  page,
}) => {
  await page.goto('./#/figures');
  await page.getByRole('checkbox', { name: 'Scratch' }).focus();
  await page.keyboard.press('e');
  await expect(page.getByRole('dialog', { name: 'Take it with you' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Toy' }).click();
  const stepSize = recipe(page).getByRole('spinbutton', { name: 'Step size' });
  await stepSize.focus();
  await page.keyboard.press('t');
  await expect(page.getByRole('button', { name: 'Log' })).toHaveAttribute('aria-pressed', 'true');
  await stepSize.selectText();
  await page.keyboard.type('1e-1');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/stepSize=0\.1$/);
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('where the link hides the transport, no key moves the run', async ({ page }) => {
  await openLab(page, '#/toy?v=1&seed=7&stepsPerPhase=100&points=100&phase=3&hide=transport,timeline');
  await expect(status(page)).toContainText('Phase 3 · grow');
  const held = await status(page).textContent();
  for (const key of ['Home', 'ArrowRight', 'Shift+ArrowRight', 'End', ' ', 'k']) await page.keyboard.press(key);
  await page.waitForTimeout(300);
  expect(await status(page).textContent()).toBe(held);
});

test('help lists the keys of the page one is on', async ({ page }) => {
  await page.goto('./#/figures');
  const help = page.getByRole('dialog', { name: 'What you see' });
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toBeVisible();
  await page.keyboard.press('?');
  await expect(help).toContainText('The paper’s figures, computed again');
  await expect(help.getByRole('term')).toHaveCount(3);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Images' }).click();
  await expect(recipe(page)).toBeVisible();
  await page.keyboard.press('?');
  await expect(help).toContainText('Play or pause; a run that is not over is trained');
  await expect(help).not.toContainText('run log');
});
