/** Image runs on tfjs, on whichever backend is current (compute/image-engine.ts says what is asked). */
import * as tf from '@tensorflow/tfjs-core';
import type { DeepNetwork, Tensors } from '../../networks/tensors.ts';
import type { BatchEvaluation, ImageBatch, ImageEngine, ImageTraining } from '../image-engine.ts';
import { engineName } from '../report.ts';
import type { SecondThread } from './data-parallel/second-thread.ts';
import { createDeepEngine } from './deep-engine.ts';
import { forwardOfDescription, networkValues, withValues } from './description-net.ts';
import type { ImageOps } from './ops.ts';
import { type BatchShare, ImageTrainer, type Metrics } from './trainer.ts';
import { discard, holdBatches, upload } from './upload.ts';

async function evaluate(
  trainer: ImageTrainer,
  network: DeepNetwork,
  batches: Iterable<ImageBatch>,
): Promise<BatchEvaluation[]> {
  const parts: { readonly images: number; readonly loss: tf.Tensor; readonly correct: tf.Tensor }[] = [];
  for (const given of batches) {
    const batch = upload(given, network.description);
    parts.push({ images: given.labels.length, ...trainer.evaluate(batch) });
    discard(batch);
  }
  const evaluations: BatchEvaluation[] = [];
  for (const { images, loss, correct } of parts) {
    evaluations.push({ images, loss: (await loss.data())[0]!, right: (await correct.data())[0]! });
    tf.dispose([loss, correct]);
  }
  return evaluations;
}

/** Positions of the largest of each row. */
function largest(rows: ArrayLike<number>, length: number): number[] {
  return Array.from({ length: rows.length / length }, (_, row) => {
    let best = 0;
    for (let k = 1; k < length; k += 1) if (rows[row * length + k]! > rows[row * length + best]!) best = k;
    return best;
  });
}

async function classify(trainer: ImageTrainer, network: DeepNetwork, batches: Iterable<ImageBatch>): Promise<number[]> {
  const outputs: tf.Tensor2D[] = [];
  for (const given of batches) {
    const batch = upload(given, network.description);
    outputs.push(trainer.predict(batch.images));
    discard(batch);
  }
  const classes: number[] = [];
  for (const output of outputs) {
    classes.push(...largest(await output.data(), output.shape[1]));
    output.dispose();
  }
  return classes;
}

/** Mean over images of the losses of batches, which are disposed of. */
async function meanOf(losses: readonly { readonly loss: tf.Tensor; readonly count: number }[]): Promise<number> {
  let [sum, images] = [0, 0];
  for (const { loss, count } of losses) {
    sum += count * (await loss.data())[0]!;
    images += count;
    loss.dispose();
  }
  return sum / images;
}

function openTraining(
  ops: ImageOps,
  network: DeepNetwork,
  momentum: Tensors = {},
  second?: SecondThread,
): ImageTraining {
  const { description } = network;
  const trainer = new ImageTrainer(ops, forwardOfDescription(description), networkValues(network), momentum);
  const shared = second?.openTraining(network, momentum);
  // Read once per epoch: a read in each step would make a GPU wait.
  let losses: { readonly loss: tf.Tensor; readonly count: number }[] = [];
  return {
    step(given, settings) {
      const compute = (own: ImageBatch, share?: BatchShare): Metrics => {
        const batch = upload(own, description);
        const metrics = trainer.step(batch, settings, undefined, share);
        discard(batch);
        return metrics;
      };
      const { loss, correct } = shared ? shared.step(given, settings, compute) : compute(given);
      losses.push({ loss: tf.keep(loss), count: given.labels.length });
      correct.dispose();
    },
    classify: (batches) => classify(trainer, network, batches),
    evaluate: (batches) => evaluate(trainer, network, batches),
    async read() {
      shared?.compare(trainer.held);
      const found = await trainer.read();
      const read = losses;
      losses = [];
      const loss = await meanOf(read);
      return { network: withValues(network, found.network), momentum: found.velocities, loss };
    },
    dispose() {
      for (const { loss } of losses) loss.dispose();
      trainer.dispose();
      shared?.close();
    },
  };
}

/**
 * @param ops for the current backend
 * @param second a second thread that shares the batches of training; our kernels on wasm only
 */
export function createImageEngine(ops: ImageOps, second?: SecondThread): ImageEngine {
  return {
    kind: engineName(tf.getBackend(), [second ? 2 : 1]),
    openTraining: (network, momentum) => openTraining(ops, network, momentum, second),
    openGrowth(description, batches) {
      const held = holdBatches(description, batches);
      const engine = createDeepEngine(ops, held);
      return {
        batches: engine.batches,
        differentiateGrowth: engine.differentiateGrowth,
        differentiateScales: engine.differentiateScales,
        loss: engine.loss,
        splittingMatrices: engine.splittingMatrices,
        splittingProducts: engine.splittingProducts,
        dispose() {
          engine.dispose();
          held.dispose();
        },
      };
    },
  };
}
