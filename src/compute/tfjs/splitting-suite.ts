/** Checks of splitting matrices that run on any backend; judged by tests in Node and in a browser. */
import * as tf from '@tensorflow/tfjs-core';
import { activatedLayers, thetaPart } from '../../networks/activated-layers.ts';
import { type Description, widthOf } from '../../networks/description.ts';
import { initialise, tensorSpecs } from '../../networks/tensors.ts';
import { openStream } from '../../random/stream.ts';
import { crossEntropy, toMaps } from '../plain/deep-network.ts';
import { plainDeepEngine } from '../plain/plain-deep-engine.ts';
import { createDeepEngine } from './deep-engine.ts';
import type { ImageOps } from './ops.ts';
import type { Batch } from './trainer.ts';

const COUNT = 4;

/** A network at its start, but nothing of it is 0, or 1 as batch norm's tensors are at first. */
function drawNetwork(description: Description, seed: number) {
  const network = initialise(description, seed);
  for (const { name, role } of tensorSpecs(description)) {
    const stream = openStream(seed, `suite / ${name}`);
    const data = network.tensors[name]!;
    if (role === 'filters' && data.some((value) => value !== 0)) continue;
    const middle = role === 'gamma' || role === 'variance' ? 1 : 0;
    for (let k = 0; k < data.length; k += 1) data[k] = middle + stream.between(-0.5, 0.5);
  }
  return network;
}

/** Two batches of random images, for the backend and for the oracle. */
function drawData(description: Description, seed: number) {
  const { height, width, groups } = description;
  const [channels, classes] = [groups[0]!, groups.at(-1)!].map((group) => group.channels.length) as [number, number];
  return [1, 2].map((index) => {
    const stream = openStream(seed, `suite / images ${index}`);
    const images = Float32Array.from({ length: COUNT * height * width * channels }, () => stream.normal());
    const labels = Int32Array.from({ length: COUNT }, (_, image) => (image * 7 + index) % classes);
    const batch: Batch = {
      images: tf.keep(tf.tensor4d(images, [COUNT, height, width, channels])),
      labels: tf.keep(tf.tensor1d(labels, 'int32')),
    };
    return { batch, plain: { input: toMaps(description, COUNT, images), lossOf: crossEntropy(labels) } };
  });
}

/** Largest difference, relative to the largest of the expected; Infinity for other lengths or if nothing is expected. */
function difference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [worst, largest] = [0, 0];
  for (let k = 0; k < expected.length; k += 1) {
    worst = Math.max(worst, Math.abs(found[k]! - expected[k]!));
    largest = Math.max(largest, Math.abs(expected[k]!));
  }
  return largest > 0 ? worst / largest : Number.POSITIVE_INFINITY;
}

export interface SplittingErrors {
  /** Relative errors of each convolution's matrices and products against the oracle, on each batch. */
  readonly matrices: readonly number[];
  readonly products: readonly number[];
  /** Tensors that are left behind. */
  readonly leaked: number;
}

export async function splittingErrors(ops: ImageOps, description: Description): Promise<SplittingErrors> {
  const network = drawNetwork(description, 3);
  const data = drawData(description, 4);
  const oracle = plainDeepEngine(data.map(({ plain }) => plain));
  const before = tf.memory().numTensors;
  const engine = createDeepEngine(
    ops,
    data.map(({ batch }) => batch),
  );
  const stream = openStream(5, 'suite / directions');
  const directions = Object.fromEntries(
    activatedLayers(description).map(({ convolution }) => {
      const length = widthOf(description, convolution.writes) * thetaPart(description, convolution).length;
      return [convolution.name, Float64Array.from({ length }, () => Math.fround(stream.normal()))];
    }),
  );
  const [matrices, products]: [number[], number[]] = [[], []];
  for (const batch of data.keys()) {
    for (const name of Object.keys(directions)) {
      const expected = await oracle.splittingMatrices(network, name, batch);
      matrices.push(difference(await engine.splittingMatrices(network, name, batch), expected));
    }
    const expected = await oracle.splittingProducts(network, directions, batch);
    const found = await engine.splittingProducts(network, directions, batch);
    for (const name of Object.keys(directions)) products.push(difference(found[name]!, expected[name]!));
    // The pass through the network is not taken again.
    const again = await engine.splittingProducts(network, directions, batch);
    for (const name of Object.keys(directions)) products.push(difference(again[name]!, expected[name]!));
  }
  engine.dispose();
  const leaked = tf.memory().numTensors - before;
  for (const { batch } of data) tf.dispose([batch.images, batch.labels]);
  return { matrices, products, leaked };
}
