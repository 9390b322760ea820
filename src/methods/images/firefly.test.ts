import { describe, expect, it } from 'vitest';
import { engineFor } from '../../growth/deep/arbitrary.ts';
import type { DeepEngine } from '../../growth/deep/engine.ts';
import { inDoubles, randomTensors } from '../../networks/arbitrary-deep.ts';
import { mlp } from '../../networks/architectures.ts';
import { neuronCount } from '../../networks/description.ts';
import { imagePresetById } from '../../runs/images/image-recipe.ts';
import { firefly, fireflyAsOfficial } from './firefly.ts';
import type { GrowingImageMethod, ImageGround } from './image-method.ts';

const network = inDoubles(randomTensors(mlp({ inputs: 3, hidden: [5, 4], outputs: 3, activation: 'tanh' }), 2));
const BATCHES = 12;
const engine = engineFor(network, 7, BATCHES);
const settings = { ...imagePresetById('tiny'), seed: 1, phase: 1, neuronBudget: 4, stepSize: 0.01 };

/** What a method grows, and on which batches it asks for gradients. */
async function grow(method: GrowingImageMethod, change: object = {}) {
  const batches: number[] = [];
  const counted: DeepEngine = {
    ...engine,
    differentiateGrowth(each, growth, batch) {
      batches.push(batch);
      return engine.differentiateGrowth(each, growth, batch);
    },
  };
  const growing = method.grow({ engine: counted } as ImageGround, network, { ...settings, ...change });
  const parts: number[] = [];
  const stages: string[] = [];
  let step = await growing.next();
  while (!step.done) {
    parts.push(step.value.part);
    stages.push(step.value.stage);
    step = await growing.next();
  }
  expect(parts).toEqual([...parts].sort((a, b) => a - b));
  // Directions are sought first, for as large a part of the growth as of the questions to the engine.
  const scoring = stages.indexOf('score');
  expect(stages.slice(0, scoring).every((stage) => stage === 'overgrow')).toBe(true);
  expect(parts[scoring]).toBeCloseTo(BATCHES / batches.length, 9);
  expect([stages.at(-1), parts.at(-1)]).toEqual(['select', 1]);
  // One step for each time that the engine is asked.
  expect(new Set(parts).size).toBe(batches.length);
  const { network: grown, scores = [] } = step.value;
  return {
    network: grown,
    batches,
    splits: scores.flatMap(({ splits }) => splits),
    fresh: scores.flatMap(({ fresh }) => fresh),
  };
}

describe('Firefly on image networks', () => {
  it('keeps its budget; as official it has one channel more', async () => {
    const before = neuronCount(network.description);
    for (const neuronBudget of [1, 4]) {
      const [ours, official] = [await grow(firefly, { neuronBudget }), await grow(fireflyAsOfficial, { neuronBudget })];
      expect(neuronCount(ours.network.description)).toBe(before + neuronBudget);
      expect(neuronCount(official.network.description)).toBe(before + neuronBudget + 1);
    }
  });

  it('takes some batches at each node of the path; as official all of them, once', async () => {
    const pass = Array.from({ length: BATCHES }, (_, batch) => batch);
    expect((await grow(firefly)).batches).toEqual([...pass, 0, 6, 2, 8, 4, 10]);
    expect((await grow(fireflyAsOfficial)).batches).toEqual([...pass, ...pass]);
  });

  it('as official doubles the scores of splits, not those of fresh channels', async () => {
    const small = { stepSize: 0.001, scoreBatches: BATCHES };
    const [ours, official] = [await grow(firefly, small), await grow(fireflyAsOfficial, small)];
    for (const [k, change] of ours.splits.entries()) expect(official.splits[k]! / change).toBeCloseTo(2, 1);
    for (const [k, change] of ours.fresh.entries()) expect(official.fresh[k]! / change).toBeCloseTo(1, 1);
    expect([ours.splits.length, ours.fresh.length]).toEqual([9, 8]);
  });

  it('tries only what may grow: no slots without a budget of layers, no width where layers stay as wide as they are', async () => {
    const slotted = inDoubles(randomTensors(mlp({ inputs: 3, hidden: [3, 3], outputs: 3, slots: true }), 2));
    const tried = async (change: object) => {
      const ground = { engine: engineFor(slotted, 7, 2) } as Partial<ImageGround> as ImageGround;
      const growing = firefly.grow(ground, slotted, { ...settings, freshPerGroup: 2, freshPerSlot: 3, ...change });
      let step = await growing.next();
      while (!step.done) step = await growing.next();
      return step.value.scores!.map(({ group, splits, fresh }) => [group, splits.length, fresh.length]);
    };
    const wider = [
      ['layer1', 3, 2],
      ['layer2', 3, 2],
    ];
    const deeper = [
      ['slot1', 0, 3],
      ['slot2', 0, 3],
    ];
    expect(await tried({ widen: true, layerBudget: 0 })).toEqual(wider);
    expect(await tried({ widen: false, layerBudget: 1 })).toEqual(deeper);
    expect((await tried({ widen: true, layerBudget: 1 })).sort()).toEqual([...wider, ...deeper]);
  });
});
