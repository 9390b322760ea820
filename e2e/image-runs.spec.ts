/** "Your runs" on the page Images: those that the browser keeps, and files that do not open. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { openImages, progress, runButton, runCard } from './image-page.ts';
import { messages, openFile } from './lab.ts';

test('lists image runs that are kept, and shows one again after a reload', async ({ page }) => {
  await openImages(page, '#/images?v=1&preset=tiny&engine=cpu&epochs=1');
  const open = page.getByRole('button', { name: 'Open', exact: true });
  const dialog = page.getByRole('dialog', { name: 'Your runs' });
  const kept = dialog.getByRole('region', { name: 'Image runs' });
  await open.click();
  await expect(kept).toContainText('Runs that you train here are listed once their first epoch is over.');
  await page.keyboard.press('Escape');
  await runButton(page, 'Train it here').click();
  await expect(progress(page)).toContainText('kept in this browser');
  await page.goto('about:blank');
  await openImages(page);
  await expect(runCard(page)).not.toContainText('done in');
  await open.click();
  const run = kept.getByRole('button', { name: /^Firefly · preset tiny · seed 0 · epochs 1/ });
  await expect(run).toContainText('CIFAR-10');
  const { violations } = await new AxeBuilder({ page }).include('dialog[open]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await run.click();
  await expect(dialog).toHaveCount(0);
  await expect(progress(page)).toContainText('done in');
  await expect(page).toHaveURL(/preset=tiny/);
});

test('an image run is deleted, and brought back', async ({ page }) => {
  await openImages(page, '#/images?v=1&preset=tiny&engine=cpu&epochs=1');
  await runButton(page, 'Train it here').click();
  await expect(progress(page)).toContainText('kept in this browser');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  const kept = page.getByRole('dialog', { name: 'Your runs' }).getByRole('region', { name: 'Image runs' });
  await kept.getByRole('button', { name: /^Delete Firefly · preset tiny/ }).click();
  await expect(kept).toContainText('was deleted.');
  await expect(kept.getByRole('listitem')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).include('dialog[open]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await kept.getByRole('button', { name: 'Undo' }).click();
  await expect(kept.getByRole('listitem')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(progress(page)).toContainText('done in');
});

test('a kept run goes on only under its own settings: it says which differ, and is begun anew', async ({ page }) => {
  await openImages(page, '#/images?v=1&preset=tiny&engine=cpu&epochs=40');
  await runButton(page, 'Train it here').click();
  await expect(progress(page)).toContainText('checkpoint saved');
  await runButton(page, 'Cancel').click();
  // As if a version had kept it whose preset said otherwise.
  await page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await asked(indexedDB.open('firefly-lab-images'));
    const store = database.transaction('runs', 'readwrite').objectStore('runs');
    const [run] = await asked(store.getAll());
    run.settings.scoreBatches = 5;
    await asked(store.put(run, run.id));
    database.close();
  });
  await page.reload();
  const why = 'This run began with scoreBatches 5, where the page now takes 2, so it cannot go on; begin it anew.';
  await expect(runCard(page)).toContainText(why);
  await expect(runCard(page)).toContainText('Computed by CPU');
  await expect(runButton(page, /^Resume/)).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).include('.run-card').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await runButton(page, 'Begin anew').click();
  await expect(progress(page)).toContainText('checkpoint saved');
  await expect(runCard(page)).not.toContainText('scoreBatches');
});

test('a saved result is told for what it is when it is opened', async ({ page }) => {
  await openImages(page);
  await openFile(page, 'firefly-images.json', '{"format":"firefly-lab/experiment@1","results":[]}\n');
  await expect(messages(page)).toContainText('firefly-images.json is the result of an experiment');
  await expect(messages(page)).toContainText('npm run experiment -- merge');
  await expect(page).toHaveURL(/#\/images/);
});
