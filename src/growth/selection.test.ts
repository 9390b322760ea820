import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SignedForm } from '../networks/split-forms.ts';
import { predictChange, type ScoredCandidate } from './importance.ts';
import type { Candidate } from './neighbourhood.ts';
import { neuronsAdded, selectBestSet, selectCandidates, settle } from './selection.ts';

const STEP = 0.5;

// Few distinct scores, so that ties are common; 11 of each kind, so that "fresh 10" and "fresh 2" meet.
const scores = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -3, max: 3, noNaN: true })), {
  maxLength: 22,
});
const scored = scores.map((list) =>
  list.map((score, index): ScoredCandidate => {
    const kind = index % 2 === 0 ? 'fresh' : 'split';
    const candidate: Candidate = {
      kind,
      key: `${kind} ${index >> 1}`,
      neuron: index >> 1,
      amplitude: kind === 'fresh' ? 0.1 : STEP,
      direction: [1, 0],
    };
    return { candidate, score, nodes: [], predictedChange: predictChange(candidate, score, STEP) };
  }),
);
const budget = fc.nat(30);
const total = (list: readonly ScoredCandidate[]) => list.reduce((sum, { predictedChange }) => sum + predictedChange, 0);
const keys = (list: readonly ScoredCandidate[]) => list.map(({ candidate }) => candidate.key);

describe('selection', () => {
  it('never exceeds its budget, ties or not, and keeps only what should lower the loss', () => {
    fc.assert(
      fc.property(scored, budget, (list, limit) => {
        const kept = selectCandidates(list, limit);
        const useful = list.filter(({ predictedChange }) => predictedChange < 0);
        expect(kept).toHaveLength(Math.min(limit, useful.length));
        for (const entry of kept) expect(useful).toContain(entry);
        expect(new Set(keys(kept)).size).toBe(kept.length);
      }),
    );
  });

  it('keeps exactly the budget when everything ties', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 }), (count, limit) => {
        const tie = Array.from({ length: count }, (_, k): ScoredCandidate => {
          const candidate: Candidate = { kind: 'fresh', key: `fresh ${k}`, amplitude: 0.1, direction: [1, 0] };
          return { candidate, score: 1, nodes: [], predictedChange: -STEP };
        });
        expect(selectCandidates(tie, limit)).toHaveLength(Math.min(count, limit));
      }),
    );
  });

  it('keeps nothing for budget 0 or when every split would raise the loss', () => {
    fc.assert(
      fc.property(scored, budget, (list, limit) => {
        expect(selectCandidates(list, 0)).toEqual([]);
        const harmful = list.filter(({ candidate, score }) => candidate.kind === 'split' && score >= 0);
        expect(selectCandidates(harmful, limit)).toEqual([]);
      }),
    );
  });

  it('keeps no candidate whose change is not a number', () => {
    const candidate: Candidate = { kind: 'fresh', key: 'fresh 1', amplitude: 0.1, direction: [1, 0] };
    expect(selectCandidates([{ candidate, score: NaN, nodes: [], predictedChange: NaN }], 5)).toEqual([]);
  });

  it('is the best of all subsets within the budget, as brute force finds it', () => {
    fc.assert(
      fc.property(
        scored.map((list) => list.slice(0, 8)),
        fc.nat(9),
        (list, limit) => {
          let best = 0;
          for (let subset = 0; subset < 2 ** list.length; subset += 1) {
            const chosen = list.filter((_, k) => (subset >> k) & 1);
            if (chosen.length <= limit) best = Math.min(best, total(chosen));
          }
          expect(total(selectCandidates(list, limit))).toBeCloseTo(best, 10);
        },
      ),
    );
  });

  it('ranks best first and the same way whatever the order of the candidates', () => {
    const shuffled = scored.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, budget, ([list, turned], limit) => {
        const kept = selectCandidates(list, limit);
        expect(keys(selectCandidates(turned, limit))).toEqual(keys(kept));
        kept.slice(1).forEach(({ predictedChange }, k) => {
          expect(predictedChange).toBeGreaterThanOrEqual(kept[k]!.predictedChange);
        });
      }),
    );
  });

  it('leaves its input as it was', () => {
    fc.assert(
      fc.property(scored, budget, (list, limit) => {
        const before = keys(list);
        selectCandidates(list, limit);
        expect(keys(list)).toEqual(before);
      }),
    );
  });
});

