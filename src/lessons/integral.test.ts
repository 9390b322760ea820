import { describe, expect, it } from 'vitest';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import { candidateGradients, overgrownNetwork } from '../growth/neighbourhood.ts';
import { checkClaims, runOf } from './check-claims.ts';
import { type CheckedRun, checkedRun } from './checked-run.ts';
import { INTEGRAL } from './integral.ts';
import { lessonRecipe } from './lesson.ts';

const plain = createPlainEngine();

describe('"Importance is an integral"', () => {
  it('has true numbers', async () => {
    const recipe = lessonRecipe(INTEGRAL.pages[0]!.view);
    const [three, twenty, one, endPoint, leaveOneOut] = await Promise.all([
      checkedRun(recipe, 1),
      checkedRun({ ...recipe, quadraturePoints: 20 }, 1),
      checkedRun({ ...recipe, quadraturePoints: 1 }, 1),
      runOf(INTEGRAL, 4),
      runOf(INTEGRAL, 5),
    ]);
    const { events, find } = await runOf(INTEGRAL, 1);
    const overgrown = events.findLast((event) => event.kind === 'overgrow' && event.phase === 1);
    if (overgrown?.kind !== 'overgrow') throw new Error('Nothing was over-grown.');
    const { scored } = find('score', 1);
    const sum = scored.reduce((total, { candidate, score }) => total + candidate.amplitude * score, 0);
    const split = (run: CheckedRun) => run.promise(1, 'split 0');
    checkClaims(INTEGRAL, {
      1: [
        ['0.400', overgrown.loss],
        ['0.365', overgrown.overgrownLoss],
      ],
      2: [['−0.00566', three.promise(1, 'fresh 1')]],
      3: [
        ['−0.00587', split(three)],
        ['−0.00585', split(twenty)],
        ['−0.00601', split(one)],
        ['0.3', 100 * (split(three) / split(twenty) - 1)],
        ['2.8', 100 * (split(one) / split(twenty) - 1)],
      ],
      4: [
        ['−0.0111', split(endPoint)],
        ['−0.00585', split(twenty)],
      ],
      5: [['0.01', 100 * Math.abs(split(leaveOneOut) / split(twenty) - 1)]],
      6: [
        ['−0.0334', sum],
        ['0.0354', overgrown.loss - overgrown.overgrownLoss],
      ],
    });
    expect(scored).toHaveLength(6);
    expect(endPoint.bestFresh(1) / twenty.bestFresh(1)).toBeLessThan(1.05);
  });

  it('has a straight line for a fresh neuron, and a slope of zero where a split begins', async () => {
    const { find, task } = await runOf(INTEGRAL, 1);
    const { scored, network } = find('score', 1);
    const candidates = scored.map(({ candidate }) => candidate);
    const fresh = scored.find(({ candidate }) => candidate.key === 'fresh 1')!.nodes;
    const rise = (a: number, b: number) => (fresh[b]!.slope - fresh[a]!.slope) / (fresh[b]!.zeta - fresh[a]!.zeta);
    expect(rise(0, 1)).toBeCloseTo(rise(1, 2), 3);
    const off = candidates.map((candidate) =>
      candidate.key === 'split 0' ? { ...candidate, amplitude: 0 } : candidate,
    );
    const [differential] = await plain.differentiate([overgrownNetwork(network, off)], task.data);
    const slopes = candidateGradients(network, off, differential!.gradient);
    const index = candidates.findIndex(({ key }) => key === 'split 0');
    expect(slopes[index]!.amplitude).toBeCloseTo(0, 9);
  });

  it('has candidates that repeat each other', async () => {
    const { find } = await runOf(INTEGRAL, 6);
    const bells = find('score', 1).scored.map(({ candidate }) => candidate);
    const first = bells.find(({ key }) => key === 'fresh 1')!;
    for (const key of ['fresh 3', 'fresh 4', 'fresh 5']) {
      const other = bells.find((candidate) => candidate.key === key)!;
      expect(other.amplitude).toBeCloseTo(first.amplitude, 3);
      // A bell is even: (a, b) and (-a, -b) draw the same.
      const sign = Math.sign(other.direction[0]! * first.direction[0]!);
      for (const [k, value] of other.direction.entries()) expect(sign * value).toBeCloseTo(first.direction[k]!, 2);
    }
  });
});
