/** Whole training steps on the wasm backend, by our kernels, against stock operations on the cpu backend. */
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { forwardOf, initialise, thinVgg } from './conv-net.ts';
import { kernelOps } from './kernel-ops.ts';
import { stockOps } from './stock-ops.ts';
import { DESCENT, ImageTrainer } from './trainer.ts';
import { drawBatch, gateSlopes, SMALL_NET, train, trainingDifference, trainingMemory } from './trainer-suite.ts';
import { kernelsWasm } from './wasm/kernels.wasm.ts';
import { openWasmBackend } from './wasm/wasm-backend.ts';

const FILES = new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url);

beforeAll(() => openWasmBackend(fileURLToPath(FILES)));
beforeEach(async () => {
  await tf.setBackend('wasm');
});

test('training is what stock operations on the cpu backend do: parameters, momentum, statistics, losses', async () => {
  const found = await train(kernelOps, 4);
  await tf.setBackend('cpu');
  const expected = await train(stockOps, 4);
  expect(Object.keys(found.numbers)).toHaveLength(2 * (3 * 4 + 2) + 2 * 3);
  expect(trainingDifference(found, expected)).toBeLessThan(1e-5);
});

test('stock operations agree on the wasm backend, where tfjs has wrong and missing gradients', async () => {
  const found = await train(stockOps, 2);
  await tf.setBackend('cpu');
  expect(trainingDifference(found, await train(stockOps, 2))).toBeLessThan(1e-5);
});

test('training gives the same bytes twice', async () => {
  const once = await train(kernelOps, 3);
  expect(await train(kernelOps, 3)).toEqual(once);
});

test('a batch is learnt, and its right answers are counted', async () => {
  const { losses, correct } = await train(kernelOps, 40, SMALL_NET, 12, 8);
  expect(losses[0]).toBeGreaterThan(1);
  expect(losses.at(-1)).toBeLessThan(0.05);
  expect(correct.at(-1)).toBe(12);
});

test('the gradient of each gate is the slope of the loss', async () => {
  const { found, expected } = await gateSlopes(kernelOps);
  expect(found.some((slope) => Math.abs(slope) > 0.01)).toBe(true);
  for (const [c, slope] of found.entries()) expect(slope).toBeCloseTo(expected[c]!, 3);
});

test('two steps of momentum are what PyTorch defines', async () => {
  const value = tf.keep(tf.tensor1d([1, -2, 3, 0.5, 4]));
  const velocity = tf.keep(tf.zeros([5]));
  const slot = { value, velocity };
  const gradient = tf.tensor1d([0.5, 1, -1, 2, 0]);
  const settings = { rate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01 };
  let [p, v] = [1, 0];
  for (let step = 0; step < 2; step += 1) {
    kernelOps.descend([slot], [gradient], settings);
    const d = 0.5 + 0.01 * p;
    v = 0.9 * v + d;
    p -= 0.1 * (d + 0.9 * v);
  }
  expect(slot.value.dataSync()[0]).toBeCloseTo(p, 6);
  expect(slot.velocity.dataSync()[0]).toBeCloseTo(v, 6);
  // The last one is not in a full vector of four.
  expect(slot.value.dataSync()[4]).toBeCloseTo(4 - 0.1 * 0.04 * 1.9 - 0.1 * (0.03992 - 0 + 0.9 * (0.036 + 0.03992)), 4);
  kernelOps.descend([slot], [gradient], { ...settings, nesterov: false });
  v = 0.9 * v + 0.5 + 0.01 * p;
  expect(slot.value.dataSync()[0]).toBeCloseTo(p - 0.1 * v, 6);
  tf.dispose([slot.value, slot.velocity, gradient]);
});

test('training fifty networks of different widths leaves nothing behind', async () => {
  await trainingMemory(kernelOps, 1);
  const { tensors, bytes } = await trainingMemory(kernelOps, 50);
  expect(new Set(tensors).size).toBe(1);
  expect(new Set(bytes).size).toBe(1);
});

test('parameters that are not named stay as they are', async () => {
  const batch = drawBatch(3, 8, 4);
  const trainer = new ImageTrainer(kernelOps, forwardOf(SMALL_NET), initialise(SMALL_NET, 3));
  const before = (await trainer.read()).network.parameters;
  trainer.step(batch, { rate: 0.1, ...DESCENT }, ['conv2.filters']);
  const after = (await trainer.read()).network.parameters;
  for (const name of Object.keys(before)) {
    if (name === 'conv2.filters') expect(after[name]).not.toEqual(before[name]);
    else expect(after[name]).toEqual(before[name]);
  }
  expect(() => trainer.step(batch, { rate: 0.1, ...DESCENT }, ['conv9.filters'])).toThrow(
    'no parameter "conv9.filters"',
  );
});

test('momentum is carried on', async () => {
  const batch = drawBatch(3, 8, 4);
  const settings = { rate: 0.1, ...DESCENT };
  const whole = new ImageTrainer(kernelOps, forwardOf(SMALL_NET), initialise(SMALL_NET, 3));
  whole.step(batch, settings);
  const { network, velocities } = await whole.read();
  const resumed = new ImageTrainer(kernelOps, forwardOf(SMALL_NET), network, velocities);
  whole.step(batch, settings);
  resumed.step(batch, settings);
  expect(await resumed.read()).toEqual(await whole.read());
});

test('a network that has diverged says so', () => {
  const { loss, correct } = kernelOps.crossEntropy(
    tf.tensor2d([Number.NaN, 1, 2, 0], [2, 2]),
    tf.tensor1d([0, 0], 'int32'),
  );
  expect(loss.dataSync()[0]).toBeNaN();
  const [fine] = kernelOps.crossEntropy(tf.tensor2d([2000, -2000], [1, 2]), tf.tensor1d([1], 'int32')).loss.dataSync();
  expect(fine).toBe(4000);
  tf.dispose([loss, correct]);
});

test('VGG-19 with 16 channels has the parameters that the closed form gives', () => {
  const { parameters } = initialise(thinVgg(19, 16), 1);
  const count = Object.values(parameters).reduce((sum, { data }) => sum + data.length, 0);
  expect(count).toBe(35_674);
});

test('the module brings no data of its own into the memory of tfjs', () => {
  const bytes = Buffer.from(kernelsWasm, 'base64');
  // Sections: id, then the length as LEB128.
  const sections: number[] = [];
  for (let at = 8; at < bytes.length; ) {
    sections.push(bytes[at]!);
    let length = 0;
    let shift = 0;
    do {
      at += 1;
      length |= (bytes[at]! & 127) << shift;
      shift += 7;
    } while (bytes[at]! & 128);
    at += 1 + length;
  }
  const [code, data] = [10, 11];
  expect(sections).toContain(code);
  expect(sections).not.toContain(data);
});