describe('a selected candidate', () => {
  it('enters with eps = -stepSize sign(s) if fresh, and as it was scored if a split', () => {
    fc.assert(
      fc.property(scored, (list) => {
        for (const entry of selectCandidates(list, list.length)) {
          const { candidate, score } = entry;
          const expected = candidate.kind === 'fresh' ? -STEP * Math.sign(score) : candidate.amplitude;
          expect(settle(entry, STEP)).toEqual({ ...candidate, amplitude: expected });
        }
      }),
    );
  });
});

describe('the best set', () => {
  const entry = fc.record({
    kind: fc.constantFrom('fresh', 'split', 'signed pair', 'signed triple'),
    neuron: fc.nat(3),
    predictedChange: fc.integer({ min: -20, max: 3 }),
  });
  const entries = fc.array(entry, { maxLength: 9 }).map((list) =>
    list.map(({ kind, neuron, predictedChange }, index): ScoredCandidate => {
      const base = { key: `one ${index}`, amplitude: STEP, direction: [1, 0] };
      const candidate: Candidate =
        kind === 'fresh'
          ? { ...base, kind }
          : { ...base, kind: 'split', neuron, ...(kind === 'split' ? {} : { form: kind as SignedForm }) };
      return { candidate, score: predictedChange / STEP, predictedChange, nodes: [] };
    }),
  );
  const limits = fc.nat(6);

  /** The largest drop over all subsets that the budget can pay and that split no neuron twice. */
  function bestDrop(list: readonly ScoredCandidate[], limit: number): number {
    let best = 0;
    for (let subset = 0; subset < 2 ** list.length; subset += 1) {
      const taken = list.filter((_, k) => (subset >> k) % 2 === 1);
      const parents = taken.flatMap(({ candidate }) => (candidate.kind === 'split' ? [candidate.neuron] : []));
      if (new Set(parents).size < parents.length || neuronsAdded(taken) > limit) continue;
      best = Math.min(best, total(taken));
    }
    return best;
  }

  it('is the best of all sets that the budget can pay and that split no neuron twice', () => {
    fc.assert(
      fc.property(entries, limits, (list, limit) => {
        const kept = selectBestSet(list, limit);
        expect(total(kept)).toBe(bestDrop(list, limit));
        expect(neuronsAdded(kept)).toBeLessThanOrEqual(limit);
        const parents = kept.flatMap(({ candidate }) => (candidate.kind === 'split' ? [candidate.neuron] : []));
        expect(new Set(parents).size).toBe(parents.length);
        for (const { predictedChange } of kept) expect(predictedChange).toBeLessThan(0);
        expect(selectBestSet([...list].reverse(), limit)).toEqual(kept);
      }),
    );
  });

  it('is never worse than the greedy choice, and equal to it when each candidate costs one neuron of its own', () => {
    fc.assert(
      fc.property(scored, budget, (list, limit) => {
        // Totals, not keys: a candidate of 1e-300 is lost in the rounding of the others' sum.
        expect(total(selectBestSet(list, limit))).toBeCloseTo(total(selectCandidates(list, limit)), 9);
      }),
    );
    fc.assert(
      fc.property(entries, limits, (list, limit) => {
        expect(neuronsAdded(selectCandidates(list, limit))).toBeLessThanOrEqual(limit);
        const apart = list.map((one, neuron) => ({
          ...one,
          candidate: one.candidate.kind === 'split' ? { ...one.candidate, neuron } : one.candidate,
        }));
        expect(total(selectBestSet(apart, limit))).toBeLessThanOrEqual(total(selectCandidates(apart, limit)));
      }),
    );
  });
});
