/** What one takes along from the page "Images", and brings back: the trained network, and the run. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { measured, openImages, progress, runButton } from './image-page.ts';
import { messages, openLab, press, status } from './lab.ts';

const TINY = '#/images?v=1&preset=tiny&method=firefly&engine=cpu&epochs=1';
/** Long enough that it does not end before it is paused. */
const LONGER = TINY.replace('epochs=1', 'epochs=20');
const IMAGES = 40;

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Take it with you' });

async function saved(page: Page, name: string): Promise<{ bytes: Buffer; file: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog(page).getByRole('button', { name }).click(),
  ]);
  return { bytes: readFileSync(await download.path()), file: download.suggestedFilename() };
}

/** The classes that another program sees in the first test images. */
async function seenIn(model: Buffer): Promise<number[]> {
  // A record of CIFAR: a byte for the label, then the image.
  const records = readFileSync('public/cifar10/test-1.bin');
  const pixels = new Float32Array(IMAGES * 3072);
  for (let k = 0; k < IMAGES; k += 1) pixels.set(records.subarray(k * 3073 + 1, (k + 1) * 3073), k * 3072);
  const session = await InferenceSession.create(new Uint8Array(model));
  const { logits } = await session.run({ images: new Tensor('float32', pixels, [IMAGES, 3, 32, 32]) });
  const numbers = Array.from(logits!.data as Float32Array);
  return Array.from({ length: IMAGES }, (_, k) => {
    const row = numbers.slice(10 * k, 10 * (k + 1));
    return row.indexOf(Math.max(...row));
  });
}

test('the trained network is saved as ONNX, and sees the same in another program', async ({ page }) => {
  await openImages(page, TINY);
  const share = page.getByRole('button', { name: 'Share' });
  await share.click();
  await expect(dialog(page)).toContainText('There is no network yet');
  await expect(dialog(page).getByRole('button', { name: 'Save as ONNX' })).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Escape');
  await runButton(page, 'Train it here').click();
  await expect(progress(page)).toContainText('done in');
  await expect(progress(page)).toContainText('kept in this browser');
  // The weights are kept with the run.
  await page.reload();
  await expect(progress(page)).toContainText('done in');
  await share.click();
  await expect(dialog(page)).toContainText('as on screen: phase 2, epoch 1');
  const { violations } = await new AxeBuilder({ page }).include('dialog[open]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  const { bytes, file } = await saved(page, 'Save as ONNX');
  expect(file).toBe('firefly-images-tiny-firefly-seed-0-phase-2-epoch-1.onnx');
  expect((await saved(page, 'Save for TensorFlow.js')).file).toMatch(/-phase-2-epoch-1-tfjs\.zip$/);
  const result = JSON.parse((await saved(page, 'Save result')).bytes.toString());
  expect(await seenIn(bytes)).toEqual(result.results[0].predictions.at(-1).slice(0, IMAGES));
  await page.keyboard.press('Escape');
  await press(page, 'Step back');
  await share.click();
  await expect(dialog(page)).toContainText('look at phase 2, epoch 1 to save them');
});

test('stored runs have no weights to save, and say so', async ({ page }) => {
  await openImages(page);
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(dialog(page)).toContainText('Stored runs hold what was measured, but no weights');
  await expect(dialog(page).getByRole('button', { name: 'Save as ONNX' })).toHaveAttribute('aria-disabled', 'true');
});

/** Trains some epochs, waits, and saves the run. */
async function savedHalfway(page: Page): Promise<{ bytes: Buffer; file: string }> {
  await openImages(page, LONGER);
  await runButton(page, 'Train it here').click();
  await expect(progress(page)).toContainText('checkpoint saved', { timeout: 30_000 });
  await press(page, 'Pause');
  await expect(progress(page)).toContainText('paused');
  await page.getByRole('button', { name: 'Share' }).click();
  const found = await saved(page, 'Save run');
  await page.keyboard.press('Escape');
  return found;
}

test('a run that is not over is saved, and the command line comes to the same from there', async ({ page }, info) => {
  test.slow();
  const { bytes, file } = await savedHalfway(page);
  expect(file).toBe('firefly-images-tiny-firefly-seed-0.checkpoint');
  const [path, out] = [info.outputPath(file), info.outputPath('result.json')];
  writeFileSync(path, bytes);
  await runButton(page, /^Resume/).click();
  await expect(progress(page)).toContainText('done in', { timeout: 30_000 });
  const here = await measured(page);
  execFileSync('npx', ['tsx', 'src/cli/main.ts', 'images', '--resume', path, '--out', out], { stdio: 'pipe' });
  const { results } = JSON.parse(readFileSync(out, 'utf8'));
  expect(JSON.parse(JSON.stringify(results, (key, value) => (/seconds/i.test(key) ? undefined : value)))).toEqual(here);
});

test('a saved run opens from any page, by Open and by dropping it, and goes on', async ({ page, browser }) => {
  test.slow();
  const { bytes, file } = await savedHalfway(page);
  const elsewhere = await (await browser.newContext()).newPage();
  await openLab(elsewhere);
  await elsewhere.getByRole('button', { name: 'Open', exact: true }).click();
  await elsewhere
    .getByRole('dialog', { name: 'Your runs' })
    .getByLabel('Run file or CSV')
    .setInputFiles({ name: file, mimeType: 'application/octet-stream', buffer: bytes });
  await expect(elsewhere).toHaveURL(/#\/images\?v=1&preset=tiny/);
  await expect(status(elsewhere)).toContainText(/Phase \d · train · epoch \d+ of 20/);
  await runButton(elsewhere, /^Resume/).click();
  await expect(progress(elsewhere)).toContainText('done in', { timeout: 30_000 });
  // The same file again, dropped: what is here has come further, and stays.
  const data = await elsewhere.evaluateHandle(
    ([name, numbers]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(numbers as number[])], name as string));
      return transfer;
    },
    [file, [...bytes]] as const,
  );
  await elsewhere.dispatchEvent('main', 'drop', { dataTransfer: data });
  await expect(messages(elsewhere)).toContainText('has come further here');
  await expect(progress(elsewhere)).toContainText('done in');
  await elsewhere.context().close();
});
