import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import type { Situation } from '../growth/descent.ts';
import { selectCandidates } from '../growth/selection.ts';
import { arbitraryProblem } from '../networks/arbitrary.ts';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';
import { firefly, fireflySplit } from './firefly.ts';
import type { Method } from './method.ts';
import { METHODS, methodById } from './registry.ts';

const engine = createPlainEngine();
const situation = fc
  .record({ problem: arbitraryProblem({ maxNeurons: 4 }), seed: fc.nat(10_000), phase: fc.integer({ min: 1, max: 9 }) })
  .map(({ problem, seed, phase }): Situation => {
    const settings = { ...DEFAULT_RECIPE, seed, stepSize: 0.1, freshCandidates: 2, directionSteps: 3 };
    return { engine, ...problem, settings, phase };
  });

/** Propose, find directions, score: one growth up to the choice. */
async function scoredBy({ rule }: Method, given: Situation) {
  const search = rule.findDirections(given, rule.propose(given));
  for (;;) {
    const step = await search.next();
    if (step.done) return rule.score(given, step.value);
  }
}

describe('firefly', () => {
  it('proposes a split of every neuron and the fresh candidates asked for', () => {
    fc.assert(
      fc.property(situation, fc.nat(5), (given, freshCandidates) => {
        const proposed = firefly.rule.propose({ ...given, settings: { ...given.settings, freshCandidates } });
        const splits = proposed.flatMap((candidate) => (candidate.kind === 'split' ? [candidate.neuron] : []));
        expect(splits).toEqual(given.network.neurons.map(({ id }) => id));
        expect(proposed.length - splits.length).toBe(freshCandidates);
      }),
    );
  });

  it('draws its splits as firefly-split does: fresh candidates change no other draw', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const splits = firefly.rule.propose(given).filter(({ kind }) => kind === 'split');
        expect(fireflySplit.rule.propose(given)).toEqual(splits);
      }),
    );
  });

  it('makes the same choice whatever the order of the neurons', async () => {
    await fc.assert(
      fc.asyncProperty(
        situation,
        fc.constantFrom(firefly, fireflySplit),
        fc.integer({ min: 1, max: 3 }),
        async (given, method, budget) => {
          const { network } = given;
          const turned = { ...network, neurons: [...network.neurons].reverse() };
          const scored = await scoredBy(method, given);
          const again = await scoredBy(method, { ...given, network: turned });
          for (const { candidate, predictedChange } of scored) {
            const twin = again.find((entry) => entry.candidate.key === candidate.key)!;
            expect(Math.abs(twin.predictedChange - predictedChange)).toBeLessThan(1e-9);
          }
          // Sums in another order differ in their last bits: the choice is defined only where those decide nothing.
          const changes = [0, ...scored.map(({ predictedChange }) => predictedChange)].sort((a, b) => a - b);
          fc.pre(changes.every((change, k) => k === 0 || change - changes[k - 1]! > 1e-8));
          const keys = (list: typeof scored) => selectCandidates(list, budget).map(({ candidate }) => candidate.key);
          expect(keys(again)).toEqual(keys(scored));
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('the registry', () => {
  it('finds every method by its id and names those that exist when it cannot', () => {
    for (const method of METHODS) expect(methodById(method.id)).toBe(method);
    expect(new Set(METHODS.map(({ id }) => id)).size).toBe(METHODS.length);
    for (const { id } of METHODS) expect(() => methodById('firefli')).toThrow(id);
  });
});
