import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlainEngine, differentiatePlainly } from '../compute/plain/plain-engine.ts';
import { arbitraryProblem } from '../networks/arbitrary.ts';
import { descendDirections, type OvergrowProgress, projectedStep, stepLengths } from './directions.ts';
import { type Candidate, candidateGradients, overgrownNetwork, proposeFresh, proposeSplits } from './neighbourhood.ts';

const engine = createPlainEngine();
const situation = fc.record({
  problem: arbitraryProblem({ maxNeurons: 3 }),
  seed: fc.nat(1000),
  stepSize: fc.double({ min: 0.001, max: 1, noNaN: true }),
});
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

function proposed({ problem: { network }, seed, stepSize }: Situation): Candidate[] {
  return [...proposeSplits(network, 1, seed, stepSize), ...proposeFresh(network, 1, seed, 3)];
}

async function search({ problem: { network, data }, stepSize }: Situation, start: Candidate[], directionSteps: number) {
  const pictures: OvergrowProgress[] = [];
  const found = descendDirections(engine, network, start, data, { stepSize, directionSteps });
  for (;;) {
    const step = await found.next();
    if (step.done) return { pictures, found: step.value };
    pictures.push(step.value);
  }
}

describe('a projected step', () => {
  it('keeps |delta_i| <= 1 and |eps_i| <= stepSize, and moves eps against its slope', () => {
    fc.assert(
      fc.property(situation, fc.double({ min: 0.01, max: 1, noNaN: true }), (given, length) => {
        const { network, data } = given.problem;
        const start = proposed(given);
        const { gradient } = differentiatePlainly(overgrownNetwork(network, start), data);
        const gradients = candidateGradients(network, start, gradient);
        projectedStep(start, gradients, given.stepSize, length).forEach((candidate, k) => {
          expect(Math.hypot(...candidate.direction)).toBeLessThanOrEqual(1 + 1e-12);
          expect(Math.abs(candidate.amplitude)).toBeLessThanOrEqual(given.stepSize);
          const free = start[k]!.amplitude - length * given.stepSize * Math.sign(gradients[k]!.amplitude);
          expect(candidate.amplitude).toBe(Math.max(-given.stepSize, Math.min(given.stepSize, free)));
          // Down the slope as far as the ball allows: never up.
          const moved = candidate.direction.map((value, i) => value - start[k]!.direction[i]!);
          const slope = moved.reduce((sum, value, i) => sum + value * gradients[k]!.direction[i]!, 0);
          const size = Math.hypot(...gradients[k]!.direction);
          expect(slope).toBeLessThanOrEqual(1e-6 * size);
          if (size > 0) expect(Math.hypot(...moved)).toBeLessThanOrEqual(length * (1 + 1e-6) + 1e-6);
        });
      }),
    );
  });

  it('leaves a candidate without gradient where it is', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const start = proposed(given);
        const flat = start.map(({ direction }) => ({ amplitude: 0, direction: direction.map(() => 0) }));
        expect(projectedStep(start, flat, given.stepSize, 0.3)).toEqual(start);
      }),
    );
  });

  it('is as long as asked when the ball allows it', () => {
    const [start] = [{ kind: 'fresh', key: 'fresh 1', amplitude: 0, direction: [0, 0] }] as [Candidate];
    // However steep it is: gradients of splits are O(eps) smaller than those of fresh neurons.
    for (const steepness of [1e3, 1, 1e-6]) {
      const gradient = { amplitude: -2 * steepness, direction: [3 * steepness, 4 * steepness] };
      const [moved] = projectedStep([start], [gradient], 0.5, 0.2);
      expect(moved!.amplitude).toBeCloseTo(0.1, 12);
      expect(moved!.direction[0]).toBeCloseTo(-0.12, 12);
      expect(moved!.direction[1]).toBeCloseTo(-0.16, 12);
    }
  });
});

describe('over-growing', () => {
  it('satisfies eq. 4 in every picture and ends at the last one', async () => {
    await fc.assert(
      fc.asyncProperty(situation, fc.integer({ min: 1, max: 25 }), async (given, steps) => {
        const start = proposed(given);
        const { pictures, found } = await search(given, start, steps);
        expect(pictures.length).toBeLessThanOrEqual(10);
        if (steps <= 10) expect(pictures).toHaveLength(steps);
        expect(pictures.at(-1)).toMatchObject({ iteration: steps, iterations: steps, candidates: found });
        pictures.forEach(({ iteration, candidates }, k) => {
          if (k > 0) expect(iteration).toBeGreaterThan(pictures[k - 1]!.iteration);
          expect(candidates.map(({ key }) => key)).toEqual(start.map(({ key }) => key));
          for (const { amplitude, direction } of candidates) {
            expect(Math.abs(amplitude)).toBeLessThanOrEqual(given.stepSize);
            expect(Math.hypot(...direction)).toBeLessThanOrEqual(1 + 1e-12);
          }
        });
      }),
      { numRuns: 50 },
    );
  });

  it('lowers the loss of one candidate whenever a small move can', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryProblem({ maxNeurons: 3 }), fc.nat(1000), async (problem, seed) => {
        const { network, data } = problem;
        const start = proposeFresh(network, 1, seed, 1);
        const lossOf = (candidates: readonly Candidate[]) =>
          differentiatePlainly(overgrownNetwork(network, candidates), data).loss;
        const { gradient } = differentiatePlainly(overgrownNetwork(network, start), data);
        // Steps of eps can overshoot a minimum that is nearer than they are long; then nothing is promised.
        fc.pre(Math.abs(candidateGradients(network, start, gradient)[0]!.amplitude) > 0.2);
        const { found } = await search({ problem, seed, stepSize: 0.01 }, start, 20);
        expect(lossOf(found)).toBeLessThan(lossOf(start));
      }),
      { numRuns: 50 },
    );
  });

  it('with no steps or no candidates gives back what it was given, without asking the engine', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        const start = proposed(given);
        expect(await search(given, start, 0)).toEqual({ pictures: [], found: start });
        expect(await search(given, [], 10)).toEqual({ pictures: [], found: [] });
      }),
      { numRuns: 10 },
    );
  });

  it('takes steps whose lengths fall linearly from 0.3', () => {
    expect(Array.from(stepLengths(3), (length) => Number(length.toFixed(6)))).toEqual([0.3, 0.2, 0.1]);
  });
});
