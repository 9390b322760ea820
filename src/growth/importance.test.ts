/**
 * Completeness of path scores (growth of all candidates together along a straight path) is not tested: the scores offered
 * hold the other candidates on, as eq. 5 is written.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlainEngine, differentiatePlainly } from '../compute/plain/plain-engine.ts';
import { type ArbitraryGrowth, arbitraryGrowth, STEP } from './arbitrary.ts';
import { midpoints, predictChange, type ScoreRule, scoreCandidates } from './importance.ts';
import { applyCandidates, type Candidate } from './neighbourhood.ts';
import { settle } from './selection.ts';

const engine = createPlainEngine();
const scoresOf = ({ network, data, candidates }: ArbitraryGrowth, scoreRule: ScoreRule, quadraturePoints = 3) =>
  scoreCandidates(engine, network, candidates, data, { stepSize: STEP, quadraturePoints, scoreRule });

const lossOf = ({ network, data }: ArbitraryGrowth, candidates: readonly Candidate[]) =>
  differentiatePlainly(applyCandidates(network, candidates, 1), data).loss;

describe('the score of eq. 5', () => {
  it('times eps~_i is L(all on) - L(all on but i): the integral for many nodes, leave-one-out exactly', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGrowth, async (given) => {
        const [many, exact] = [await scoresOf(given, 'integral', 300), await scoresOf(given, 'leave-one-out')];
        given.candidates.forEach(({ amplitude }, index) => {
          const others = given.candidates.filter((_, k) => k !== index);
          const difference = lossOf(given, given.candidates) - lossOf(given, others);
          expect(Math.abs(amplitude * exact[index]!.score - difference)).toBeLessThan(1e-11);
          expect(Math.abs(amplitude * many[index]!.score - difference)).toBeLessThan(1e-6 * (1 + Math.abs(difference)));
        });
      }),
      { numRuns: 40 },
    );
  });

  it('of a candidate that is almost off is its slope, not the rounding of two equal losses', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGrowth, fc.constantFrom(0, 1e-17, -1e-15, 1e-13), async (given, amplitude) => {
        const candidates = given.candidates.with(2, { ...given.candidates[2]!, amplitude }) as typeof given.candidates;
        const almost = { ...given, candidates };
        const [exact, integral] = [await scoresOf(almost, 'leave-one-out'), await scoresOf(almost, 'integral')];
        expect(exact[2]!.score).toBeCloseTo(integral[2]!.score, 9);
      }),
      { numRuns: 40 },
    );
  });

  it('of a fresh neuron needs one node only: the slope is linear in eps', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGrowth, async (given) => {
        const [one, exact] = [await scoresOf(given, 'integral', 1), await scoresOf(given, 'leave-one-out')];
        for (const index of [1, 2]) {
          // A loss difference of 1e-14 over an amplitude of 1e-3: 1e-11.
          expect(Math.abs(one[index]!.score - exact[index]!.score)).toBeLessThan(
            1e-10 * (1 + exact[index]!.score ** 2),
          );
        }
      }),
    );
  });

  it('is taken at the end point twice too large for a split alone, whose slope is linear in eps', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGrowth, async (given) => {
        const split = { ...given.candidates[0]!, amplitude: 1e-3 };
        const alone = { ...given, candidates: [split] } as unknown as ArbitraryGrowth;
        const [[end], [middle]] = [await scoresOf(alone, 'end-point'), await scoresOf(alone, 'integral', 1)];
        const scale = Math.abs(middle!.score);
        expect(Math.abs(end!.score - 2 * middle!.score)).toBeLessThan(1e-2 * scale + 1e-6);
        expect(end!.nodes.map(({ zeta }) => zeta)).toEqual([1e-3]);
      }),
    );
  });

  it('is the mean of the integrand at the midpoints (2z - 1) / (2n) eps~', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGrowth, fc.integer({ min: 1, max: 5 }), async (given, n) => {
        for (const { score, nodes, candidate } of await scoresOf(given, 'integral', n)) {
          expect(nodes.map(({ zeta }) => zeta)).toEqual(midpoints(candidate.amplitude, n));
          nodes.forEach(({ zeta }, k) => {
            expect(zeta).toBeCloseTo(((2 * (k + 1) - 1) / (2 * n)) * candidate.amplitude, 15);
          });
          expect(score).toBeCloseTo(nodes.reduce((sum, { slope }) => sum + slope, 0) / n, 12);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('of a candidate that is off is the slope at 0, whatever the rule: the limit of eq. 5', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGrowth, fc.nat(2), async (given, index) => {
        const off = (amplitude: number) => given.candidates.map((c, k) => (k === index ? { ...c, amplitude } : c));
        const scores = await Promise.all(
          (['integral', 'leave-one-out', 'end-point'] as const).map(async (rule) => {
            const scored = await scoresOf({ ...given, candidates: off(0) } as unknown as ArbitraryGrowth, rule);
            return scored[index]!.score;
          }),
        );
        const h = 1e-5;
        const slope = (lossOf(given, off(h)) - lossOf(given, off(-h))) / (2 * h);
        for (const score of scores) expect(Math.abs(score - slope)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
      }),
      { numRuns: 40 },
    );
  });
});

describe('the predicted change', () => {
  it('of a fresh neuron is -stepSize |s|; of a split eps~ s, whatever its sign', () => {
    const [fresh, split]: [Candidate, Candidate] = [
      { kind: 'fresh', key: 'fresh 1', amplitude: -0.1, direction: [0, 1] },
      { kind: 'split', key: 'split 0', neuron: 0, amplitude: -0.1, direction: [0, 1] },
    ];
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (score) => {
        expect(predictChange(split, score, 0.25)).toBe(-0.1 * score);
        expect(predictChange(fresh, score, 0.25)).toBe(-0.25 * Math.abs(score));
      }),
    );
  });

  it('of a candidate alone is what growing does to the loss, up to eps^2 for a fresh neuron', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGrowth, fc.double({ min: 1e-3, max: STEP, noNaN: true }), async (given, stepSize) => {
        for (const candidate of given.candidates) {
          const amplitude = Math.max(-stepSize, Math.min(stepSize, candidate.amplitude));
          const [scored] = await scoreCandidates(engine, given.network, [{ ...candidate, amplitude }], given.data, {
            stepSize,
            quadraturePoints: 1,
            scoreRule: 'leave-one-out',
          });
          const settled = settle(scored!, stepSize);
          const change = lossOf(given, [settled]) - lossOf(given, []);
          // Squared loss, so exactly: with eps^ = -stepSize sign(s) the change exceeds -stepSize |s| by eps^ (eps^ - eps~) E[phi^2].
          const unit = settled.kind === 'fresh' ? { ...settled, amplitude: 1 } : undefined;
          const bare = { ...given.network, neurons: [] };
          const silent = { ...given.data, targets: new Float32Array(given.data.count) };
          const square = unit ? differentiatePlainly(applyCandidates(bare, [unit], 1), silent).loss : 0;
          const excess = settled.amplitude * (settled.amplitude - amplitude) * square;
          expect(Math.abs(change - (scored!.predictedChange + excess))).toBeLessThan(1e-10);
          expect(excess).toBeLessThanOrEqual(2 * stepSize ** 2 * square);
        }
      }),
    );
  });
});
