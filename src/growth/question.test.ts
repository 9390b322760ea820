import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlainEngine, differentiatePlainly } from '../compute/plain/plain-engine.ts';
import { type ArbitraryGrowth, arbitraryGrowth, STEP } from './arbitrary.ts';
import { midpoints, SCORE_RULES, scoreCandidates, withAmplitude } from './importance.ts';
import { applyCandidates, type Candidate } from './neighbourhood.ts';
import { answerQuestion, MOST_NODES, rectangleArea, type ScoreQuestion } from './question.ts';

const engine = createPlainEngine();

function ask<K extends ScoreQuestion['ask']['kind']>(
  given: ArbitraryGrowth,
  question: Extract<ScoreQuestion['ask'], { kind: K }>,
  company: ScoreQuestion['company'] = 'others',
) {
  const answer = answerQuestion(engine, { ...given, stepSize: STEP, company, ask: question });
  return answer as Promise<Extract<Awaited<typeof answer>, { kind: K }>>;
}

/** The loss of the grown network itself, not of the layout that engines differentiate. */
const lossOf = ({ network, data }: ArbitraryGrowth, candidates: readonly Candidate[]) =>
  differentiatePlainly(applyCandidates(network, candidates, 1), data).loss;

/** dL/dzeta by central differences. */
function measuredSlope(given: ArbitraryGrowth, on: readonly Candidate[], index: number, zeta: number): number {
  const h = 1e-5;
  const loss = (at: number) => lossOf(given, withAmplitude(on, index, at));
  return (loss(zeta + h) - loss(zeta - h)) / (2 * h);
}

const positions = fc.nat(2);

describe('the way of a candidate from off to on', () => {
  it('has the slope that finite differences measure, with the others on or alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryGrowth,
        positions,
        fc.constantFrom('others', 'nobody'),
        async (given, position, company) => {
          const { curve } = await ask(given, { kind: 'curve', candidate: position }, company);
          const [on, index] = company === 'others' ? [given.candidates, position] : [[given.candidates[position]!], 0];
          expect(curve[0]!.zeta).toBe(0);
          expect(curve.at(-1)!.zeta).toBe(given.candidates[position]!.amplitude);
          for (const { zeta, slope } of curve.filter((_, k) => k % 10 === 0)) {
            const measured = measuredSlope(given, on, index, zeta);
            expect(Math.abs(slope - measured)).toBeLessThan(1e-5 * (1 + Math.abs(slope)));
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('encloses the true change of the loss: rectangles come to it as their number grows, with the square of it', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGrowth, positions, async (given, position) => {
        const answer = await ask(given, { kind: 'curve', candidate: position });
        const { amplitude } = given.candidates[position]!;
        const without = given.candidates.filter((_, k) => k !== position);
        const change = lossOf(given, given.candidates) - lossOf(given, without);
        expect(answer.lossWith - answer.lossWithout).toBeCloseTo(change, 12);
        const errors = answer.midpoints.map((nodes) => Math.abs(rectangleArea(nodes, amplitude) - change));
        expect(errors).toHaveLength(MOST_NODES);
        // The midpoint rule's error falls with n^2 where the integrand is smooth; tanh and softplus far out come slower.
        expect(errors[MOST_NODES - 1]!).toBeLessThan(0.02 * errors[0]! + 1e-6 * (1 + Math.abs(change)));
      }),
      { numRuns: 60 },
    );
  });

  it('is asked at the nodes of eq. 5, for every number of them', async () => {
    const [given] = fc.sample(arbitraryGrowth, { numRuns: 1, seed: 5 });
    const { midpoints: nodes } = await ask(given!, { kind: 'curve', candidate: 1 });
    for (const [k, places] of nodes.entries()) {
      expect(places.map(({ zeta }) => zeta)).toEqual(midpoints(given!.candidates[1]!.amplitude, k + 1));
    }
  });

  it('of a candidate that there is not is refused by name', async () => {
    const [given] = fc.sample(arbitraryGrowth, { numRuns: 1, seed: 5 });
    await expect(ask(given!, { kind: 'curve', candidate: 3 })).rejects.toThrow('There is no candidate 3; there are 3.');
  });
});

describe('rules side by side', () => {
  it('are what each rule alone says, and the losses are those of nothing and of everything on', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGrowth, fc.integer({ min: 1, max: 6 }), async (given, quadraturePoints) => {
        const answer = await ask(given, { kind: 'rules', quadraturePoints });
        const { network, candidates, data } = given;
        for (const scoreRule of SCORE_RULES) {
          const settings = { stepSize: STEP, quadraturePoints, scoreRule };
          expect(answer.rules[scoreRule]).toEqual(await scoreCandidates(engine, network, candidates, data, settings));
        }
        expect(answer.lossOff).toBeCloseTo(lossOf(given, []), 12);
        expect(answer.lossOn).toBeCloseTo(lossOf(given, candidates), 12);
      }),
      { numRuns: 30 },
    );
  });

  it('for candidates alone: leave-one-out is the change that each alone makes', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGrowth, async (given) => {
        const answer = await ask(given, { kind: 'rules', quadraturePoints: 3 }, 'nobody');
        expect(answer.lossOn).toBeUndefined();
        for (const { candidate, score } of answer.rules['leave-one-out']) {
          const change = lossOf(given, [candidate]) - lossOf(given, []);
          expect(Math.abs(score * candidate.amplitude - change)).toBeLessThan(1e-11);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('the end point doubles the score of a small split, to leading order', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGrowth, async (given) => {
        const small = {
          ...given,
          candidates: [{ ...given.candidates[0], amplitude: 1e-3 }] as unknown as typeof given.candidates,
        };
        const { rules } = await ask(small, { kind: 'rules', quadraturePoints: 3 });
        const [exact, end] = [rules.integral[0]!.score, rules['end-point'][0]!.score];
        fc.pre(Math.abs(exact) > 1e-6);
        expect(end / exact).toBeCloseTo(2, 2);
      }),
      { numRuns: 40 },
    );
  });
});
