/** The images of a run, and the batches they are read in. */
import type { BatchSource, ImageBatch } from '../../compute/image-engine.ts';
import { openStream } from '../../random/stream.ts';
import { drawOrder, drawView, fillBatch, fillLabels } from '../../tasks/images/batches.ts';
import type { ImageSet } from '../../tasks/images/image-set.ts';

export interface ImageData {
  readonly train: ImageSet;
  /** For decisions; test images only report. */
  readonly validation: ImageSet;
  readonly test: ImageSet;
}

/** Batches that training takes in one epoch; the last may be smaller. */
export function batchesPerEpoch({ train }: Pick<ImageData, 'train'>, batch: number): number {
  return Math.ceil(train.count / batch);
}

/** Training images in random order, cropped and flipped at random, from the streams of a seed and a name. */
export function* trainingBatches(set: ImageSet, size: number, seed: number, name: string): Generator<ImageBatch> {
  const order = drawOrder(openStream(seed, `${name} order`), set.count);
  const views = openStream(seed, `${name} views`);
  for (let at = 0; at < set.count; at += size) {
    const indices = order.subarray(at, at + size);
    const drawn = Array.from(indices, () => drawView(views));
    yield { images: fillBatch(set, indices, drawn), labels: fillLabels(set, indices) };
  }
}

/** The images from `at` on as they are. */
function plainBatch(set: ImageSet, at: number, size: number): ImageBatch {
  const indices = Array.from({ length: Math.min(size, set.count - at) }, (_, k) => at + k);
  return { images: fillBatch(set, indices), labels: fillLabels(set, indices) };
}

/** Images as they are, in order; the last batch may be smaller. */
export function* plainBatches(set: ImageSet, size: number): Generator<ImageBatch> {
  for (let at = 0; at < set.count; at += size) yield plainBatch(set, at, size);
}

/**
 * The same without a last batch that would be smaller, unless it is the only one. Each is made when it is asked for: all of them
 * take 12 kB an image.
 */
export function wholeBatches(set: ImageSet, size: number): BatchSource {
  const length = Math.max(Math.min(1, set.count), Math.floor(set.count / size));
  return { length, at: (index) => (index < length ? plainBatch(set, index * size, size) : undefined) };
}
