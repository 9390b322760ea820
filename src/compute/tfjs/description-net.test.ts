/** Described networks on the trainer against the plain oracle in 64-bit floats. */
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { mlp, residualNet, vgg } from '../../networks/architectures.ts';
import type { Description } from '../../networks/description.ts';
import { type DeepNetwork, initialise, tensorSpecs } from '../../networks/tensors.ts';
import { openStream } from '../../random/stream.ts';
import { crossEntropy, differentiateNetwork, toMaps } from '../plain/deep-network.ts';
import { forwardOfDescription, networkValues, withValues } from './description-net.ts';
import { kernelOps } from './kernel-ops.ts';
import { DESCENT, ImageTrainer } from './trainer.ts';
import { openWasmBackend } from './wasm/wasm-backend.ts';

const FILES = new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url);
const COUNT = 5;
const CLASSES = 4;

beforeAll(() => openWasmBackend(fileURLToPath(FILES)));

const NETWORKS: readonly (readonly [string, Description])[] = [
  ['an MLP without batch norm', mlp({ inputs: 7, hidden: [6, 5], outputs: CLASSES })],
  ['an MLP with batch norm and slots', mlp({ inputs: 7, hidden: [6, 5], outputs: CLASSES, norm: true, slots: true })],
  ['VGG-11 of odd widths', vgg({ depth: 11, classes: CLASSES, width: [3, 5, 6, 7, 8, 9, 10, 12], slots: true })],
  ['VGG-16 without batch norm', vgg({ depth: 16, classes: CLASSES, width: 4, norm: false })],
  ['a residual net', residualNet({ stages: [5, 6], blocks: 1, classes: CLASSES, side: 8, slots: true })],
];

/** Random numbers everywhere, so that nothing is hidden by zeros and ones. */
function randomised(description: Description): DeepNetwork {
  const network = initialise(description, 1);
  for (const { name, role } of tensorSpecs(description)) {
    const stream = openStream(2, name);
    const data = network.tensors[name]!;
    const fan = role === 'filters' && data.every((value) => value === 0) ? 0.3 : 0;
    for (let k = 0; k < data.length; k += 1) {
      if (role === 'variance') data[k] = 0.5 + stream.uniform();
      else data[k]! += role === 'filters' ? fan * stream.normal() : 0.2 * stream.normal();
    }
  }
  return network;
}

function drawInputs({ height, width, groups }: Description) {
  const channels = groups[0]!.channels.length;
  const stream = openStream(3, 'inputs');
  const shape: [number, number, number, number] = [COUNT, height, width, channels];
  const images = Float32Array.from({ length: COUNT * height * width * channels }, () => stream.normal());
  return { shape, images, labels: Int32Array.from({ length: COUNT }, (_, n) => n % CLASSES) };
}

describe.each(NETWORKS)('%s', (_, description) => {
  const network = randomised(description);
  const { shape, images, labels } = drawInputs(description);

  test.each(['running', 'batch'] as const)('has the gradients of the oracle, by %s statistics', async (by) => {
    const input = toMaps(description, COUNT, images);
    const expected = differentiateNetwork(network, input, crossEntropy(labels), { norm: by });
    const trainer = new ImageTrainer(kernelOps, forwardOfDescription(description), networkValues(network));
    const batch = { images: tf.tensor4d(images, shape), labels: tf.tensor1d(labels, 'int32') };
    const { loss, correct, gradients } = trainer.differentiate(batch, trainer.parameterNames, by);
    expect((await loss.data())[0]).toBeCloseTo(expected.loss, 4);
    expect(Object.keys(gradients).sort()).toEqual(Object.keys(expected.gradients).sort());
    for (const [name, gradient] of Object.entries(gradients)) {
      const [found, wanted] = [await gradient.data(), expected.gradients[name]!];
      const far = Math.hypot(...wanted.map((value, k) => value - found[k]!));
      expect(far / (Math.hypot(...wanted) + 1e-3), name).toBeLessThan(2e-4);
    }
    trainer.dispose();
    tf.dispose([loss, correct, gradients, batch.images, batch.labels]);
  });

  test('comes back with the numbers that it was trained to', async () => {
    const trainer = new ImageTrainer(kernelOps, forwardOfDescription(description), networkValues(network));
    const same = withValues(network, (await trainer.read()).network);
    expect(same).toEqual(network);
    const batch = { images: tf.tensor4d(images, shape), labels: tf.tensor1d(labels, 'int32') };
    const { loss, correct } = trainer.step(batch, { rate: 0.1, ...DESCENT });
    const trained = withValues(network, (await trainer.read()).network);
    for (const { name, shape: size } of tensorSpecs(description)) {
      if (!size.includes(0)) expect(trained.tensors[name], name).not.toEqual(network.tensors[name]);
    }
    trainer.dispose();
    tf.dispose([loss, correct, batch.images, batch.labels]);
  });
});

test('other activations are refused', () => {
  const description = mlp({ inputs: 2, hidden: [3], outputs: 2, activation: 'tanh' });
  expect(() => forwardOfDescription(description)).toThrow('computed with ReLU, not with tanh');
});
