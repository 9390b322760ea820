/** Described networks by our kernels on the wasm backend, against plain loops in 64-bit floats. */
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { growOnce } from '../../growth/deep/grow-once.ts';
import { randomInputs, randomTensors, SMALL_VGG } from '../../networks/arbitrary-deep.ts';
import { residualNet, vgg } from '../../networks/architectures.ts';
import type { Description } from '../../networks/description.ts';
import { neuronCount } from '../../networks/description.ts';
import { groupTensors } from '../../networks/groups.ts';
import { growNetwork } from '../../networks/growing.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { crossEntropy, differentiateNetwork, runNetwork, toMaps } from '../plain/deep-network.ts';
import { createDeepEngine } from './deep-engine.ts';
import { forwardOfDescription, networkValues, trainedNames, withValues } from './description-net.ts';
import { kernelOps } from './kernel-ops.ts';
import { type Batch, ImageTrainer } from './trainer.ts';
import { openWasmBackend } from './wasm/wasm-backend.ts';

beforeAll(() =>
  openWasmBackend(fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url))),
);

const RESIDUAL = residualNet({ stages: [3, 5], blocks: 1, classes: 3, side: 8, channels: 2, slots: true });
const COUNT = 5;

function batchFor(description: Description, seed: number) {
  const { height, width, groups } = description;
  const inputs = randomInputs(description, COUNT, seed);
  const classes = groups.at(-1)!.channels.length;
  const labels = Array.from({ length: COUNT }, (_, image) => (image * 7 + seed) % classes);
  const channels = groups[0]!.channels.length;
  const batch: Batch = {
    images: tf.keep(tf.tensor4d(Float32Array.from(inputs), [COUNT, height, width, channels])),
    labels: tf.keep(tf.tensor1d(labels, 'int32')),
  };
  return { batch, maps: toMaps(description, COUNT, inputs), labels };
}

/** Largest difference, relative to the largest of the expected. */
function difference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  let [worst, largest] = [0, 1e-6];
  for (let k = 0; k < expected.length; k += 1) {
    worst = Math.max(worst, Math.abs(found[k]! - expected[k]!));
    largest = Math.max(largest, Math.abs(expected[k]!));
  }
  return worst / largest;
}

describe('a described network on tfjs', () => {
  it.each([
    ['residual net', RESIDUAL],
    ['VGG-11', SMALL_VGG],
  ])("%s: outputs, loss and every gradient are the oracle's", async (_, description) => {
    const network = randomTensors(description, 3);
    const { batch, maps, labels } = batchFor(description, 4);
    const trainer = new ImageTrainer(kernelOps, forwardOfDescription(description), networkValues(network));
    const outputs = trainer.predict(batch.images);
    expect(difference(await outputs.data(), runNetwork(network, maps).data)).toBeLessThan(1e-4);
    trainer.dispose();

    const engine = createDeepEngine(kernelOps, [batch]);
    const expected = differentiateNetwork(network, maps, crossEntropy(labels));
    const found = await engine.differentiate(network, 0);
    expect(found.loss).toBeCloseTo(expected.loss, 4);
    expect(await engine.loss(network, 0)).toBeCloseTo(expected.loss, 4);
    expect(Object.keys(found.gradients).sort()).toEqual([...trainedNames(description)].sort());
    for (const name of trainedNames(description)) {
      expect(difference(found.gradients[name]!, expected.gradients[name]!), name).toBeLessThan(1e-3);
    }
    engine.dispose();
  });

  it('keeps its numbers on the way there and back', async () => {
    const network = randomTensors(RESIDUAL, 5);
    const trainer = new ImageTrainer(kernelOps, forwardOfDescription(RESIDUAL), networkValues(network));
    expect(withValues(network, (await trainer.read()).network)).toEqual(network);
    trainer.dispose();
  });

  it('computes the same after every channel was split by nothing', async () => {
    const network = randomTensors(SMALL_VGG, 6);
    const { batch } = batchFor(SMALL_VGG, 7);
    const engine = createDeepEngine(kernelOps, [batch]);
    const before = await engine.loss(network, 0);
    const grown = growNetwork(network, splitsByNothing(network), 1);
    expect(neuronCount(grown.description)).toBe(2 * neuronCount(network.description));
    expect(await engine.loss(grown, 0)).toBeCloseTo(before, 5);
    engine.dispose();
  });

  it('grows: the predicted change is what happens, and no tensor is left behind', async () => {
    const description = vgg({ depth: 11, width: 3, classes: 3 });
    const network = randomTensors(description, 8);
    const batches = [batchFor(description, 9).batch, batchFor(description, 10).batch];
    const engine = createDeepEngine(kernelOps, batches);
    const before = ((await engine.loss(network, 0)) + (await engine.loss(network, 1))) / 2;
    engine.dispose();
    const tensors = tf.memory().numTensors;
    const settings = {
      seed: 1,
      phase: 1,
      stepSize: 0.02,
      splits: true,
      freshPerGroup: 2,
      freshPerSlot: 0,
      directionSteps: 6,
      quadraturePoints: 3,
      scoreRule: 'path',
      neuronBudget: 4,
      layerBudget: 0,
      selection: 'greedy',
    } as const;
    const growth = growOnce(engine, network, settings);
    let step = await growth.next();
    let predicted = 0;
    while (!step.done) {
      if (step.value.kind === 'select') {
        predicted = step.value.selected.reduce((sum, { predictedChange }) => sum + predictedChange, 0);
      }
      step = await growth.next();
    }
    const grown = step.value;
    expect(neuronCount(grown.description)).toBe(neuronCount(description) + 4);
    const after = ((await engine.loss(grown, 0)) + (await engine.loss(grown, 1))) / 2;
    engine.dispose();
    expect(predicted).toBeLessThan(0);
    expect(after).toBeLessThan(before);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

function splitsByNothing({ description }: DeepNetwork) {
  const zeros = new Float64Array(10_000);
  return Object.fromEntries(
    description.groups
      .filter(({ growable }) => growable)
      .map(({ name, channels }) => [
        name,
        channels.map(({ id }) => ({
          kind: 'split' as const,
          parent: id,
          offset: zeros.subarray(0, thetaOf(description, name)),
        })),
      ]),
  );
}

function thetaOf(description: Description, name: string): number {
  return groupTensors(description, name).thetaLength;
}
