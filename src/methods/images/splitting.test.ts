import { describe, expect, it } from 'vitest';
import { engineFor } from '../../growth/deep/arbitrary.ts';
import { meanLoss } from '../../growth/deep/engine.ts';
import { inDoubles, randomTensors } from '../../networks/arbitrary-deep.ts';
import { mlp } from '../../networks/architectures.ts';
import { neuronCount, openSlots } from '../../networks/description.ts';
import { checkTensors, type DeepNetwork } from '../../networks/tensors.ts';
import { imagePresetById } from '../../runs/images/image-recipe.ts';
import type {
  GrowingImageMethod,
  GrownNetwork,
  GrowthProgress,
  ImageGround,
  ImageGrowthSettings,
} from './image-method.ts';
import { splitting, splittingFast } from './splitting.ts';

// Smooth: for ReLU the matrices are of a stand-in.
const NETWORK = inDoubles(
  randomTensors(mlp({ inputs: 3, hidden: [6, 5], outputs: 3, activation: 'tanh', norm: true, slots: true }), 4),
);
const BATCHES = 8;
const SETTINGS: ImageGrowthSettings = {
  ...imagePresetById('tiny'),
  seed: 1,
  phase: 2,
  neuronBudget: 5,
  stepSize: 0.01,
};

async function grow(
  method: GrowingImageMethod,
  network: DeepNetwork,
  settings: Partial<ImageGrowthSettings> = {},
  engine = engineFor(network, 6, BATCHES),
) {
  const ground = { engine } as ImageGround;
  const running = method.grow(ground, network, { ...SETTINGS, ...settings });
  const progress: GrowthProgress[] = [];
  let step: IteratorResult<GrowthProgress, GrownNetwork> = await running.next();
  while (!step.done) {
    progress.push(step.value);
    step = await running.next();
  }
  return { ...step.value, progress };
}

describe.each([splitting, splittingFast])('$id', (method) => {
  it('splits the channels that promise most, no more than the budget, and lowers the loss', async () => {
    const engine = engineFor(NETWORK, 6, BATCHES);
    const { network, scores, progress } = await grow(method, NETWORK, {}, engine);
    checkTensors(network);
    expect(neuronCount(network.description)).toBe(neuronCount(NETWORK.description) + 5);
    expect(openSlots(network.description)).toEqual(openSlots(NETWORK.description));
    const added = network.description.groups.flatMap(({ channels }) =>
      channels.filter(({ origin }) => origin.kind !== 'initial'),
    );
    for (const { origin } of added) expect(origin).toMatchObject({ kind: 'split', phase: 2 });
    expect(await meanLoss(engine, network)).toBeLessThan(await meanLoss(engine, NETWORK));
    // Every channel has a score, and none that is left promises more than one that is kept.
    const kept = scores!.flatMap(({ splits, keptSplits }) => keptSplits.map((k) => splits[k]!));
    const left = scores!.flatMap(({ splits, keptSplits }) => splits.filter((_, k) => !keptSplits.includes(k)));
    expect(kept).toHaveLength(5);
    expect(kept.length + left.length).toBe(neuronCount(NETWORK.description));
    expect(Math.max(...kept)).toBeLessThanOrEqual(Math.min(...left));
    expect(progress.at(-1)).toEqual({ stage: 'select', part: 1 });
    expect(progress.map(({ part }) => part)).toEqual(progress.map(({ part }) => part).sort((a, b) => a - b));
  });

  it('is the same every time', async () => {
    expect((await grow(method, NETWORK)).network).toEqual((await grow(method, NETWORK)).network);
  });

  it('leaves a network alone that may not grow wider, or has no budget', async () => {
    expect((await grow(method, NETWORK, { widen: false })).network).toBe(NETWORK);
    expect((await grow(method, NETWORK, { neuronBudget: 0 })).network).toBe(NETWORK);
  });

  it('never splits what is splitting stable', async () => {
    // With one class the loss is 0 whatever the network does: all matrices are 0.
    const certain = inDoubles(randomTensors(mlp({ inputs: 2, hidden: [3, 3], outputs: 1 }), 2));
    expect((await grow(method, certain)).network).toBe(certain);
  });
});
