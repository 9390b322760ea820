import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runNetwork, toMaps } from '../../compute/plain/deep-network.ts';
import { inDoubles } from '../../networks/arbitrary-deep.ts';
import { residualNet, vgg } from '../../networks/architectures.ts';
import { neuronCount, openSlots, widths } from '../../networks/description.ts';
import { growNetwork } from '../../networks/growing.ts';
import { checkTensors, type DeepNetwork, initialise, type Tensors } from '../../networks/tensors.ts';
import { openStream } from '../../random/stream.ts';
import { imagePresetById } from '../../runs/images/image-recipe.ts';
import { drawCopies } from './copies.ts';
import type { ImageGround, ImageGrowthSettings } from './image-method.ts';
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

/** Grows, with children of given accuracies; returns what was trained. */
async function growWith(network: DeepNetwork, changes: Partial<ImageGrowthSettings>, accuracies: readonly number[]) {
  const trained: { network: DeepNetwork; momentum: Tensors; name: string; epochs: number; rate: number }[] = [];
  const refused = () => Promise.reject(new Error('It asks for losses or gradients.'));
  const ground: ImageGround = {
    engine: { batches: 1, differentiateGrowth: refused, loss: refused } as unknown as ImageGround['engine'],
    validationAccuracies: [0.9],
    momentum: { 'head.bias': new Float32Array([1, 2, 3]) },
    async *train(child, momentum, settings) {
      yield 0.5;
      const validationAccuracy = accuracies[trained.length]!;
      trained.push({ network: child, momentum, ...settings });
      return { network: { ...child }, momentum: { learnt: new Float32Array([trained.length]) }, validationAccuracy };
    },
  };
  const preset = { ...imagePresetById('tiny'), seed: 1, phase: 2, neuronBudget: 7 };
  const growing = nash.grow(ground, network, { ...preset, children: accuracies.length, childEpochs: 3, ...changes });
  const parts: number[] = [];
  let step = await growing.next();
  while (!step.done) {
    parts.push(step.value.part);
    step = await growing.next();
  }
  return { grown: step.value, trained, parts };
}

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
  const { grown, trained, parts } = await growWith(start, {}, [0.2, 0.5, 0.3, 0.5]);
  expect(grown.momentum).toEqual({ learnt: new Float32Array([2]) });
  expect(grown.network.description).toBe(trained[1]!.network.description);
  expect(parts).toEqual([0.125, 0.375, 0.625, 0.875, 1]);
  expect(new Set(trained.map(({ network }) => widths(network.description).join())).size).toBe(4);
  expect(new Set(trained.map(({ name }) => name)).size).toBe(4);
  for (const { network, momentum, epochs, rate } of trained) {
    expect(neuronCount(network.description)).toBe(16 + 7);
    expect(momentum['head.bias']).toEqual(new Float32Array([1, 2, 3]));
    expect([epochs, rate]).toEqual([3, 0.05]);
  }
});

it('opens slots at random, as many as it may, and shares the budget between them and the layers', async () => {
  const network = initialise(residualNet({ stages: [4, 4, 4], blocks: 0, classes: 3, slots: true }), 5);
  const before = openSlots(network.description).length;
  const accuracies = new Array(12).fill(0.1);
  const deep = await growWith(network, { widen: false, layerBudget: 1, neuronBudget: 5 }, accuracies);
  const chosen = deep.trained.map(({ network: { description } }) => {
    // A slot that was opened has another one behind it.
    expect(openSlots(description).length).toBe(before);
    expect(widths(description).length).toBe(4);
    return description.groups.filter(({ name, channels }) => name.startsWith('slot') && channels.length === 5);
  });
  expect(chosen.every((groups) => groups.length === 1)).toBe(true);
  expect(new Set(chosen.map(([group]) => group!.name)).size).toBe(3);
  const both = await growWith(network, { widen: true, layerBudget: 2, neuronBudget: 9 }, accuracies);
  for (const { network: child } of both.trained) {
    expect(neuronCount(child.description)).toBe(12 + 9);
    expect(widths(child.description).length).toBeLessThanOrEqual(5);
    checkTensors(child);
  }
});
