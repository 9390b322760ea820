/** Splitting matrices by tfjs on the wasm backend against plain loops in 64-bit floats. */
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { activatedLayers } from '../../networks/activated-layers.ts';
import { randomInputs, randomTensors } from '../../networks/arbitrary-deep.ts';
import { mlp, residualNet, vgg } from '../../networks/architectures.ts';
import type { Description } from '../../networks/description.ts';
import { openStream } from '../../random/stream.ts';
import { crossEntropy, toMaps } from '../plain/deep-network.ts';
import { plainDeepEngine } from '../plain/plain-deep-engine.ts';
import { createDeepEngine } from './deep-engine.ts';
import { kernelOps } from './kernel-ops.ts';
import type { Batch } from './trainer.ts';
import { openWasmBackend } from './wasm/wasm-backend.ts';

beforeAll(() =>
  openWasmBackend(fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url))),
);

const COUNT = 4;

const NETWORKS: readonly [string, Description][] = [
  [
    'residual net with batch norm and slots',
    residualNet({ stages: [3, 4], blocks: 1, classes: 3, side: 4, channels: 2, slots: true }),
  ],
  ['VGG-11', vgg({ depth: 11, width: [2, 3, 2, 3, 2, 3, 2, 3], classes: 4 })],
  ['MLP with biases', mlp({ inputs: 3, hidden: [4, 3], outputs: 3 })],
  ['MLP with batch norm', mlp({ inputs: 3, hidden: [4, 3], outputs: 3, norm: true })],
];

function problem(description: Description, seed: number) {
  const network = randomTensors(description, seed);
  const { height, width, groups } = description;
  const classes = groups.at(-1)!.channels.length;
  const data = [1, 2].map((index) => {
    const inputs = randomInputs(description, COUNT, seed + index);
    const labels = Array.from({ length: COUNT }, (_, image) => (image * 7 + index) % classes);
    const batch: Batch = {
      images: tf.keep(tf.tensor4d(Float32Array.from(inputs), [COUNT, height, width, groups[0]!.channels.length])),
      labels: tf.keep(tf.tensor1d(labels, 'int32')),
    };
    return { batch, plain: { input: toMaps(description, COUNT, inputs), lossOf: crossEntropy(labels) } };
  });
  const batches = data.map(({ batch }) => batch);
  return { network, batches, oracle: plainDeepEngine(data.map(({ plain }) => plain)) };
}

/** Largest difference, relative to the largest of the expected. */
function difference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  let [worst, largest] = [0, 1e-12];
  for (let k = 0; k < expected.length; k += 1) {
    worst = Math.max(worst, Math.abs(found[k]! - expected[k]!));
    largest = Math.max(largest, Math.abs(expected[k]!));
  }
  return worst / largest;
}

describe('splitting matrices on tfjs', () => {
  it.each(NETWORKS)(
    "%s: matrices and products are the oracle's, and no tensor is left behind",
    async (_, description) => {
      const { network, batches, oracle } = problem(description, 3);
      const tensors = tf.memory().numTensors;
      const engine = createDeepEngine(kernelOps, batches);
      const stream = openStream(5, 'directions');
      const directions: Record<string, Float64Array> = {};
      for (const batch of [0, 1]) {
        for (const { convolution } of activatedLayers(description)) {
          const { name } = convolution;
          const expected = await oracle.splittingMatrices(network, name, batch);
          expect(difference(await engine.splittingMatrices(network, name, batch), expected), name).toBeLessThan(1e-4);
          const channels = description.groups.find((group) => group.name === convolution.writes)!.channels.length;
          const n = Math.sqrt(expected.length / channels);
          directions[name] = Float64Array.from({ length: channels * n }, () => Math.fround(stream.normal()));
        }
        const expected = await oracle.splittingProducts(network, directions, batch);
        const found = await engine.splittingProducts(network, directions, batch);
        expect(Object.keys(found)).toEqual(Object.keys(expected));
        for (const name of Object.keys(expected)) {
          expect(difference(found[name]!, expected[name]!), name).toBeLessThan(1e-4);
        }
        expect(await engine.splittingProducts(network, directions, batch)).toEqual(found);
      }
      engine.dispose();
      expect(tf.memory().numTensors).toBe(tensors);
    },
  );

  it('says that there is no such convolution', async () => {
    const { network, batches } = problem(NETWORKS[0]![1], 3);
    const engine = createDeepEngine(kernelOps, batches);
    await expect(engine.splittingMatrices(network, 'head', 0)).rejects.toThrow('no activated convolution "head"');
    engine.dispose();
  });
});
