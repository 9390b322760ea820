import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runNetwork, toMaps } from '../../compute/plain/deep-network.ts';
import { inDoubles } from '../../networks/arbitrary-deep.ts';
import { vgg } from '../../networks/architectures.ts';
import { neuronCount, widths } from '../../networks/description.ts';
import { growNetwork } from '../../networks/growing.ts';
import { type DeepNetwork, initialise, type Tensors } from '../../networks/tensors.ts';
import { openStream } from '../../random/stream.ts';
import { imagePresetById } from '../../runs/images/image-recipe.ts';
import { drawCopies } from './copies.ts';
import type { ImageGround } from './image-method.ts';
import { dividedAtRandom, nash } from './nash.ts';

it('divides a budget wholly, and in all ways alike', () => {
  fc.assert(
    fc.property(
      fc.nat(1e6),
      fc.integer({ min: 0, max: 90 }),
      fc.integer({ min: 1, max: 16 }),
      (seed, budget, parts) => {
        const divided = dividedAtRandom(openStream(seed, 'test'), budget, parts);
        expect(divided.length).toBe(parts);
        expect(divided.every((part) => Number.isInteger(part) && part >= 0)).toBe(true);
        expect(divided.reduce((sum, part) => sum + part, 0)).toBe(budget);
      },
    ),
  );
  const stream = openStream(3, 'test');
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 1500; draw += 1) {
    const key = dividedAtRandom(stream, 2, 3).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  // Six ways, 250 times each if all are alike; the deviation of a count is 14.4.
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 250)).toBeLessThan(75);
});

const start = inDoubles(initialise(vgg({ depth: 11, width: 2, classes: 3, side: 32 }), 5));

it('copies channels without changing what the network computes, however often one is drawn', () => {
  const images = Array.from({ length: 2 * 32 * 32 * 3 }, (_, k) => Math.sin(k));
  const outputsOf = (network: DeepNetwork) => runNetwork(network, toMaps(network.description, 2, images)).data;
  // Six copies of two channels: some channel is drawn at least three times.
  const growth = drawCopies(start.description, new Array(8).fill(6), { seed: 1, stepSize: 0 }, 'test');
  const grown = growNetwork(start, growth, 2);
  expect(neuronCount(grown.description)).toBe(8 * 8);
  const [before, after] = [outputsOf(start), outputsOf(grown)];
  for (const [k, value] of after.entries()) expect(value).toBeCloseTo(before[k]!, 10);
});

it('keeps the child that is best on validation images, the first of equals, with what it has learnt', async () => {
  const accuracies = [0.2, 0.5, 0.3, 0.5];
  const trained: { network: DeepNetwork; momentum: Tensors; name: string; epochs: number; rate: number }[] = [];
  const ground: ImageGround = {
    engine: {
      batches: 1,
      differentiateGrowth: () => Promise.reject(new Error('asked for gradients')),
      loss: () => Promise.reject(new Error('asked for a loss')),
      splittingMatrices: () => Promise.reject(new Error('asked for matrices')),
      splittingProducts: () => Promise.reject(new Error('asked for products')),
    },
    validationAccuracies: [0.9],
    momentum: { 'head.bias': new Float32Array([1, 2, 3]) },
    async *train(network, momentum, settings) {
      yield 0.5;
      const validationAccuracy = accuracies[trained.length]!;
      trained.push({ network, momentum, ...settings });
      return { network: { ...network }, momentum: { learnt: new Float32Array([trained.length]) }, validationAccuracy };
    },
  };
  const settings = { ...imagePresetById('tiny'), seed: 1, phase: 2, neuronBudget: 7, children: 4, childEpochs: 3 };
  const growing = nash.grow(ground, start, settings);
  const parts: number[] = [];
  let step = await growing.next();
  while (!step.done) {
    parts.push(step.value.part);
    step = await growing.next();
  }
  expect(step.value.momentum).toEqual({ learnt: new Float32Array([2]) });
  expect(step.value.network.description).toBe(trained[1]!.network.description);
  expect(parts).toEqual([0.125, 0.375, 0.625, 0.875, 1]);
  expect(new Set(trained.map(({ network }) => widths(network.description).join())).size).toBe(4);
  expect(new Set(trained.map(({ name }) => name)).size).toBe(4);
  for (const { network, momentum, epochs, rate } of trained) {
    expect(neuronCount(network.description)).toBe(16 + 7);
    expect(momentum['head.bias']).toEqual(new Float32Array([1, 2, 3]));
    expect([epochs, rate]).toEqual([3, 0.05]);
  }
});
