import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arbitraryDescription } from '../../networks/arbitrary-deep.ts';
import { vgg } from '../../networks/architectures.ts';
import { enlarged } from '../../networks/deep-slots.ts';
import { neuronCount, openSlots, widthOf } from '../../networks/description.ts';
import { evenGrowth, slotsInTurn, widen } from './even-growth.ts';

it('adds the whole budget and keeps layers as equally wide as they can be', () => {
  const layers = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(layers, fc.integer({ min: 0, max: 60 }), (before, budget) => {
      const after = widen(before, budget);
      expect(after.reduce((sum, width) => sum + width, 0)).toBe(before.reduce((sum, width) => sum + width, budget));
      for (const [k, width] of after.entries()) {
        expect(width).toBeGreaterThanOrEqual(before[k]!);
        // A layer that grew is not wider than the narrowest by more than one.
        if (width > before[k]!) expect(width - Math.min(...after)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

it('keeps both budgets growth after growth, and opens slots in turn', () => {
  const budgets = fc.record({
    neuronBudget: fc.nat(12),
    layerBudget: fc.nat(3),
    widen: fc.boolean(),
  });
  fc.assert(
    fc.property(arbitraryDescription, fc.array(budgets, { minLength: 1, maxLength: 4 }), (initial, growths) => {
      let description = initial;
      const places = openSlots(initial).length;
      for (const [k, budget] of growths.entries()) {
        const turn = { ...budget, phase: k + 2 };
        const opened = slotsInTurn(description, turn);
        const added = evenGrowth(description, turn);
        const grown = enlarged(description, added);
        const most = budget.widen || opened.length > 0 ? budget.neuronBudget : 0;
        expect(neuronCount(grown) - neuronCount(description)).toBe(most);
        expect(opened.length).toBe(Math.min(budget.layerBudget, places));
        for (const { name, growable, channels } of description.groups) {
          const more = widthOf(grown, name) - channels.length;
          expect(more).toBe(added[name] ?? 0);
          if (!growable || (channels.length > 0 ? !budget.widen : !opened.includes(name))) expect(more).toBe(0);
        }
        // A place always has one slot, the last of its row.
        expect(openSlots(grown).length).toBe(places);
        description = grown;
      }
    }),
    { numRuns: 60 },
  );
});

it('visits every slot before it comes to one again', () => {
  const description = vgg({ depth: 11, width: 4, classes: 10, slots: true });
  const budget = { neuronBudget: 4, layerBudget: 3, widen: false };
  const turns = [2, 3, 4].map((phase) => slotsInTurn(description, { ...budget, phase }).join(' '));
  expect(turns).toEqual(['slot1 slot2 slot3', 'slot4 slot5 slot6', 'slot7 slot8 slot1']);
});
