import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectCandidates, settle } from '../selection.ts';
import type { ScoredChannel } from './importance.ts';
import { type Budgets, selectChannels } from './selection.ts';

interface Given {
  readonly change: number;
  /** 0: a split; 1: a fresh channel; above: a fresh channel of slot kind - 1. */
  readonly kind: number;
}

function scoredOf(given: readonly Given[]): ScoredChannel[] {
  return given.map(({ change, kind }, index) => {
    const base = {
      key: `c${index}`,
      group: kind > 1 ? `slot${kind - 1}` : 'conv1',
      amplitude: 0.1,
      direction: new Float64Array(1),
    };
    const candidate =
      kind === 0
        ? ({ ...base, kind: 'split', channel: index } as const)
        : ({ ...base, kind: 'fresh', ...(kind > 1 ? { opens: base.group } : {}) } as const);
    return { candidate, score: change, predictedChange: change, nodes: [] };
  });
}

// Few different changes, so that ties are common.
const entries = fc
  .array(fc.record({ change: fc.integer({ min: -6, max: 2 }), kind: fc.nat(4) }), { maxLength: 8 })
  .map(scoredOf);
const budgets = fc.record({ neuronBudget: fc.nat(6), layerBudget: fc.nat(4) });

const total = (kept: readonly ScoredChannel[]) => kept.reduce((sum, { predictedChange }) => sum + predictedChange, 0);
const opened = (kept: readonly ScoredChannel[]) =>
  new Set(kept.flatMap(({ candidate }) => (candidate.kind === 'fresh' && candidate.opens ? [candidate.opens] : [])))
    .size;
const keys = (kept: readonly ScoredChannel[]) => kept.map(({ candidate }) => candidate.key);

/** The largest drop of any set within the budgets, by trying all. */
function bruteForce(scored: readonly ScoredChannel[], { neuronBudget, layerBudget }: Budgets): number {
  let best = 0;
  for (let set = 0; set < 2 ** scored.length; set += 1) {
    const kept = scored.filter((_, k) => (set >> k) & 1);
    if (kept.length <= neuronBudget && opened(kept) <= layerBudget) best = Math.min(best, total(kept));
  }
  return best;
}

describe('selection', () => {
  it.each(['greedy', 'stop', 'exact'] as const)(
    '%s keeps within both budgets, whatever the ties, and only what helps',
    (rule) => {
      fc.assert(
        fc.property(entries, budgets, (scored, budget) => {
          const kept = selectChannels(scored, budget, rule);
          expect(kept.length).toBeLessThanOrEqual(budget.neuronBudget);
          expect(opened(kept)).toBeLessThanOrEqual(budget.layerBudget);
          expect(kept.every(({ predictedChange }) => predictedChange < 0)).toBe(true);
          const changes = kept.map(({ predictedChange }) => predictedChange);
          expect(changes).toEqual([...changes].sort((a, b) => a - b));
          expect(keys(selectChannels([...scored].reverse(), budget, rule))).toEqual(keys(kept));
        }),
      );
    },
  );

  it('exact finds what trying everything finds; greedy and stop are never better', () => {
    fc.assert(
      fc.property(entries, budgets, (scored, budget) => {
        const [exact, greedy, stop] = (['exact', 'greedy', 'stop'] as const).map((rule) =>
          total(selectChannels(scored, budget, rule)),
        );
        expect(exact).toBe(bruteForce(scored, budget));
        expect(greedy).toBeGreaterThanOrEqual(exact!);
        expect(stop).toBeGreaterThanOrEqual(greedy!);
      }),
    );
  });

  it("of width alone is the toy's, by each rule", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ change: fc.integer({ min: -6, max: 2 }), kind: fc.nat(1) }), { maxLength: 8 }),
        fc.nat(6),
        (given, neuronBudget) => {
          const scored = scoredOf(given);
          const toy = scored.map((entry) => {
            const { candidate } = entry;
            const base = { key: candidate.key, amplitude: candidate.amplitude, direction: [1] };
            return {
              ...entry,
              candidate:
                candidate.kind === 'split'
                  ? { ...base, kind: 'split' as const, neuron: candidate.channel }
                  : { ...base, kind: 'fresh' as const },
            };
          });
          const expected = selectCandidates(toy, neuronBudget).map(({ candidate }) => candidate.key);
          for (const rule of ['greedy', 'stop', 'exact'] as const) {
            expect(keys(selectChannels(scored, { neuronBudget, layerBudget: 1 }, rule))).toEqual(expected);
          }
        },
      ),
    );
  });

  it('greedy skips where stop ends, and exact looks further than greedy', () => {
    // slot 1 has the best neuron, slot 2 two good ones.
    const scored = scoredOf([
      { change: -5, kind: 2 },
      { change: -4, kind: 3 },
      { change: -4, kind: 3 },
      { change: -1, kind: 0 },
    ]);
    const budget = { neuronBudget: 3, layerBudget: 1 };
    expect(keys(selectChannels(scored, budget, 'stop'))).toEqual(['c0']);
    expect(keys(selectChannels(scored, budget, 'greedy'))).toEqual(['c0', 'c3']);
    expect(keys(selectChannels(scored, budget, 'exact'))).toEqual(['c1', 'c2', 'c3']);
  });

  it.each(['greedy', 'stop', 'exact'] as const)('%s rounds budgets down, and takes none below 0', (rule) => {
    const scored = scoredOf([-5, -4, -3, -2].map((change, k) => ({ change, kind: k + 1 })));
    const kept = (neuronBudget: number, layerBudget: number) =>
      keys(selectChannels(scored, { neuronBudget, layerBudget }, rule));
    expect(kept(2.9, 1.9)).toEqual(kept(2, 1));
    expect(kept(2.9, 1.9)).toEqual(['c0', 'c1']);
    expect(kept(4, 1.9)).toEqual(['c0', 'c1']);
    expect(kept(1.9, 9)).toEqual(['c0']);
    expect(kept(-1, 1)).toEqual([]);
    expect(kept(4, -1)).toEqual(['c0']);
  });

  it('exact refuses what would take too long', () => {
    const scored = scoredOf(Array.from({ length: 40 }, (_, k) => ({ change: -1, kind: k + 2 })));
    expect(() => selectChannels(scored, { neuronBudget: 9, layerBudget: 20 }, 'exact')).toThrow(
      'Exact selection would try too many sets of 20 of 40 slots; use greedy.',
    );
    expect(selectChannels(scored, { neuronBudget: 9, layerBudget: 40 }, 'exact')).toHaveLength(9);
    // 8 of 20 slots are 125,970 sets, above the limit; 4 of 20 are 4,845.
    const twenty = scored.slice(0, 20);
    expect(() => selectChannels(twenty, { neuronBudget: 9, layerBudget: 8 }, 'exact')).toThrow(RangeError);
    expect(selectChannels(twenty, { neuronBudget: 9, layerBudget: 4 }, 'exact')).toHaveLength(4);
  });

  it('settles fresh channels against their score, and splits as they are', () => {
    const [split, fresh] = scoredOf([
      { change: -1, kind: 0 },
      { change: -1, kind: 1 },
    ]);
    expect(settle({ ...split!, score: 5 }, 0.3)).toBe(split!.candidate);
    expect(settle({ ...fresh!, score: 5 }, 0.3).amplitude).toBe(-0.3);
    expect(settle({ ...fresh!, score: -5 }, 0.3).amplitude).toBe(0.3);
  });
});
