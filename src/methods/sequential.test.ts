import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlainEngine, differentiatePlainly } from '../compute/plain/plain-engine.ts';
import type { Situation } from '../growth/descent.ts';
import { applyCandidates, type FreshCandidate, proposeFresh, proposeSplits } from '../growth/neighbourhood.ts';
import { scoreSequentially, selectPicks } from '../growth/sequential.ts';
import { arbitraryProblem } from '../networks/arbitrary.ts';
import { recordRun, SMALL_RECIPE } from '../runs/arbitrary.ts';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';

const engine = createPlainEngine();
const STEP = 0.1;
const situation = arbitraryProblem({ maxNeurons: 3 }).map(({ network, data }): Situation => {
  const settings = { ...DEFAULT_RECIPE, stepSize: STEP, neuronBudget: 2, scoreRule: 'leave-one-out' as const };
  return { engine, network, data, settings, phase: 1 };
});
/** Fresh neurons fully on, so that their amplitude is the one they enter with. */
const freshOf = ({ network }: Situation, count: number): FreshCandidate[] =>
  proposeFresh(network, 1, 5, count).map((candidate) => ({ ...candidate, amplitude: STEP }));

describe('sequential', () => {
  it('with a budget of one neuron is Firefly', async () => {
    const [firefly, sequential] = [
      await recordRun({ ...SMALL_RECIPE, method: 'firefly' }),
      await recordRun({ ...SMALL_RECIPE, method: 'sequential' }),
    ];
    const plain = (events: typeof firefly) => JSON.stringify(events.map(({ network, loss }) => ({ network, loss })));
    expect(plain(sequential)).toBe(plain(firefly));
  });

  it('picks no more than the budget or the room left, in order', async () => {
    await fc.assert(
      fc.asyncProperty(situation, fc.integer({ min: 1, max: 3 }), fc.nat(3), async (given, neuronBudget, room) => {
        const settings = { ...given.settings, neuronBudget, maxNeurons: given.network.neurons.length + room };
        const scored = await scoreSequentially({ ...given, settings }, freshOf(given, 5));
        const picks = scored.flatMap(({ pick }) => (pick === undefined ? [] : [pick]));
        expect(picks.length).toBeLessThanOrEqual(Math.min(neuronBudget, room));
        expect(picks).toEqual(picks.map((_, k) => k + 1));
        expect(scored).toHaveLength(5);
        expect(selectPicks(scored, neuronBudget).map(({ pick }) => pick)).toEqual(picks);
      }),
      { numRuns: 40 },
    );
  });

  it('does not take a second neuron that does what the first already does', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        const [one, other] = freshOf(given, 2);
        const candidates = [one!, { ...one!, key: 'fresh 3' }, other!];
        const [first, second] = selectPicks(await scoreSequentially(given, candidates), 2);
        fc.pre(second !== undefined && first!.candidate.key !== 'fresh 2');
        const twins = ['fresh 1', 'fresh 3'];
        // Once the first is at its best, the twin has no slope left: to the other falls the second place.
        if (second!.predictedChange < -1e-9) {
          expect([twins.includes(first!.candidate.key), twins.includes(second!.candidate.key)]).toEqual([true, false]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('scores the second pick alone, on the network with the first at its best amplitude', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        const { network, data } = given;
        const candidates = [...proposeSplits(network, 1, 2, STEP), ...freshOf(given, 2)];
        const scored = await scoreSequentially(given, candidates);
        const [first, second] = selectPicks(scored, 2);
        fc.pre(second !== undefined && first!.candidate.kind === 'fresh');
        const loss = (amplitude: number, more: readonly (typeof candidates)[number][] = []) => {
          const grown = applyCandidates(network, [{ ...first!.candidate, amplitude }], 1);
          return differentiatePlainly(applyCandidates(grown, more, 1), data).loss;
        };
        // The loss is a parabola in the amplitude: three values give its lowest point.
        const [low, middle, high] = [loss(-1), loss(0), loss(1)];
        const curvature = low + high - 2 * middle;
        fc.pre(curvature > 1e-3);
        const best = (low - high) / (2 * curvature);
        const { amplitude } = second!.candidate;
        fc.pre(Math.abs(amplitude) > 0.01 * STEP);
        const change = loss(best, [second!.candidate]) - loss(best);
        expect(second!.score).toBeCloseTo(change / amplitude, 5);
        expect(second!.pick).toBe(2);
      }),
      { numRuns: 60 },
    );
  });
});
