import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { squaredError, toMaps } from '../../compute/plain/deep-network.ts';
import { plainDeepEngine } from '../../compute/plain/plain-deep-engine.ts';
import { createPlainEngine } from '../../compute/plain/plain-engine.ts';
import { arbitraryProblem } from '../../networks/arbitrary.ts';
import { inDoubles, randomTensors } from '../../networks/arbitrary-deep.ts';
import { mlp, residualNet } from '../../networks/architectures.ts';
import type { Description } from '../../networks/description.ts';
import { scaleSlopes } from '../../networks/growing-gradient.ts';
import { describeTwoLayer, NEURONS } from '../../networks/two-layer.ts';
import { SCORE_RULES, scoreCandidates } from '../importance.ts';
import { proposeFresh, proposeSplits } from '../neighbourhood.ts';
import { engineFor, SMOOTH_CONV_NET } from './arbitrary.ts';
import { type ChannelCandidate, overgrow, proposeChannels } from './candidates.ts';
import { type DeepEngine, meanLoss, spreadBatches } from './engine.ts';
import { type ChannelScoreRule, scoreChannels } from './importance.ts';

const stepSize = 0.4;

/** A network with data, and all kinds of candidates that are on, in both directions. */
function problemOf(description: Description) {
  const network = inDoubles(randomTensors(description, 2));
  const settings = { seed: 4, phase: 1, stepSize, splits: true, freshPerGroup: 2, freshPerSlot: 2 };
  const candidates = proposeChannels(description, settings).map((candidate, k) => ({
    ...candidate,
    amplitude: k % 3 === 0 ? -stepSize : stepSize / 2,
  }));
  const engine = engineFor(network, 7, 2);
  const score = (
    scoreRule: ChannelScoreRule,
    quadraturePoints: number,
    given: readonly ChannelCandidate[] = candidates,
    by: DeepEngine = engine,
  ) => finish(scoreChannels(by, network, given, { stepSize, quadraturePoints, scoreRule }));
  return { network, candidates, engine, score };
}

const mlpProblem = problemOf(mlp({ inputs: 3, hidden: [4, 3], outputs: 3, activation: 'tanh', slots: true }));
const PROBLEMS = [
  { name: 'an MLP', problem: mlpProblem, smooth: true },
  {
    name: 'convolutions with batch norm and residual layers',
    problem: problemOf(SMOOTH_CONV_NET),
    smooth: true,
  },
  {
    name: 'the same with ReLU and max pooling, which have kinks',
    problem: problemOf(residualNet({ stages: [2, 2], blocks: 0, classes: 3, side: 4, channels: 2, slots: true })),
    smooth: false,
  },
];
const { network, candidates, engine, score } = mlpProblem;

/** The scores; on their way it is said how many there are, from 0 to 1. */
async function finish(scoring: ReturnType<typeof scoreChannels>) {
  const parts: number[] = [];
  let step = await scoring.next();
  while (!step.done) {
    parts.push(step.value);
    step = await scoring.next();
  }
  expect([...parts].sort((a, b) => a - b)).toEqual(parts);
  if (parts.length > 0) expect(parts.at(-1)).toBeGreaterThan(0.5);
  for (const part of parts) expect(part).toBeLessThanOrEqual(1);
  return step.value;
}

