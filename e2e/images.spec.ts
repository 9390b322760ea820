/** The page "Images": the stored run at once, a run of the visitor's own, and what survives when the page is closed. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { openImages, progress, runButton, runCard } from './image-page.ts';
import { facts, figure, messages, press, recipe, status, tableRows, timeline, transport } from './lab.ts';

/** Long enough that it does not end before it is paused. */
const TINY = '#/images?v=1&preset=tiny&method=firefly&engine=cpu&epochs=30';

test('opens with the stored run, which can be looked through', async ({ page }) => {
  await openImages(page);
  await expect(status(page)).toHaveText(
    'Phase 2 · train · epoch 3 of 3 · 32 channels · loss 0.900 · test 20 % · stored run',
  );
  await expect(page.getByRole('navigation', { name: 'Pages' }).getByRole('link')).toHaveText([
    'Toy',
    'Figures',
    'Images',
    'Learn',
  ]);
  expect((await tableRows(page, 'Network')).length).toBe(9);
  await press(page, 'Step back');
  await expect(status(page)).toContainText('Phase 2 · train · epoch 2 of 3');
  await timeline(page).fill('0');
  await expect(status(page)).toContainText('Phase 1 · train · epoch 0 of 3 · 16 channels');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(status(page)).toContainText('Phase 2 · train · epoch 0 of 3');
  await page.keyboard.press('ArrowLeft');
  await expect(status(page)).toContainText('Phase 1 · select');
  await expect(page.getByRole('region', { name: 'Phase', exact: true })).toContainText('16 of 32 candidates are kept');
  await page.keyboard.press('End');
  await expect(figure(page, 'Test images').getByRole('button', { name: /^Image 1: cat/ })).toBeVisible();
});

test('Play plays the stored run, as fast as one likes, and begins anew at its end; it trains nothing', async ({
  page,
}) => {
  await openImages(page);
  const speed = transport(page).getByRole('combobox', { name: 'Speed' });
  await expect(speed.getByRole('option')).toHaveText(['¼×', '½×', '1×', '2×', '4×', '16×']);
  await press(page, 'Play');
  await expect(status(page)).toContainText('Phase 1 · train · epoch 1 of 3');
  await press(page, 'Pause');
  const held = await status(page).textContent();
  await page.waitForTimeout(700);
  expect(await status(page).textContent()).toBe(held);
  await page.keyboard.press('Space');
  await expect(status(page)).toContainText('Phase 1 · score');
  await page.keyboard.press(']');
  await expect(speed).toHaveValue('2');
  await speed.selectOption('16×');
  await expect(status(page)).toContainText('Phase 2 · train · epoch 3 of 3');
  await expect(transport(page).getByRole('button', { name: 'Play' })).toBeVisible();
  await speed.selectOption('½×');
  await press(page, 'Play');
  await expect(status(page)).toContainText('Phase 1 · train · epoch 0 of 3');
  // Steps hold it.
  await press(page, 'Step');
  await expect(transport(page).getByRole('button', { name: 'Play' })).toBeVisible();
  await expect(runCard(page)).toContainText('On screen is a stored run');
  await expect(runButton(page, 'Train it here')).toBeVisible();
});

test('trains a small network here: pauses, is resumed after a reload, looked back at, and cancelled', async ({
  page,
}) => {
  // Two whole trainings: seconds, but not on a machine that is busy.
  test.slow();
  await openImages(page, TINY);
  await expect(runCard(page)).toContainText('There is no stored run of these settings');
  await runButton(page, 'Train it here').click();
  await expect(status(page)).toContainText(
    facts(/Phase \d · train · epoch \d+ of 30 · \d+ channels · loss [\d.]+.* · CPU/),
  );
  await press(page, 'Pause');
  await expect(progress(page)).toContainText('paused');
  await expect(progress(page)).toContainText('checkpoint saved');
  const held = await status(page).textContent();
  await page.waitForTimeout(500);
  expect(await status(page).textContent()).toBe(held);
  // One epoch, growth or phase more.
  await press(page, 'Step');
  await expect(status(page)).not.toHaveText(held!);
  await expect(transport(page).getByRole('button', { name: 'Play' })).toBeVisible();

  await page.reload();
  const resume = runButton(page, /^Resume (phase \d, epoch \d+|after phase \d)$/);
  await expect(resume).toBeVisible();
  await resume.click();
  await expect(status(page)).toContainText('Phase 2 · train · epoch 30 of 30', { timeout: 90_000 });
  await expect(progress(page)).toContainText('done in');

  await timeline(page).fill('400');
  await expect(status(page)).toContainText('Phase 1 · train · epoch 15 of 30');
  await page.getByRole('button', { name: /Back to live/ }).click();
  await expect(status(page)).toContainText(facts(/Phase 2 · train · epoch 30 of 30 .* test [\d.]+ %/));
  expect((await tableRows(page, 'Accuracy against size')).length).toBeGreaterThan(1);
  // A heading and an epoch a row.
  expect(await tableRows(page, 'Loss')).toHaveLength(1 + 2 * 30);

  await runButton(page, 'Train again').click();
  await expect(status(page)).toContainText(facts(/Phase 1 · train/));
  await runButton(page, 'Cancel').click();
  await expect(transport(page).getByRole('button', { name: 'Play' })).toBeVisible();
});

