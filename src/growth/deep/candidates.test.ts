import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runNetwork, squaredError, toMaps } from '../../compute/plain/deep-network.ts';
import { plainDeepEngine } from '../../compute/plain/plain-deep-engine.ts';
import { differentiatePlainly } from '../../compute/plain/plain-engine.ts';
import { arbitraryProblem } from '../../networks/arbitrary.ts';
import { arbitraryDeepNetwork, inDoubles, randomInputs, SMALL_VGG } from '../../networks/arbitrary-deep.ts';
import { mlp } from '../../networks/architectures.ts';
import { groupTensors } from '../../networks/groups.ts';
import { describeTwoLayer, NEURONS } from '../../networks/two-layer.ts';
import { candidateGradients, overgrownNetwork, proposeFresh, proposeSplits } from '../neighbourhood.ts';
import { arbitraryGrowthProblem } from './arbitrary.ts';
import { type ChannelCandidate, channelGradients, growthOf, overgrow, proposeChannels } from './candidates.ts';

const settings = { seed: 1, phase: 2, stepSize: 0.1, splits: true, freshPerGroup: 3, freshPerSlot: 2 };
const norm = (vector: Float64Array) => Math.hypot(...vector);

describe('proposals', () => {
  it('are a split of each channel, fresh channels of each group and neurons of each slot', () => {
    const description = mlp({ inputs: 2, hidden: [2, 1], outputs: 2, slots: true });
    const keys = proposeChannels(description, settings).map(({ key }) => key);
    expect(keys).toEqual([
      ...['layer1 split 0', 'layer1 split 1', 'layer1 fresh 1', 'layer1 fresh 2', 'layer1 fresh 3'],
      ...['slot1 fresh 1', 'slot1 fresh 2'],
      ...['layer2 split 0', 'layer2 fresh 1', 'layer2 fresh 2', 'layer2 fresh 3'],
      ...['slot2 fresh 1', 'slot2 fresh 2'],
    ]);
    const opens = proposeChannels(description, settings).map((c) => (c.kind === 'fresh' ? c.opens : undefined));
    expect(new Set(opens)).toEqual(new Set([undefined, 'slot1', 'slot2']));
  });

  it('obey the bounds, splits fully on and fresh channels off, theta and omega equally large', () => {
    for (const candidate of proposeChannels(SMALL_VGG, settings)) {
      expect(norm(candidate.direction)).toBeLessThanOrEqual(1);
      expect(candidate.amplitude).toBe(candidate.kind === 'split' ? 0.1 : 0);
      if (candidate.kind === 'split') continue;
      const { thetaLength, outgoingLength } = groupTensors(SMALL_VGG, candidate.group);
      expect(candidate.direction).toHaveLength(thetaLength + outgoingLength);
      expect(norm(candidate.direction.subarray(0, thetaLength))).toBeCloseTo(Math.SQRT1_2, 5);
      expect(norm(candidate.direction.subarray(thetaLength))).toBeCloseTo(Math.SQRT1_2, 5);
    }
  });

  it('do not depend on which others there are', () => {
    const all = new Map(proposeChannels(SMALL_VGG, settings).map((candidate) => [candidate.key, candidate]));
    const fewer = proposeChannels(SMALL_VGG, { ...settings, splits: false, freshPerGroup: 1, freshPerSlot: 0 });
    expect(fewer).toHaveLength(8);
    for (const candidate of fewer) expect(candidate).toEqual(all.get(candidate.key));
    const other = proposeChannels(SMALL_VGG, { ...settings, phase: 3 });
    for (const candidate of other) expect(candidate.direction).not.toEqual(all.get(candidate.key)!.direction);
  });
});

describe('the neighbourhood', () => {
  it('holds the network itself, at eps = 0', () => {
    fc.assert(
      fc.property(arbitraryDeepNetwork, (single) => {
        const network = inDoubles(single);
        const off = proposeChannels(network.description, settings).map((candidate) => ({ ...candidate, amplitude: 0 }));
        const input = toMaps(network.description, 2, randomInputs(network.description, 2, 1));
        const [grown, alone] = [overgrow(network, off), network].map((each) => runNetwork(each, input).data);
        grown!.forEach((value, k) => {
          expect(value).toBeCloseTo(alone![k]!, 10);
        });
      }),
    );
  });
});

