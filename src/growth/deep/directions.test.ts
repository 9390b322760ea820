import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitDirectionsStepwise } from '../../compute/directions-loop.ts';
import { squaredError, toMaps } from '../../compute/plain/deep-network.ts';
import { plainDeepEngine } from '../../compute/plain/plain-deep-engine.ts';
import { differentiatePlainly } from '../../compute/plain/plain-engine.ts';
import { arbitraryProblem } from '../../networks/arbitrary.ts';
import { inDoubles, SMALL_VGG } from '../../networks/arbitrary-deep.ts';
import { residualNet } from '../../networks/architectures.ts';
import { initialise } from '../../networks/tensors.ts';
import { describeTwoLayer, NEURONS } from '../../networks/two-layer.ts';
import { dot, norm } from '../../networks/vectors.ts';
import { stepLengths } from '../directions.ts';
import { clampAmplitude, proposeSplits } from '../neighbourhood.ts';
import { engineFor } from './arbitrary.ts';
import { type ChannelCandidate, channelGradients, growthOf, overgrow, proposeChannels } from './candidates.ts';
import { type ChannelProgress, descendChannels } from './directions.ts';
import { type DeepEngine, meanLoss } from './engine.ts';

async function search(...given: Parameters<typeof descendChannels>) {
  const steps: ChannelProgress[] = [];
  const running = descendChannels(...given);
  for (;;) {
    const { done, value } = await running.next();
    if (done) return { steps, found: value };
    steps.push(value);
  }
}

describe('the search for directions', () => {
  it("of splits of the toy's networks is the toy's", async () => {
    const property = fc.asyncProperty(arbitraryProblem(), fc.nat(1e6), async ({ network, data }, seed) => {
      const [stepSize, directionSteps] = [0.2, 6];
      const start = proposeSplits(network, 1, seed, stepSize);
      const lengths = stepLengths(directionSteps);
      const request = { network, candidates: start, data, stepSize, lengths, recordEvery: directionSteps };
      const expected = fitDirectionsStepwise(request, (each) => differentiatePlainly(each, data));
      const described = describeTwoLayer(network);
      const input = toMaps(described.description, data.count, data.inputs);
      const engine = plainDeepEngine([{ input, lossOf: squaredError(data.targets) }]);
      const deep = start.map(({ key, amplitude, direction, neuron }): ChannelCandidate => {
        return {
          kind: 'split',
          key,
          group: NEURONS,
          channel: neuron,
          amplitude,
          direction: Float64Array.from(direction),
        };
      });
      const { found, steps } = await search(engine, described, deep, { stepSize, directionSteps });
      for (const [k, candidate] of found.entries()) {
        const toy = expected.frames.at(-1)![k]!;
        expect(candidate.amplitude).toBeCloseTo(toy.amplitude, 6);
        toy.direction.forEach((value, at) => {
          expect(candidate.direction[at]).toBeCloseTo(value, 6);
        });
      }
      steps.forEach(({ loss }, step) => {
        expect(Math.abs(loss - expected.losses[step]!)).toBeLessThan(1e-6 * (1 + loss));
      });
    });
    await fc.assert(property, { numRuns: 30 });
  });

  it('lowers the loss with all candidates on, within the bounds, batch after batch', async () => {
    const network = inDoubles(
      initialise(residualNet({ stages: [3, 4], blocks: 1, classes: 3, side: 8, slots: true }), 3),
    );
    const engine = engineFor(network, 5, 3);
    const used: number[] = [];
    const watched: DeepEngine = {
      ...engine,
      differentiateGrowth: (each, growth, batch) => {
        used.push(batch);
        return engine.differentiateGrowth(each, growth, batch);
      },
    };
    const stepSize = 0.1;
    const start = proposeChannels(network.description, {
      seed: 1,
      phase: 1,
      stepSize,
      splits: true,
      freshPerGroup: 1,
      freshPerSlot: 1,
    });
    const { found, steps } = await search(watched, network, start, { stepSize, directionSteps: 9 });
    expect(used).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
    expect(steps.map(({ iteration }) => iteration)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const { amplitude, direction } of found) {
      expect(Math.abs(amplitude)).toBeLessThanOrEqual(stepSize);
      expect(Math.hypot(...direction)).toBeLessThanOrEqual(1);
    }
    const losses = [];
    for (const each of [overgrow(network, start), overgrow(network, found)]) losses.push(await meanLoss(engine, each));
    expect(losses[1]).toBeLessThan(0.9 * losses[0]!);
  });

  it.each([
    ['splits', 0],
    ['splits and fresh channels', 2],
  ])(
    'moves directions far within 16 steps, and they lower the loss as no amplitudes of random ones do: %s',
    async (_, freshPerGroup) => {
      const description = residualNet({ stages: [3, 3], blocks: 0, classes: 3, side: 4, channels: 2 });
      const network = inDoubles(initialise(description, 1));
      const engine = engineFor(network, 5, 2);
      const settings = { seed: 1, phase: 1, stepSize: 0.1, splits: true, freshPerGroup, freshPerSlot: 0 };
      const [stepSize, directionSteps] = [settings.stepSize, 16];
      const start = proposeChannels(description, settings);
      const { found } = await search(engine, network, start, { stepSize, directionSteps });

      const cosines = found.flatMap(({ kind, direction }, k) =>
        kind === 'split' ? [dot(direction, start[k]!.direction) / (norm(direction) * norm(start[k]!.direction))] : [],
      );
      // After as many steps those of the official code still have .991 to .996.
      expect(cosines.length).toBe(6);
      expect(cosines.reduce((sum, cosine) => sum + cosine / cosines.length, 0)).toBeLessThan(0.9);
      for (const cosine of cosines) expect(cosine).toBeLessThan(0.98);

      // The same steps for amplitudes alone.
      let still: readonly ChannelCandidate[] = start;
      for (const [step, length] of stepLengths(directionSteps).entries()) {
        const { gradient } = await engine.differentiateGrowth(
          network,
          growthOf(description, still),
          step % engine.batches,
        );
        const slopes = channelGradients(still, gradient);
        still = still.map((candidate, k) => {
          const move = length * stepSize * Math.sign(slopes[k]!.amplitude);
          return { ...candidate, amplitude: clampAmplitude(candidate.amplitude - move, stepSize) };
        });
      }
      const before = await meanLoss(engine, network);
      const dropOf = async (candidates: readonly ChannelCandidate[]) =>
        before - (await meanLoss(engine, overgrow(network, candidates)));
      const drops = [await dropOf(start), await dropOf(still), await dropOf(found)] as const;
      expect(drops[2]).toBeGreaterThan(2 * Math.max(0, drops[0], drops[1]));
    },
  );

  it('without candidates ends at once', async () => {
    const network = inDoubles(initialise(SMALL_VGG, 3));
    expect((await search(engineFor(network, 5), network, [], { stepSize: 1, directionSteps: 5 })).steps).toEqual([]);
  });
});
