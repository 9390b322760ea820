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
import { stepLengths } from '../directions.ts';
import { proposeSplits } from '../neighbourhood.ts';
import { engineFor } from './arbitrary.ts';
import { type ChannelCandidate, overgrow, proposeChannels } from './candidates.ts';
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

  it('without candidates ends at once', async () => {
    const network = inDoubles(initialise(SMALL_VGG, 3));
    expect((await search(engineFor(network, 5), network, [], { stepSize: 1, directionSteps: 5 })).steps).toEqual([]);
  });
});