/** A candidate moved along one of its numbers: its amplitude (-1) or a part of its direction. */
function nudge(candidate: ChannelCandidate, at: number, by: number): ChannelCandidate {
  if (at < 0) return { ...candidate, amplitude: candidate.amplitude + by };
  const direction = candidate.direction.slice();
  direction[at]! += by;
  return { ...candidate, direction };
}

describe('gradients of candidates', () => {
  it('are what finite differences say, for all from one backward pass', async () => {
    const property = fc.asyncProperty(
      arbitraryGrowthProblem,
      fc.nat(),
      async ({ network, engine, candidates }, choice) => {
        const growth = growthOf(network.description, candidates);
        const { gradient } = await engine.differentiateGrowth(network, growth, 0);
        const found = channelGradients(candidates, gradient);
        expect(found).toHaveLength(candidates.length);
        for (const [k, candidate] of candidates.entries()) {
          for (const at of [-1, choice % candidate.direction.length]) {
            const lossAt = (by: number) => {
              const moved = candidates.map((other) => (other === candidate ? nudge(other, at, by) : other));
              return engine.loss(overgrow(network, moved), 0);
            };
            const slope = at < 0 ? found[k]!.amplitude : found[k]!.direction[at]!;
            const differences = [];
            for (const h of [1e-5, 1e-6]) differences.push(((await lossAt(h)) - (await lossAt(-h))) / (2 * h));
            const scale = 1e-4 * (1 + Math.abs(slope));
            // Where a ReLU or a maximum changes sides within a step, that step's difference says nothing.
            if (Math.abs(differences[0]! - differences[1]!) > scale) continue;
            expect(Math.abs(slope - differences[1]!)).toBeLessThan(scale);
          }
        }
      },
    );
    await fc.assert(property, { numRuns: 30 });
  });

  it('vanish in the amplitude of a split at eps = 0', async () => {
    const property = fc.asyncProperty(arbitraryGrowthProblem, async ({ network, engine, candidates }) => {
      const off = candidates.map((candidate) =>
        candidate.kind === 'split' ? { ...candidate, amplitude: 0 } : candidate,
      );
      const { gradient } = await engine.differentiateGrowth(network, growthOf(network.description, off), 0);
      for (const [k, { amplitude }] of channelGradients(off, gradient).entries()) {
        if (off[k]!.kind === 'split') expect(Math.abs(amplitude)).toBeLessThan(1e-10);
      }
    });
    await fc.assert(property);
  });

  it("are the toy's on the toy's networks", async () => {
    const property = fc.asyncProperty(arbitraryProblem(), fc.nat(1e6), async ({ network, data }, seed) => {
      const toy = [...proposeSplits(network, 1, seed, 0.2), ...proposeFresh(network, 1, seed, 2)].map((candidate) => ({
        ...candidate,
        amplitude: candidate.kind === 'split' ? 0.2 : 0.1,
      }));
      const deep = toy.map((candidate): ChannelCandidate => {
        const { key, amplitude } = candidate;
        const common = { key, amplitude, group: NEURONS };
        if (candidate.kind === 'split') {
          return {
            ...common,
            kind: 'split',
            channel: candidate.neuron,
            direction: Float64Array.from(candidate.direction),
          };
        }
        return { ...common, kind: 'fresh', direction: Float64Array.from([...candidate.direction, 1]) };
      });
      const expected = candidateGradients(
        network,
        toy,
        differentiatePlainly(overgrownNetwork(network, toy), data).gradient,
      );
      const described = describeTwoLayer(network);
      const input = toMaps(described.description, data.count, data.inputs);
      const engine = plainDeepEngine([{ input, lossOf: squaredError(data.targets) }]);
      const { gradient: found } = await engine.differentiateGrowth(described, growthOf(described.description, deep), 0);
      channelGradients(deep, found).forEach((gradient, k) => {
        expect(gradient.amplitude).toBeCloseTo(expected[k]!.amplitude, 9);
        expected[k]!.direction.forEach((value, at) => {
          expect(gradient.direction[at]).toBeCloseTo(value, 9);
        });
      });
    });
    await fc.assert(property);
  });
});
