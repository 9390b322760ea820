/** Which images a preset is given: those of a folder by role, or the first of a file and those after them. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { imagePresetById } from '../runs/images/image-recipe.ts';
import { randomRecords } from '../tasks/images/arbitrary.ts';
import { CIFAR10, CIFAR100 } from '../tasks/images/image-formats.ts';
import { fingerprint, readImageData } from './image-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'firefly-lab-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, count: number, format = CIFAR10): string {
  const path = join(folder, name);
  writeFileSync(path, randomRecords(format, count));
  return path;
}

const preset = { ...imagePresetById('tiny'), train: 5, validation: 3, test: 4 };

it('takes the first images to train, and those after them to validate', async () => {
  const [train, test] = [file('data_batch_1.bin', 10), file('test_batch.bin', 6)];
  const data = await readImageData(preset, train, test);
  expect([data.train.count, data.validation.count, data.test.count]).toEqual([5, 3, 4]);
  const whole = await readImageData({ ...preset, train: 8, validation: 2 }, train, test);
  expect(data.train.pixels).toEqual(whole.train.pixels.subarray(0, data.train.pixels.length));
  expect(data.validation.labels).toEqual(whole.train.labels.subarray(5, 8));
  expect(await fingerprint(data)).toBe(await fingerprint(await readImageData(preset, train, test)));
  expect(await fingerprint(data)).not.toBe(await fingerprint(whole));
});

it('takes the validation images that come along', async () => {
  const data = await readImageData(imagePresetById('pocket'));
  expect([data.train.count, data.validation.count, data.test.count]).toEqual([2000, 500, 1000]);
});

it('says how to get more images for a preset that needs more than come along', async () => {
  const whole = fileURLToPath(new URL('../../data/cifar10/', import.meta.url));
  if (existsSync(whole)) return;
  await expect(readImageData(imagePresetById('paper'))).rejects.toThrow(
    /^The preset needs 45000 images to train, .+ get all of CIFAR-10 with "npm run data -- cifar10", .+\.$/,
  );
});

it('says when there are too few, or when they are of two data sets', async () => {
  const [train, test] = [file('data_batch_2.bin', 7), file('test_batch_2.bin', 3)];
  await expect(readImageData(preset, train, file('test_batch_3.bin', 4))).rejects.toThrow(
    /data_batch_2\.bin has 7 images; the preset needs 8 to train and validate\./,
  );
  await expect(readImageData(preset, train, test)).rejects.toThrow(/has 3 images; the preset needs 4 to test\./);
  const other = file('test.bin', 5, CIFAR100);
  await expect(readImageData(preset, file('data_batch_4.bin', 9), other)).rejects.toThrow(/CIFAR-10 .+ CIFAR-100/);
});
