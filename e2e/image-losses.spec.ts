/** A run of the page "Images" whose worker ends: the visitor is told, and it comes to the same numbers. */
import { expect, test } from '@playwright/test';
import { drill, drillWhileItComputes, measured, openImages, progress, runButton } from './image-page.ts';
import { facts, messages, press, status } from './lab.ts';

/** Two phases with a growth by eq. 4 and 5 between them. */
const tiny = (epochs: number) => `#/images?v=1&preset=tiny&method=firefly&engine=cpu&epochs=${epochs}`;
const TRAINS = facts(/train · epoch [1-9]\d* of \d+ · \d+ channels · loss/);

test('a worker that ends without a word costs the epoch in flight, and changes no number', async ({ page }) => {
  // The run is computed twice: seconds, but not on a machine that is busy.
  test.slow();
  await openImages(page, tiny(20));
  await expect(page.getByRole('button', { name: 'Engine: At rest' })).toBeVisible();
  await runButton(page, 'Train it here').click();
  await expect(progress(page)).toContainText('done in', { timeout: 60_000 });
  const undisturbed = await measured(page);

  await runButton(page, 'Train again').click();
  await press(page, 'Pause');
  await press(page, 'Step');
  await expect(status(page)).toContainText(TRAINS);
  await expect(progress(page)).toContainText('paused');
  await drillWhileItComputes(page, 'End the worker');
  await expect(messages(page)).toContainText(
    /The worker ended unexpectedly; a new one goes on after (epoch \d+ of|the growth to) phase \d\./,
  );
  await expect(progress(page)).toContainText('done in', { timeout: 60_000 });
  expect(await measured(page)).toEqual(undisturbed);

  // One that ends while nothing is computed is nothing to tell of; the next run has another.
  await drill(page, 'End the worker');
  await runButton(page, 'Train again').click();
  await expect(status(page)).toContainText(TRAINS);
  await expect(messages(page).getByText('The worker ended unexpectedly')).toHaveCount(1);
});

test('a paused run whose worker ends waits for its visitor', async ({ page }) => {
  await openImages(page, tiny(60));
  await runButton(page, 'Train it here').click();
  await expect(status(page)).toContainText(TRAINS);
  await press(page, 'Pause');
  await expect(progress(page)).toContainText('paused');
  await drill(page, 'End the worker');
  await expect(messages(page)).toContainText(
    /The worker ended unexpectedly; Resume goes on after (epoch \d+ of|the growth to) phase \d\./,
  );
  await expect(progress(page)).toContainText('paused');
  const held = await status(page).textContent();
  await press(page, 'Step');
  await expect(status(page)).not.toHaveText(held!);
  await expect(progress(page)).toContainText('paused');
});
