import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { residualNet } from '../../networks/architectures.ts';
import { neuronCount, openSlots, widthOf } from '../../networks/description.ts';
import { initialise } from '../../networks/tensors.ts';
import { imagePresetById } from '../../runs/images/image-recipe.ts';
import { autogrow, stagesToGrow } from './autogrow.ts';
import type { ImageGround } from './image-method.ts';

describe('the stages that AutoGrow chooses', () => {
  it('take their turn while validation accuracy rises', () => {
    const rising = [0.1, 0.2, 0.3, 0.4, 0.5];
    const turns = rising.map((_, k) => stagesToGrow(3, rising.slice(0, k + 1), 1));
    expect(turns).toEqual([[0], [1], [2], [0], [1]]);
    expect(stagesToGrow(3, rising.slice(0, 2), 2)).toEqual([2, 0]);
  });

  it('freeze when the best accuracy rose by less than 0.05 points, and never thaw', () => {
    // Stage 0 grew after the first phase and did not help: 1, 2, 1, 2 follow.
    const accuracies = [0.5, 0.5004, 0.6, 0.7, 0.8];
    expect(accuracies.map((_, k) => stagesToGrow(3, accuracies.slice(0, k + 1), 1)[0])).toEqual([0, 1, 2, 1, 2]);
    expect(stagesToGrow(3, [0.5, 0.5006, 0.6, 0.7], 1)).toEqual([0]);
    // A rise to less than the best so far is none: stage 1 freezes as well.
    expect(stagesToGrow(3, [0.5, 0.4, 0.45], 1)).toEqual([2]);
    expect(stagesToGrow(3, [0.5, 0.4, 0.45, 0.5], 1)).toEqual([]);
    expect(stagesToGrow(3, [0.5, 0.4, 0.45, 0.5, 0.9, 0.95], 1)).toEqual([]);
  });

  it('are stages that there are, none twice, and none that was frozen before', () => {
    const accuracy = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(accuracy, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 3 }),
        (stages, accuracies, count) => {
          const turns = accuracies.map((_, k) => stagesToGrow(stages, accuracies.slice(0, k + 1), count));
          for (const [k, turn] of turns.entries()) {
            expect(new Set(turn).size).toBe(turn.length);
            expect(turn.length).toBeLessThanOrEqual(Math.min(count, stages));
            for (const stage of turn) expect(stage).toBeLessThan(stages);
            const best = Math.max(...accuracies.slice(0, k + 1));
            const helped = k + 1 < accuracies.length && accuracies[k + 1]! - best >= 0.0005;
            if (k + 1 < accuracies.length && !helped) {
              const later = turns.slice(k + 1).flat();
              for (const stage of turn) expect(later).not.toContain(stage);
            }
          }
        },
      ),
    );
  });
});

describe('AutoGrow', () => {
  const network = initialise(residualNet({ stages: [4, 4], blocks: 0, classes: 3, side: 8, slots: true }), 2);
  const settings = { ...imagePresetById('tiny-depth'), seed: 1, phase: 3, neuronBudget: 50, layerBudget: 1 };
  const grow = async (validationAccuracies: readonly number[], change = {}) => {
    const growing = autogrow.grow({ validationAccuracies } as ImageGround, network, { ...settings, ...change });
    let step = await growing.next();
    while (!step.done) step = await growing.next();
    return step.value.network;
  };

  it('opens the slot in turn with all channels, each filter as in a network from scratch', async () => {
    const { description, tensors } = await grow([0.1, 0.2]);
    expect(widthOf(description, 'slot2.0')).toBe(50);
    expect(openSlots(description).map(({ name }) => name)).toEqual(['slot1.0', 'slot2.0-2']);
    for (const [name, fanIn] of [
      ['slot2.0.in.filters', 9 * 4],
      ['slot2.0.out.filters', 9 * 50],
    ] as const) {
      const values = [...tensors[name]!];
      const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
      // 1,800 draws: the deviation of this mean is 0.07.
      expect(Math.abs(variance * fanIn - 2)).toBeLessThan(0.3);
    }
  });

  it('shares a budget between two layers, and stops when every stage is frozen', async () => {
    const both = await grow([0.1], { layerBudget: 2, neuronBudget: 5 });
    expect([widthOf(both.description, 'slot1.0'), widthOf(both.description, 'slot2.0')]).toEqual([3, 2]);
    expect(neuronCount(both.description)).toBe(8 + 5);
    expect(await grow([0.5, 0.5, 0.5])).toBe(network);
    // A layer without channels is none.
    expect(await grow([0.1], { neuronBudget: 0 })).toBe(network);
    expect(
      openSlots((await grow([0.1], { layerBudget: 2, neuronBudget: 1 })).description).map(({ name }) => name),
    ).toEqual(['slot1.0-2', 'slot2.0']);
  });
});
