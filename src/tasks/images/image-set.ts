/** Labelled images in memory: bytes as in the files, without the label bytes in between. */
import { IMAGE_BYTES, type ImageFormat } from './image-formats.ts';

export interface ImageSet {
  readonly format: ImageFormat;
  readonly count: number;
  /** [count, 3, 32, 32]: red, green and blue planes, 0 to 255. */
  readonly pixels: Uint8Array;
  /** [count]: the class of each image, from 0. */
  readonly labels: Uint8Array;
}

/**
 * Something is wrong with images from outside; the message is one sentence for the person who brought them.
 */
export class ImagesError extends Error {
  override name = 'ImagesError';
}

/** Sets of one format, one after the other. */
export function concatenateImages(sets: readonly ImageSet[]): ImageSet {
  const [first] = sets;
  if (!first) throw new RangeError('There are no sets of images to put together.');
  if (sets.length === 1) return first;
  const count = sets.reduce((sum, set) => sum + set.count, 0);
  const pixels = new Uint8Array(count * IMAGE_BYTES);
  const labels = new Uint8Array(count);
  let at = 0;
  for (const set of sets) {
    if (set.format !== first.format) {
      throw new ImagesError(
        `Images of ${first.format.title} and ${set.format.title} cannot be mixed; give files of one of them.`,
      );
    }
    pixels.set(set.pixels, at * IMAGE_BYTES);
    labels.set(set.labels, at);
    at += set.count;
  }
  return { format: first.format, count, pixels, labels };
}

/** Images `from` (inclusive) to `to` (exclusive); shares memory with the whole. */
export function sliceImages(set: ImageSet, from: number, to: number): ImageSet {
  if (!(from >= 0 && from <= to && to <= set.count)) {
    throw new RangeError(`There are ${set.count} images; ${from} to ${to} is not among them.`);
  }
  const pixels = set.pixels.subarray(from * IMAGE_BYTES, to * IMAGE_BYTES);
  return { format: set.format, count: to - from, pixels, labels: set.labels.subarray(from, to) };
}
