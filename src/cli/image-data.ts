/** The images that a preset asks for, from the files named on the command line or those that come along. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { divideImages, type ImageCounts } from '../runs/images/choose-images.ts';
import type { ImageData } from '../runs/images/image-data.ts';
import type { ImageRole } from '../tasks/images/image-formats.ts';
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
function usualFolder({ train, validation, test }: ImageCounts): string {
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

/**
 * The images of a run, as `divideImages` gives them out; validation images are those of the folder, if it has any.
 * @throws UsageError with one sentence
 */
export async function readImageData(
  preset: ImageCounts,
  trainPath = usualFolder(preset),
  testPath = usualFolder(preset),
): Promise<ImageData> {
  const train = await readImagePath(trainPath, 'train');
  const test = await readImagePath(testPath, 'test');
  if (test.format !== train.format) {
    throw new UsageError(
      `${trainPath} holds ${train.format.title} and ${testPath} ${test.format.title}; give one of them.`,
    );
  }
  const own = holdsRole(trainPath, 'validation') ? { validation: await readImagePath(trainPath, 'validation') } : {};
  return divideImages(preset, { train, test, ...own }, (set, count, purpose) => {
    const path = set === test ? testPath : trainPath;
    return new UsageError(`${path} has ${set.count} images; the preset needs ${count} ${purpose}.`);
  });
}
