import { afterEach, beforeEach, expect, it } from 'vitest';
import { IMAGE_PRESETS, imagePresetById } from '../../runs/images/image-recipe.ts';
import { closeLabs, named, notices, openBrowser, openLab, own, recipe, workers } from './image-lab-fixture.ts';
import { countsText, countsThere, isForGpu, isShortOfImages, officialFiles } from './needed-images.ts';
import { runCommand } from './run-command.ts';

beforeEach(openBrowser);
afterEach(closeLabs);

it('a preset that needs more images than come along is refused at once: nothing is fetched, no run begins', async () => {
  const lab = await openLab();
  lab.setRecipe({ preset: 'laptop', changes: {} });
  lab.play();
  expect(notices).toEqual([
    'The preset needs more images than there are: 10,000 to train, 2,000 to validate and 10,000 to test; 2,000 to train, 500 to validate and 1,000 to test come along. “Images” in the recipe says which files to give.',
  ]);
  expect(own(lab)).toBeUndefined();
  expect(lab.getState().images.sets.train).toBeUndefined();
  expect(workers).toEqual([]);
  expect(runCommand(lab.getState()).notes).toEqual(['First get its images: npm run data -- cifar10.']);
});

it('files are counted as they are, and may be too few for another preset', async () => {
  const lab = await openLab();
  await lab.takeFiles([named('data_batch_1.bin', 400), named('test_batch.bin', 200)]);
  expect(countsThere(lab.getState().images)).toEqual({ train: 400, validation: 0, test: 200 });
  expect(isShortOfImages(lab.getState())).toBe(false);
  lab.setRecipe({ preset: 'pocket', changes: {} });
  expect(isShortOfImages(lab.getState())).toBe(true);
  lab.play();
  expect(notices.at(-1)).toMatch(/; your files have 400 to train and 200 to test\. “Images”/);
  lab.setRecipe(recipe);
  expect(isShortOfImages(lab.getState())).toBe(false);
});

it('the files named are enough for every preset, and no more', () => {
  expect(officialFiles(imagePresetById('laptop'))).toEqual(['data_batch_1.bin', 'data_batch_2.bin', 'test_batch.bin']);
  expect(officialFiles(imagePresetById('paper')).length).toBe(6);
  expect(officialFiles(imagePresetById('pocket'))).toEqual(['data_batch_1.bin', 'test_batch.bin']);
  for (const preset of IMAGE_PRESETS) {
    const files = officialFiles(preset).length - 1;
    expect(files * 10_000).toBeGreaterThanOrEqual(preset.train + preset.validation);
    expect((files - 1) * 10_000).toBeLessThan(preset.train + preset.validation);
    expect(preset.test).toBeLessThanOrEqual(10_000);
    // What presets say of themselves.
    expect(isForGpu(preset)).toBe(/GPU/.test(preset.summary));
  }
});

it('counts in words', () => {
  expect(countsText({ train: 45_000, validation: 0, test: 1 })).toBe('45,000 to train and 1 to test');
});
