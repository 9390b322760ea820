/** The images that a preset asks for, from the files named on the command line or those that come along. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ImageCounts as Counts } from '../runs/images/choose-images.ts';
import type { ImageData } from '../runs/images/image-data.ts';
import type { ImageRole } from '../tasks/images/image-formats.ts';
import { type ImageSet, sliceImages } from '../tasks/images/image-set.ts';
import { MANIFEST_FILE, parseManifest } from '../tasks/images/manifest.ts';
import { readTextFile } from './files.ts';
import { holdsRole, readImagePath } from './image-paths.ts';
import { UsageError } from './usage-error.ts';

export { fingerprint } from '../runs/images/choose-images.ts';

const folder = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const DEFAULT_FOLDER = folder('public/cifar10/');
/** What `npm run data -- cifar10` makes. */
const WHOLE_FOLDER = folder('data/cifar10/');

/** Where images come from that nobody named: those that come along, or all of CIFAR-10 for a preset that needs more. */
function usualFolder({ train, validation, test }: Counts): string {
  const { shards } = parseManifest(readTextFile(`${DEFAULT_FOLDER}${MANIFEST_FILE}`), MANIFEST_FILE);
  const there = (role: ImageRole) =>
    shards.filter((shard) => shard.role === role).reduce((sum, { count }) => sum + count, 0);
  const enough = there('train') >= train && there('validation') >= validation && there('test') >= test;
  if (enough) return DEFAULT_FOLDER;
  if (existsSync(WHOLE_FOLDER)) return WHOLE_FOLDER;
  const needed = `${train} images to train, ${validation} to validate and ${test} to test`;
  throw new UsageError(
    `The preset needs ${needed}, more than come along; get all of CIFAR-10 with "npm run data -- cifar10", or name files with --train and --test.`,
  );
}

function first(set: ImageSet, count: number, path: string, what: string): ImageSet {
  if (set.count < count) throw new UsageError(`${path} has ${set.count} images; the preset needs ${count} ${what}.`);
  return sliceImages(set, 0, count);
}

/**
 * The first images of each role. Validation images are those of the folder, else those after the training images.
 * @throws UsageError with one sentence
 */
export async function readImageData(
  preset: Counts,
  trainPath = usualFolder(preset),
  testPath = usualFolder(preset),
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
