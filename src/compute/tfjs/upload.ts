/** Batches on the current backend. */
import * as tf from '@tensorflow/tfjs-core';
import type { Description } from '../../networks/description.ts';
import type { ImageBatch } from '../image-engine.ts';
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