describe('scores', () => {
  it.each(SCORE_RULES)("are the toy's on the toy's networks: %s", async (scoreRule) => {
    const property = fc.asyncProperty(
      arbitraryProblem({ maxNeurons: 3 }),
      fc.nat(1e6),
      async ({ network: toyNetwork, data }, seed) => {
        const toy = [...proposeSplits(toyNetwork, 1, seed, 0.2), ...proposeFresh(toyNetwork, 1, seed, 2)].map(
          (each, k) => ({
            ...each,
            amplitude: k === 1 ? 0 : 0.15,
          }),
        );
        const deep = toy.map((each): ChannelCandidate => {
          const common = { key: each.key, amplitude: each.amplitude, group: NEURONS };
          if (each.kind === 'split')
            return { ...common, kind: 'split', channel: each.neuron, direction: Float64Array.from(each.direction) };
          return { ...common, kind: 'fresh', direction: Float64Array.from([...each.direction, 1]) };
        });
        const settings = { stepSize: 0.2, quadraturePoints: 3, scoreRule };
        const expected = await scoreCandidates(createPlainEngine(), toyNetwork, toy, data, settings);
        const described = describeTwoLayer(toyNetwork);
        const input = toMaps(described.description, data.count, data.inputs);
        const plain = plainDeepEngine([{ input, lossOf: squaredError(data.targets) }]);
        const found = await finish(scoreChannels(plain, described, deep, settings));
        for (const [k, entry] of found.entries()) {
          const bound = 1e-4 * (1 + Math.abs(expected[k]!.score));
          expect(Math.abs(entry.score - expected[k]!.score)).toBeLessThan(bound);
          expect(Math.abs(entry.predictedChange - expected[k]!.predictedChange)).toBeLessThan(bound);
          expect(entry.nodes).toHaveLength(expected[k]!.nodes.length);
        }
      },
    );
    await fc.assert(property, { numRuns: 25 });
  });

  describe.each(PROBLEMS)('of $name', ({ problem: { network, candidates, engine, score }, smooth }) => {
    it('by quadrature tend to the exact loss differences, the faster the more nodes', async () => {
      const exact = await score('leave-one-out', 1);
      const errorOf = async (nodes: number) => {
        const found = await score('integral', nodes);
        return Math.max(...found.map((entry, k) => Math.abs(entry.score - exact[k]!.score)));
      };
      const [three, twelve] = [await errorOf(3), await errorOf(12)];
      expect(three).toBeLessThan(0.02 * Math.max(...exact.map((entry) => Math.abs(entry.score))));
      // The midpoint rule is of second order where the integrand is smooth: a sixteenth of the error with four times the nodes.
      expect(twelve).toBeLessThan(three / (smooth ? 12 : 2));
    });

    it('along the path add up to the whole difference (completeness)', async () => {
      const off = candidates.map((candidate) => ({ ...candidate, amplitude: 0 }));
      const whole =
        (await meanLoss(engine, overgrow(network, candidates))) - (await meanLoss(engine, overgrow(network, off)));
      expect(await meanLoss(engine, overgrow(network, off))).toBeCloseTo(await meanLoss(engine, network), 12);
      const missing = async (nodes: number) => {
        const found = await score('path', nodes);
        const sum = found.reduce((total, entry) => total + entry.candidate.amplitude * entry.score, 0);
        return Math.abs(sum / whole - 1);
      };
      expect(await missing(3)).toBeLessThan(0.02);
      expect(await missing(50)).toBeLessThan(smooth ? 1e-4 : 1e-3);
    });
  });

  it('along the path take n passes over the data for all candidates', async () => {
    const used: number[] = [];
    const counted: DeepEngine = {
      ...engine,
      differentiateGrowth: (each, growth, batch) => {
        used.push(batch);
        return engine.differentiateGrowth(each, growth, batch);
      },
    };
    await score('path', 3, candidates, counted);
    expect(used).toEqual([0, 1, 0, 1, 0, 1]);
    used.length = 0;
    await score('end-point', 3, candidates, counted);
    expect(used).toEqual([0, 1]);
    used.length = 0;
    const settings = { stepSize, quadraturePoints: 3, scoreRule: 'path', scoreBatches: 1 } as const;
    const some = await finish(scoreChannels(counted, network, candidates, settings));
    expect(used).toEqual([0, 0, 1]);
    const all = await score('path', 3);
    expect(some.map((each) => each.score)).not.toEqual(all.map((each) => each.score));
    expect(spreadBatches({ batches: 31 }, 8)).toEqual([0, 3, 7, 11, 15, 19, 23, 27]);
    expect(spreadBatches({ batches: 3 }, 8)).toEqual([0, 1, 2]);
    const shares = [0, 1, 2].map((share) => spreadBatches({ batches: 31 }, 4, share, 3));
    expect(new Set(shares.flat()).size).toBe(12);
    expect([0, 1, 2].map((share) => spreadBatches({ batches: 3 }, 8, share, 3))).toEqual(Array(3).fill([0, 1, 2]));
  });

  it('are the same by slopes of scales, which engines are asked for unless an amplitude is 0', async () => {
    let asked = 0;
    const scaling: DeepEngine = {
      ...engine,
      async differentiateScales(each, growth, batch) {
        asked += 1;
        const { loss, gradient } = await engine.differentiateGrowth(each, growth, batch);
        return { loss, slopes: scaleSlopes(growth, gradient) };
      },
    };
    const expected = await score('path', 2);
    const found = await score('path', 2, candidates, scaling);
    expect(asked).toBe(4);
    for (const [k, entry] of found.entries()) {
      expect(Math.abs(entry.score - expected[k]!.score)).toBeLessThan(1e-12 * (1 + Math.abs(entry.score)));
    }
    const off = candidates.map((candidate, k) => (k === 1 ? { ...candidate, amplitude: 0 } : candidate));
    expect(await score('path', 2, off, scaling)).toEqual(await score('path', 2, off));
    expect(asked).toBe(4);
  });

  it('at the end point are twice too large for splits, where the official code takes them', async () => {
    const splits = candidates.filter(({ kind }) => kind === 'split').map((each) => ({ ...each, amplitude: 0.01 }));
    for (const split of splits) {
      const [[end], [exact]] = [await score('end-point', 1, [split]), await score('integral', 20, [split])];
      expect(end!.score / exact!.score).toBeCloseTo(2, 2);
    }
  });

  it('predict that a split changes the loss by eps s whatever the sign, a fresh channel by -stepSize |s|', async () => {
    for (const { candidate, score: s, predictedChange } of await score('path', 3)) {
      expect(predictedChange).toBe(candidate.kind === 'split' ? candidate.amplitude * s : -stepSize * Math.abs(s));
    }
  });

  it('say at which amplitudes slopes were taken: at midpoints of the way from 0', async () => {
    for (const rule of ['path', 'integral'] as const) {
      for (const { candidate, score: s, nodes } of await score(rule, 2)) {
        const [first, second] = nodes.map(({ zeta }) => zeta / candidate.amplitude);
        expect(first).toBeCloseTo(0.25, 12);
        expect(second).toBeCloseTo(0.75, 12);
        expect((nodes[0]!.slope + nodes[1]!.slope) / 2).toBeCloseTo(s, 12);
      }
    }
    for (const { candidate, nodes } of await score('end-point', 2)) {
      expect(nodes.map(({ zeta }) => zeta)).toEqual([candidate.amplitude]);
    }
  });

  it('of no candidates are none', async () => {
    expect(await score('path', 3, [])).toEqual([]);
  });
});
