/** The second of two threads that share batches (second-thread.ts): does what the first one orders. */
import * as tf from '@tensorflow/tfjs-core';
import type { Description } from '../../../networks/description.ts';
import { forwardOfDescription, networkValues } from '../description-net.ts';
import type { ImageOps } from '../ops.ts';
import { ImageTrainer } from '../trainer.ts';
import { discard, upload } from '../upload.ts';
import { compareDigests, type SecondThreadOrder } from './second-thread.ts';
import type { SharedExchange } from './shared-exchange.ts';

/**
 * @param ops our kernels, on the wasm backend of this thread
 * @param exchange this thread's end, of rank 1
 * @returns what takes the first thread's orders, one after the other; after a failure it does nothing, and the first thread is told
 */
export function createSecondThreadHost(ops: ImageOps, exchange: SharedExchange): (order: SecondThreadOrder) => void {
  const trainings = new Map<number, { readonly trainer: ImageTrainer; readonly description: Description }>();

  const obey = (order: SecondThreadOrder) => {
    if (order.kind === 'open') {
      const { network, momentum, training } = order;
      const { description } = network;
      const trainer = new ImageTrainer(ops, forwardOfDescription(description), networkValues(network), momentum);
      trainings.set(training, { trainer, description });
      return;
    }
    const { trainer, description } = trainings.get(order.training)!;
    if (order.kind === 'step') {
      const { images, settings } = order;
      const batch = upload(order.batch, description);
      const isHalf = order.batch.labels.length < images;
      const { loss, correct } = trainer.step(batch, settings, undefined, isHalf ? { exchange, images } : undefined);
      tf.dispose([loss, correct]);
      discard(batch);
    } else if (order.kind === 'compare') {
      compareDigests(exchange, trainer.held);
    } else {
      trainer.dispose();
      trainings.delete(order.training);
    }
  };

  let failed = false;
  return (order) => {
    if (failed) return;
    try {
      obey(order);
    } catch (error) {
      failed = true;
      exchange.fail(error instanceof Error ? error.message : String(error));
    }
  };
}
