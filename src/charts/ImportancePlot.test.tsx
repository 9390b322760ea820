import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { ScoredCandidate } from '../growth/importance.ts';
import type { Candidate } from '../growth/neighbourhood.ts';
import { selectCandidates } from '../growth/selection.ts';
import { type ImportanceOrder, ordered, RANKING } from './candidate-order.ts';
import { ImportancePlot } from './ImportancePlot.tsx';
import { layParts } from './PartsPlot.tsx';

const finite = fc.double({ min: -1, max: 1, noNaN: true });
const growth = fc
  .array(fc.record({ score: finite, predictedChange: finite, split: fc.boolean() }), { minLength: 1, maxLength: 12 })
  .map((all) =>
    all.map(({ split, ...numbers }, k): ScoredCandidate => {
      const values = { amplitude: 0.05, direction: [1, 0] };
      const candidate: Candidate = split
        ? { kind: 'split', key: `split ${k}`, neuron: k, ...values }
        : { kind: 'fresh', key: `fresh ${k}`, ...values };
      return { candidate, ...numbers, nodes: [] };
    }),
  );

const order: fc.Arbitrary<ImportanceOrder> = fc.record({
  column: fc.constantFrom('candidate', 'change', 'score'),
  descending: fc.boolean(),
});

describe('the order of candidates', () => {
  it('is that of its column, keeps everyone, and turns around', () => {
    fc.assert(
      fc.property(growth, order, (scored, { column, descending }) => {
        const rows = ordered(scored, { column, descending: false });
        expect(new Set(rows)).toEqual(new Set(scored));
        for (const [k, row] of rows.slice(1).entries()) {
          if (column === 'change') expect(rows[k]!.predictedChange).toBeLessThanOrEqual(row.predictedChange);
          if (column === 'score') expect(Math.abs(rows[k]!.score)).toBeGreaterThanOrEqual(Math.abs(row.score));
        }
        const turned = ordered(scored, { column, descending });
        expect(turned).toEqual(descending ? [...rows].reverse() : rows);
      }),
    );
  });
});

/** Rows of the drawn list, and `cut` where the budget's line is. */
function drawn(scored: readonly ScoredCandidate[], more: Partial<Parameters<typeof ImportancePlot>[0]> = {}) {
  const markup = renderToStaticMarkup(
    <ImportancePlot
      rows={scored}
      scored={scored}
      selected={undefined}
      budget={2}
      order={RANKING}
      pointed={undefined}
      focused={undefined}
      onOrder={() => {}}
      onPoint={() => {}}
      onFocus={() => {}}
      {...more}
    />,
  );
  return [...markup.matchAll(/class="importance-(row|cut)[^>]*>/g)].map(([, kind]) => kind);
}

describe('the cut of the budget', () => {
  it('is below those that will be kept, and nowhere when none is, or when the list is in another order', () => {
    fc.assert(
      fc.property(growth, fc.integer({ min: 1, max: 4 }), (scored, budget) => {
        const kept = selectCandidates(scored, budget).length;
        const rows = drawn(scored, { budget });
        expect(rows.indexOf('cut')).toBe(kept === 0 ? -1 : kept);
        expect(rows.filter((kind) => kind === 'row')).toHaveLength(scored.length);
        expect(drawn(scored, { budget, order: { column: 'score', descending: false } })).not.toContain('cut');
      }),
    );
  });

  it('is not drawn where the visitor kept another than the best', () => {
    const entry = (key: string, predictedChange: number): ScoredCandidate => ({
      candidate: { kind: 'fresh', key, amplitude: 0.05, direction: [1, 0] },
      score: 1,
      predictedChange,
      nodes: [],
    });
    const scored = [entry('fresh 1', -3), entry('fresh 2', -2), entry('fresh 3', -1)];
    expect(drawn(scored, { selected: ['fresh 1'] })).toEqual(['row', 'cut', 'row', 'row']);
    expect(drawn(scored, { selected: ['fresh 2'] })).toEqual(['row', 'row', 'row']);
  });
});

describe('parts laid end to end', () => {
  it('are as long as their changes, do not overlap, and end where their sums do', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 10 }), (changes) => {
        const laid = layParts(changes.map((change, k) => ({ key: String(k), kind: 'fresh', change })));
        for (const { from, to, change } of laid) expect(Math.abs(to - from)).toBeCloseTo(Math.abs(change), 12);
        for (const side of [1, -1]) {
          const parts = laid.filter(({ change }) => Math.sign(-change) === side);
          const ends = parts.flatMap(({ from, to }) => [Math.abs(from), Math.abs(to)]);
          const sum = parts.reduce((total, { change }) => total + Math.abs(change), 0);
          expect(Math.max(0, ...ends)).toBeCloseTo(sum, 12);
        }
      }),
    );
  });
});
