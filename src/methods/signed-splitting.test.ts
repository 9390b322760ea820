import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import { neuronsAdded, selectCandidates } from '../growth/selection.ts';
import { randomNetwork } from '../networks/random-network.ts';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';
import { teacherTask } from '../tasks/teacher.ts';
import { signedSplitting } from './signed-splitting.ts';

const engine = createPlainEngine();

describe('signed splitting', () => {
  it('keeps the best set that the budget can pay, splits no neuron twice, and always finds a way down', async () => {
    let better = 0;
    const cases = fc.record({
      seed: fc.nat(1000),
      neurons: fc.integer({ min: 1, max: 4 }),
      budget: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, neurons, budget }) => {
        const { data } = teacherTask({ seed, truthNeurons: 5, truthVariance: 3, points: 30 });
        const network = randomNetwork(seed, 'test', neurons, 1);
        const given = { engine, data, network, phase: 1, settings: { ...DEFAULT_RECIPE, seed } };
        const { rule } = signedSplitting;
        const search = rule.findDirections(given, rule.propose(given));
        let step = await search.next();
        while (!step.done) step = await search.next();
        const scored = await rule.score(given, step.value);
        for (const { predictedChange } of scored) expect(predictedChange).toBeLessThan(0);

        const kept = rule.select!(scored, budget);
        expect(kept.length).toBeGreaterThan(0);
        expect(neuronsAdded(kept)).toBeLessThanOrEqual(budget);
        const parents = kept.map(({ candidate }) => (candidate.kind === 'split' ? candidate.neuron : -1));
        expect(new Set(parents).size).toBe(parents.length);
        const greedy = selectCandidates(scored, budget).map(({ candidate }) => candidate.key);
        if (kept.some(({ candidate }) => !greedy.includes(candidate.key))) better += 1;
      }),
      { numRuns: 60 },
    );
    expect(better).toBeGreaterThan(0); // the knapsack decides something
  });
});
