/** Batches on the current backend. */
import * as tf from '@tensorflow/tfjs-core';
import type { Description } from '../../networks/description.ts';
import type { BatchSource, ImageBatch } from '../image-engine.ts';
import type { Batch } from './trainer.ts';

/** Puts a batch on the backend; the caller disposes of it. */
export function upload({ images, labels }: ImageBatch, { height, width }: Description): Batch {
  const channels = images.length / (labels.length * height * width);
  return {
    images: tf.keep(tf.tensor4d(images, [labels.length, height, width, channels])),
    labels: tf.keep(tf.tensor1d(labels, 'int32')),
  };
}

export function discard({ images, labels }: Batch): void {
  tf.dispose([images, labels]);
}

/** Batches on the backend, by their numbers; a list of them is one, too. */
export interface HeldBatches {
  readonly length: number;
  at(index: number): Batch | undefined;
}

/** Batches on the backend, each from when it is first asked for: few methods ask for all, and some for none. */
export function holdBatches(description: Description, batches: BatchSource): HeldBatches & { dispose(): void } {
  const held = new Map<number, Batch>();
  return {
    length: batches.length,
    at(index) {
      const known = held.get(index);
      if (known) return known;
      const given = batches.at(index);
      if (!given) return undefined;
      const batch = upload(given, description);
      held.set(index, batch);
      return batch;
    },
    dispose() {
      for (const batch of held.values()) discard(batch);
      held.clear();
    },
  };
}
