/** Checks of whole training steps that run on any backend; judged by tests in Node and in a browser. */

import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { openStream } from '../../random/stream.ts';
import { type ConvNet, forwardOf, initialise } from './conv-net.ts';
import type { ImageOps } from './ops.ts';
import { type Batch, DESCENT, ImageTrainer } from './trainer.ts';

/** Small, with odd sizes and widths that are no multiples of 4. */
export const SMALL_NET: ConvNet = { channels: 3, layers: [5, 'pool', 6, 9, 'pool'], classes: 4, gates: true };

/** Images whose mean depends on their label, so that there is something to learn. */
export function drawBatch(count: number, size: number, classes: number, seed = 1): Batch {
  const stream = openStream(seed, 'images');
  const labels = Int32Array.from({ length: count }, () => stream.integer(classes));
  const pixels = size * size * 3;
  const images = Float32Array.from(
    { length: count * pixels },
    (_, k) => stream.normal() + 0.5 * labels[Math.floor(k / pixels)]!,
  );
  return {
    images: tf.tensor4d(images, [count, size, size, 3]) as Tensor4D,
    labels: tf.tensor1d(labels, 'int32') as Tensor1D,
  };
}

const settings = (rate: number) => ({ rate, ...DESCENT });

export interface Trained {
  readonly losses: number[];
  readonly correct: number[];
  /** Parameters, momentum, running statistics, by name. */
  readonly numbers: Record<string, Float32Array>;
}

/** Trains SMALL_NET from the same start, on the current backend. */
export async function train(
  ops: ImageOps,
  steps: number,
  net: ConvNet = SMALL_NET,
  count = 6,
  size = 9,
): Promise<Trained> {
  const batch = drawBatch(count, size, net.classes);
  const trainer = new ImageTrainer(ops, forwardOf(net), initialise(net, 3));
  const [losses, correct]: [number[], number[]] = [[], []];
  for (let step = 0; step < steps; step += 1) {
    const metrics = trainer.step(batch, settings(0.05));
    losses.push((await metrics.loss.data())[0]!);
    correct.push((await metrics.correct.data())[0]!);
    tf.dispose([metrics.loss, metrics.correct]);
  }
  const { network, velocities } = await trainer.read();
  const numbers: Record<string, Float32Array> = {};
  for (const [name, { data }] of Object.entries(network.parameters)) numbers[name] = data;
  for (const [name, data] of Object.entries(velocities)) numbers[`momentum ${name}`] = data;
  for (const [name, { mean, variance }] of Object.entries(network.statistics)) {
    numbers[`mean ${name}`] = mean;
    numbers[`variance ${name}`] = variance;
  }
  trainer.dispose();
  tf.dispose([batch.images, batch.labels]);
  return { losses, correct, numbers };
}

/** Largest difference of two trainings, relative to the largest number of its kind. */
export function trainingDifference(found: Trained, expected: Trained): number {
  const relative = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    let [far, large] = [0, 1e-3];
    for (let k = 0; k < b.length; k += 1) {
      far = Math.max(far, Math.abs(a[k]! - b[k]!));
      large = Math.max(large, Math.abs(b[k]!));
    }
    return a.length === b.length ? far / large : Number.POSITIVE_INFINITY;
  };
  const each = Object.keys(expected.numbers).map((name) => relative(found.numbers[name]!, expected.numbers[name]!));
  return Math.max(relative(found.losses, expected.losses), relative(found.correct, expected.correct), ...each);
}

/** Gradient of every gate by differentiation, and by finite differences of the loss; running statistics. */
export async function gateSlopes(ops: ImageOps): Promise<{ found: number[]; expected: number[] }> {
  const net = SMALL_NET;
  const batch = drawBatch(5, 8, net.classes, 2);
  const trainer = new ImageTrainer(ops, forwardOf(net), initialise(net, 4));
  const name = 'conv2.gate';
  const differential = trainer.differentiate(batch, [name]);
  const found = [...(await differential.gradients[name]!.data())];
  const lossWith = async (gates: Float32Array) => {
    trainer.assign(name, gates);
    const { loss, correct } = trainer.evaluate(batch);
    const [value] = await loss.data();
    tf.dispose([loss, correct]);
    return value!;
  };
  const expected: number[] = [];
  for (let c = 0; c < found.length; c += 1) {
    const moved = (by: number) => Float32Array.from(found, (_, k) => (k === c ? 1 + by : 1));
    expected.push(((await lossWith(moved(0.002))) - (await lossWith(moved(-0.002)))) / 0.004);
  }
  tf.dispose([differential.loss, differential.correct, differential.gradients, batch.images, batch.labels]);
  trainer.dispose();
  return { found, expected };
}

/** Trains networks, each a channel wider in a layer than the last, for a step each: tensors and bytes that are left after each. */
export async function trainingMemory(ops: ImageOps, networks: number) {
  const tensors: number[] = [];
  const bytes: number[] = [];
  for (let index = 0; index < networks; index += 1) {
    const widths = [3, 4, 5].map((width, layer) => width + Math.floor((index + layer) / 3));
    const net: ConvNet = { channels: 3, layers: [widths[0]!, 'pool', widths[1]!, widths[2]!], classes: 3, gates: true };
    await train(ops, 1, net, 3, 6);
    const { numTensors, numBytes } = tf.memory();
    tensors.push(numTensors);
    bytes.push(numBytes);
  }
  return { tensors, bytes };
}
