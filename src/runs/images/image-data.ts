/** The images of a run, and the batches they are read in. */
import type { ImageBatch } from '../../compute/image-engine.ts';
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

/** Images as they are, in order. @param whole leaves out a last batch that would be smaller, unless it is the only one */
export function* plainBatches(set: ImageSet, size: number, whole = false): Generator<ImageBatch> {
  const end = whole && set.count >= size ? set.count - (set.count % size) : set.count;
  for (let at = 0; at < end; at += size) {
    const indices = Array.from({ length: Math.min(size, end - at) }, (_, k) => at + k);
    yield { images: fillBatch(set, indices), labels: fillLabels(set, indices) };
  }
}