test('trains what the link says from the start, also where the kept runs take their time', async ({ page }) => {
  // Storage that never answers: what a slow one is for as long as it takes.
  await page.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (...given) {
      const request = open.apply(this, given);
      request.addEventListener('success', (event) => event.stopImmediatePropagation());
      return request;
    };
  });
  await openImages(page, TINY);
  await runButton(page, 'Train it here').click();
  await expect(status(page)).toContainText(facts(/Phase 1 · train · epoch \d+ of 30 · .* · CPU/));
});

test('a changed recipe is in the link, and Back undoes it', async ({ page }) => {
  await openImages(page);
  await recipe(page).getByRole('combobox', { name: 'Method' }).selectOption({ label: 'Net2Net' });
  await recipe(page).getByRole('spinbutton', { name: 'Start width' }).fill('6');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/images\?v=1&method=net2net&width=6$/);
  await expect(status(page)).toHaveText('No run yet');
  await page.goBack();
  await page.goBack();
  await expect(status(page)).toContainText('stored run');
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take it with you' });
  await expect(dialog.getByRole('textbox', { name: 'Command that repeats the run' })).toHaveText(
    'npm run experiment -- images --preset pocket --method firefly --seeds 0 --out result.json',
  );
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save result' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('firefly-images-pocket-firefly-0.json');
});

test('refuses files that are no images, and links that are wrong, with one sentence each', async ({ page }) => {
  await openImages(page, '#/images?v=1&preset=giant&seed=-3');
  await expect(messages(page)).toContainText('preset cannot be "giant"');
  await page.getByLabel('CIFAR files').setInputFiles({
    name: 'data_batch_1.bin',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('not images'),
  });
  await expect(messages(page)).toContainText('data_batch_1.bin');
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'cat.bin'));
    return transfer;
  });
  await page.dispatchEvent('main', 'drop', { dataTransfer: data });
  await expect(messages(page)).toContainText('cat.bin does not say what it is for');
  await expect(status(page)).toContainText('stored run');
});

test('reads CIFAR files, trains on them, and goes back to the images that come along', async ({ page }) => {
  test.slow();
  // The images that come along, as the official files.
  const records = (names: readonly string[]) =>
    Buffer.concat(names.map((name) => readFileSync(`public/cifar10/${name}.bin`)));
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });
  await openImages(page, '#/images?v=1&preset=tiny&engine=cpu&epochs=2');
  await page
    .getByLabel('CIFAR files')
    .setInputFiles([
      file('data_batch_1.bin', records(['train-2', 'train-1'])),
      file('test_batch.bin', records(['test-1'])),
    ]);
  await expect(messages(page)).toContainText('The next run takes 400 images of data_batch_1.bin, test_batch.bin.');
  const images = recipe(page).getByRole('group', { name: 'Images' });
  await expect(images).toContainText('CIFAR-10 · your files · 400');
  await runButton(page, 'Train it here').click();
  await expect(progress(page)).toContainText('done in', { timeout: 60_000 });
  await images.getByRole('button', { name: 'Back to CIFAR-10' }).click();
  await expect(images).not.toContainText('your files');
  // What was seen in other images is not shown beside these.
  await expect(figure(page, 'Test images')).toContainText(
    'This run used your CIFAR-10 files data_batch_1.bin and test_batch.bin; drop those files here to see its images.',
  );
  await expect(figure(page, 'Test images')).not.toContainText(/%\sright/);
  await expect(figure(page, 'Confusion')).toContainText('The images of this run are not here.');
});

test('a preset that needs more images than come along says at once which files to give, and fetches none', async ({
  page,
}) => {
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  await openImages(page, '#/images?v=1&preset=laptop');
  const images = recipe(page).getByRole('group', { name: 'Images' });
  await expect(images).toContainText('CIFAR-10 · 3,500');
  await expect(images).toContainText('Drop data_batch_1.bin, data_batch_2.bin and test_batch.bin');
  await runButton(page, 'Train it here').click();
  await expect(messages(page)).toContainText('The preset needs more images than there are');
  expect(fetched.filter((url) => /train-\d\.bin/.test(url))).toEqual([]);
  const { violations } = await new AxeBuilder({ page }).include('main').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await recipe(page).getByRole('combobox', { name: 'Preset' }).selectOption({ label: 'Pocket' });
  await expect(images).not.toContainText('Drop');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`has no axe violations and no sideways scroll (${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await openImages(page);
    await expect(status(page)).toContainText('stored run');
    await expect(figure(page, 'Test images').getByRole('button', { name: /^Image 1: cat/ })).toBeVisible();
    const results = await new AxeBuilder({ page }).analyze();
    expect(results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join('; ')}`)).toEqual(
      [],
    );
    for (const width of [320, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      const overflow = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      // Figures follow a resize a frame later.
      await expect.poll(overflow, { message: `at ${width} px` }).toBeLessThanOrEqual(0);
    }
  });
}
