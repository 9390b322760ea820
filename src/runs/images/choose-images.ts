/** Which images a run uses, of all that are there. */
import type { ImagesByRole } from '../../tasks/images/fetch-images.ts';
import { type ImageSet, ImagesError, sliceImages } from '../../tasks/images/image-set.ts';
import { sha256 } from '../../tasks/images/sha256.ts';
import type { ImageData } from './image-data.ts';
import type { ImagePreset } from './image-recipe.ts';

export type ImageCounts = Pick<ImagePreset, 'train' | 'validation' | 'test'>;

/** Whether `divideImages` finds enough among so many images; no validation images: those after the training images validate. */
export function areEnough({ train, validation, test }: ImageCounts, there: ImageCounts): boolean {
  if (there.test < test) return false;
  if (there.validation > 0) return there.train >= train && there.validation >= validation;
  return there.train >= train + validation;
}

/**
 * Gives each role its images: the first of its set. Without a set of validation images, those after the training images.
 * @param tooFew the error for a set with fewer than so many images for a purpose, for example 'to test'
 * @throws that error
 */
export function divideImages(
  counts: ImageCounts,
  { train, validation, test }: { readonly train: ImageSet; readonly validation?: ImageSet; readonly test: ImageSet },
  tooFew: (set: ImageSet, count: number, purpose: string) => Error,
): ImageData {
  const first = (set: ImageSet, count: number, purpose: string): ImageSet => {
    if (set.count < count) throw tooFew(set, count, purpose);
    return sliceImages(set, 0, count);
  };
  const tested = first(test, counts.test, 'to test');
  if (validation) {
    return {
      train: first(train, counts.train, 'to train'),
      validation: first(validation, counts.validation, 'to validate'),
      test: tested,
    };
  }
  const both = first(train, counts.train + counts.validation, 'to train and validate');
  return {
    train: sliceImages(both, 0, counts.train),
    validation: sliceImages(both, counts.train, both.count),
    test: tested,
  };
}

/**
 * The images of a run on the page, as `divideImages` gives them out.
 * @throws ImagesError with one sentence when there are too few
 */
export function chooseImages(counts: ImageCounts, { train, validation, test }: ImagesByRole): ImageData {
  if (!train || !test) {
    const [there, missing] = train ? ['training', 'test'] : ['test', 'training'];
    throw new ImagesError(
      `A run needs training and test images: give files of ${missing} images with the ${there} ones.`,
    );
  }
  if (test.format.name !== train.format.name) {
    throw new ImagesError(
      `The training images are of ${train.format.title} and the test images of ${test.format.title}; give one of them.`,
    );
  }
  const sets = { train, test, ...(validation && { validation }) };
  return divideImages(counts, sets, ({ count: there }, count, purpose) => {
    const [have, need] = [there.toLocaleString('en-US'), count.toLocaleString('en-US')];
    return new ImagesError(`There are ${have} images ${purpose}; the preset needs ${need}, so give more of them.`);
  });
}

/** Bytes that are copied at once: a millisecond or some. */
const PIECE_BYTES = 2 * 2 ** 20;

/** Lets others work between two pieces. */
export type Pause = () => Promise<void>;

/** Copies piece by piece, because a page must not stand still for as long as 100 MB take. */
async function copy(from: Uint8Array, to: Uint8Array, pause: Pause): Promise<Uint8Array> {
  for (let at = 0; at < from.length; at += PIECE_BYTES) {
    if (at > 0) await pause();
    to.set(from.subarray(at, at + PIECE_BYTES), at);
  }
  return to;
}

/** A set without the memory of those around it, which would be copied with it to another thread. */
async function alone(set: ImageSet, pause: Pause): Promise<ImageSet> {
  const { pixels, labels } = set;
  if (pixels.byteLength === pixels.buffer.byteLength) return set;
  return { ...set, pixels: await copy(pixels, new Uint8Array(pixels.length), pause), labels: labels.slice() };
}

/** Images of a run that take no more memory than they need, wherever they were chosen from. */
export async function withoutOthers({ train, validation, test }: ImageData, pause: Pause): Promise<ImageData> {
  return {
    train: await alone(train, pause),
    validation: await alone(validation, pause),
    test: await alone(test, pause),
  };
}

/**
 * SHA-256 of the images and labels of a run: a run goes on with the same ones only.
 * @param pause lets others work while they are put together, on a page
 */
export async function fingerprint({ train, validation, test }: ImageData, pause?: Pause): Promise<string> {
  const parts = [train, validation, test].flatMap(({ pixels, labels }) => [labels, pixels]);
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    if (pause) await copy(part, bytes.subarray(at), pause);
    else bytes.set(part, at);
    at += part.length;
  }
  return sha256(bytes);
}
