/** The images that a preset asks for, from the files named on the command line or those that come along. */
import { fileURLToPath } from 'node:url';
import type { ImageData } from '../runs/images/image-data.ts';
import type { ImagePreset } from '../runs/images/image-recipe.ts';
import { type ImageSet, sliceImages } from '../tasks/images/image-set.ts';
import { holdsRole, readImagePath } from './image-paths.ts';
import { UsageError } from './usage-error.ts';

export { fingerprint } from '../runs/images/choose-images.ts';

const DEFAULT_FOLDER = fileURLToPath(new URL('../../public/cifar10/', import.meta.url));

function first(set: ImageSet, count: number, path: string, what: string): ImageSet {
  if (set.count < count) throw new UsageError(`${path} has ${set.count} images; the preset needs ${count} ${what}.`);
  return sliceImages(set, 0, count);
}

/**
 * The first images of each role. Validation images are those of the folder, else those after the training images.
 * @throws UsageError with one sentence
 */
export async function readImageData(
  preset: ImagePreset,
  trainPath = DEFAULT_FOLDER,
  testPath = DEFAULT_FOLDER,
): Promise<ImageData> {
  const all = await readImagePath(trainPath, 'train');
  const test = first(await readImagePath(testPath, 'test'), preset.test, testPath, 'to test');
  if (test.format !== all.format) {
    throw new UsageError(
      `${trainPath} holds ${all.format.title} and ${testPath} ${test.format.title}; give one of them.`,
    );
  }
  if (holdsRole(trainPath, 'validation')) {
    const validation = await readImagePath(trainPath, 'validation');
    return {
      train: first(all, preset.train, trainPath, 'to train'),
      validation: first(validation, preset.validation, trainPath, 'to validate'),
      test,
    };
  }
  const both = first(all, preset.train + preset.validation, trainPath, 'to train and validate');
  return { train: sliceImages(both, 0, preset.train), validation: sliceImages(both, preset.train, both.count), test };
}
