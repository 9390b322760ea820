/** Described networks by our kernels on the wasm backend, against plain loops in 64-bit floats. */
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { growOnce } from '../../growth/deep/grow-once.ts';
import { randomGrowth, randomInputs, randomTensors, SMALL_VGG } from '../../networks/arbitrary-deep.ts';
import { residualNet, vgg } from '../../networks/architectures.ts';
import type { Description } from '../../networks/description.ts';
import { neuronCount } from '../../networks/description.ts';
import { groupTensors } from '../../networks/groups.ts';
import { growNetwork } from '../../networks/growing.ts';
import { type NewChannelGradient, scaleSlopes } from '../../networks/growing-gradient.ts';
import type { Growth, NewChannel } from '../../networks/growth-plan.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { crossEntropy, differentiateNetwork, runNetwork, toMaps } from '../plain/deep-network.ts';
import { plainDeepEngine } from '../plain/plain-deep-engine.ts';
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

  it.each([
    ['residual net', RESIDUAL],
    ['VGG-11, a chain', SMALL_VGG],
  ])('%s: asked for networks, growths and batches by turns, answers each as the oracle', async (_, description) => {
    const data = [batchFor(description, 4), batchFor(description, 5)];
    const engine = createDeepEngine(
      kernelOps,
      data.map(({ batch }) => batch),
    );
    const oracle = plainDeepEngine(data.map(({ maps, labels }) => ({ input: maps, lossOf: crossEntropy(labels) })));
    const networks = [randomTensors(description, 6), randomTensors(description, 7)] as const;
    const sizes = { offset: 0.3, outgoing: 0.3 };
    const [first, second] = [randomGrowth(description, 1, sizes), randomGrowth(description, 2, sizes)];
    // Nothing but fresh channels of one group, whose outgoing weights are in filters of another; and a channel that splits twice.
    const { group, fresh } = freshAlone(description);
    const { thetaLength } = groupTensors(description, group);
    const offset = Float64Array.from({ length: thetaLength }, (_, k) => 0.2 * Math.sin(k));
    const split = { kind: 'split', parent: 0, offset } as const;
    const twice: Growth = { [group]: [split, { ...split, offset: offset.map((value) => -2 * value) }] };
    const growths = [first, second, { [group]: fresh }, twice, first];
    for (const [k, growth] of growths.entries()) {
      for (const network of [networks[0], networks[1], networks[0]]) {
        const batch = k % 2;
        const what = `growth ${k}, network ${networks.indexOf(network)}`;
        const expected = await oracle.differentiateGrowth(network, growth, batch);
        const found = await engine.differentiateGrowth(network, growth, batch);
        const numbers = ({ gradient }: typeof found) => Object.values(gradient).flat().flatMap(numbersOf);
        expect(difference(numbers(found), numbers(expected)), what).toBeLessThan(2e-3);
        expect(Math.abs(found.loss / expected.loss - 1), what).toBeLessThan(1e-4);
        const { slopes } = await engine.differentiateScales(network, growth, batch);
        const exact = Object.values(scaleSlopes(growth, expected.gradient)).flat();
        expect(difference(Object.values(slopes).flat(), exact), what).toBeLessThan(2e-3);
        const loss = await oracle.loss(network, batch);
        expect(Math.abs((await engine.loss(network, batch)) / loss - 1), what).toBeLessThan(1e-4);
        const layer = description.layers[0]!;
        const matrices = layer.kind === 'convolution' ? layer.name : '';
        const wanted = await oracle.splittingMatrices(network, matrices, batch);
        expect(difference(await engine.splittingMatrices(network, matrices, batch), wanted), what).toBeLessThan(1e-3);
      }
    }
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

/** All numbers of a gradient, one after the other. */
const numbersOf = (gradient: NewChannelGradient): number[] =>
  gradient.kind === 'split' ? [...gradient.offset] : [...gradient.incoming, ...gradient.outgoing];

/** Two fresh channels of the first group. */
function freshAlone(description: Description) {
  const group = description.groups.find(({ growable }) => growable)!.name;
  const { thetaLength, outgoingLength } = groupTensors(description, group);
  const fresh = [1, 2].map((which): NewChannel => {
    const numbers = (length: number) => Float64Array.from({ length }, (_, k) => 0.3 * Math.cos(k * which));
    return { kind: 'fresh', incoming: numbers(thetaLength), outgoing: numbers(outgoingLength) };
  });
  return { group, fresh };
}

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
