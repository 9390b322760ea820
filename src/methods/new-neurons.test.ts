/** Methods that add new neurons in closed form: GradMax and TINY. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlainEngine, differentiatePlainly } from '../compute/plain/plain-engine.ts';
import type { Situation } from '../growth/descent.ts';
import { applyCandidates } from '../growth/neighbourhood.ts';
import { activationField, lossSlopes, meanProduct, measureNeuron } from '../growth/new-neuron.ts';
import { selectCandidates, settle } from '../growth/selection.ts';
import { arbitraryDirection, arbitraryProblem } from '../networks/arbitrary.ts';
import { openStream } from '../random/stream.ts';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';
import { gradmax } from './gradmax.ts';
import type { Method } from './method.ts';
import { explainedPart, remainingSlopes, tiny } from './tiny.ts';

const engine = createPlainEngine();
const situation = fc
  .record({ problem: arbitraryProblem({ maxNeurons: 3 }), neuronBudget: fc.integer({ min: 1, max: 3 }) })
  .map(({ problem, neuronBudget }): Situation => {
    const settings = { ...DEFAULT_RECIPE, neuronBudget, stepSize: 0.1, directionSteps: 20 };
    return { engine, ...problem, settings, phase: 1 };
  });

async function grow({ rule }: Method, given: Situation) {
  const search = rule.findDirections(given, rule.propose(given));
  for (;;) {
    const step = await search.next();
    if (!step.done) continue;
    const scored = await rule.score(given, step.value);
    const kept = selectCandidates(scored, given.settings.neuronBudget);
    const entering = kept.map((entry) => (rule.settle ?? settle)(entry, given.settings.stepSize));
    const before = differentiatePlainly(given.network, given.data).loss;
    const after = differentiatePlainly(applyCandidates(given.network, entering, 1), given.data).loss;
    return { scored, kept, entering, change: after - before };
  }
}

describe('methods that add new neurons', () => {
  it('propose as many as the budget and the room left allow', async () => {
    await fc.assert(
      fc.asyncProperty(situation, fc.constantFrom(gradmax, tiny), fc.nat(4), async (given, method, room) => {
        const { neuronBudget } = given.settings;
        const settings = { ...given.settings, maxNeurons: given.network.neurons.length + room };
        const { scored } = await grow(method, { ...given, settings });
        expect(scored).toHaveLength(Math.min(neuronBudget, room));
      }),
      { numRuns: 40 },
    );
  });
});

describe('the search of new neurons, one after the other', () => {
  const withBudget = (given: Situation, neuronBudget: number): Situation => ({
    ...given,
    settings: { ...given.settings, neuronBudget },
  });

  it('measures each against what those before it leave of the field', async () => {
    await fc.assert(
      fc.asyncProperty(situation, fc.nat(1000), async (given, seed) => {
        const [one, two] = [await grow(gradmax, withBudget(given, 1)), await grow(gradmax, withBudget(given, 2))];
        const [first, second] = two.scored.map(({ candidate }) => candidate);
        expect(first).toEqual(one.scored[0]!.candidate);
        const { network, data } = given;
        const neuron = (direction: readonly number[]) => activationField(network.activation, data, direction);
        const field = lossSlopes(network, data);
        const taken = neuron(first!.direction);
        const share = meanProduct(field, taken) / meanProduct(taken, taken);
        const left = field.map((value, n) => value - share * taken[n]!);
        // Against what is left the first is worth nothing, and the second more than other neurons (up to the height of hills).
        const worth = (direction: readonly number[]) => Math.abs(meanProduct(left, neuron(direction)));
        const other = openStream(seed, 'other').unitVector(data.inputSize + 1);
        expect(worth(first!.direction)).toBeLessThan(1e-9 * (1 + Math.sqrt(meanProduct(field, field))));
        expect(worth(second!.direction)).toBeGreaterThanOrEqual(0.7 * worth(other) - 1e-9);
      }),
      { numRuns: 25 },
    );
  });

  it('is shown in ten pictures for each at most, whose numbers rise to the last', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        const pictures = [];
        for await (const picture of gradmax.rule.findDirections(given, [])) pictures.push(picture);
        const { neuronBudget } = given.settings;
        expect(pictures.length).toBeLessThanOrEqual(11 * neuronBudget);
        for (const [k, { iteration, iterations, candidates }] of pictures.entries()) {
          expect(iterations).toBe(10 * neuronBudget);
          expect(iteration).toBeGreaterThan(k === 0 ? 0 : pictures[k - 1]!.iteration - 1);
          expect(candidates).toHaveLength(Math.ceil(iteration / 10));
        }
        expect(pictures.at(-1)).toMatchObject({ iteration: 10 * neuronBudget });
      }),
      { numRuns: 40 },
    );
  });
});

describe('GradMax', () => {
  it('adds a neuron whose output weight has a larger gradient than that of any direction tried', async () => {
    await fc.assert(
      fc.asyncProperty(situation, fc.gen(), async (given, gen) => {
        const { scored } = await grow(gradmax, given);
        const { network, data } = given;
        const field = lossSlopes(network, data);
        const other = gen(() => arbitraryDirection(data.inputSize + 1));
        const { slope } = measureNeuron(network.activation, data, field, other);
        // A climb can end at a hill that is not the highest; a random direction is hardly ever on a much higher one.
        expect(Math.abs(scored[0]!.score)).toBeGreaterThanOrEqual(0.7 * Math.abs(slope) - 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('changes the loss by -eps |s| + eps^2 n: what it promises, to first order', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        const single = { ...given, settings: { ...given.settings, neuronBudget: 1 } };
        const { kept, entering, change } = await grow(gradmax, single);
        fc.pre(kept.length === 1);
        const neuron = activationField(given.network.activation, given.data, entering[0]!.direction);
        const { amplitude } = entering[0]!;
        expect(Math.abs(amplitude)).toBe(given.settings.stepSize);
        expect(change).toBeCloseTo(kept[0]!.predictedChange + amplitude ** 2 * meanProduct(neuron, neuron), 9);
      }),
      { numRuns: 40 },
    );
  });
});

describe('TINY', () => {
  it('maximises the part of the field that a multiple of the neuron removes', () => {
    fc.assert(
      fc.property(arbitraryProblem({ maxNeurons: 3 }), fc.nat(1000), ({ network, data }, seed) => {
        const field = lossSlopes(network, data);
        const direction = openStream(seed, 'direction').unitVector(data.inputSize + 1);
        const at = (alpha: readonly number[]) => explainedPart(measureNeuron(network.activation, data, field, alpha));
        const neuron = activationField(network.activation, data, direction);
        const energy = meanProduct(neuron, neuron);
        fc.pre(energy > 1e-6);
        const share = meanProduct(field, neuron) / energy;
        const left = field.map((value, n) => value - share * neuron[n]!);
        const removed = meanProduct(field, field) - meanProduct(left, left);
        const { value, gradient } = at(direction);
        expect(Math.abs(value - removed)).toBeLessThan(1e-9 * (1 + meanProduct(field, field)));
        const h = 1e-5;
        for (const [k, slope] of gradient.entries()) {
          const moved = (by: number) => at(direction.map((entry, i) => (i === k ? entry + by : entry))).value;
          const difference = (moved(h) - moved(-h)) / (2 * h);
          expect(Math.abs(slope - difference)).toBeLessThan(
            1e-4 * (1 + Math.abs(slope)) * (1 + meanProduct(field, field)),
          );
        }
      }),
    );
  });

  it('looks at what no update of the output weights can remove', () => {
    fc.assert(
      fc.property(arbitraryProblem({ maxNeurons: 3 }), ({ network, data }) => {
        const field = remainingSlopes({ network, data });
        const scale = Math.sqrt(meanProduct(lossSlopes(network, data), lossSlopes(network, data)));
        for (const { weights, bias } of network.neurons) {
          const neuron = activationField(network.activation, data, [...weights, bias]);
          expect(Math.abs(meanProduct(field, neuron))).toBeLessThan(1e-2 * (1 + scale)); // near-equal neurons are cut off
        }
        expect(meanProduct(field, field)).toBeLessThanOrEqual(scale * scale + 1e-9);
      }),
    );
  });

  it('predicts exactly what happens, and no other amplitude within the step size does better', async () => {
    await fc.assert(
      fc.asyncProperty(situation, fc.double({ min: -0.1, max: 0.1, noNaN: true }), async (given, other) => {
        const { kept, entering, change } = await grow(tiny, given);
        expect(change).toBeCloseTo(
          kept.reduce((sum, { predictedChange }) => sum + predictedChange, 0),
          9,
        );
        fc.pre(entering.length === 1);
        expect(Math.abs(entering[0]!.amplitude)).toBeLessThanOrEqual(given.settings.stepSize);
        const turned = applyCandidates(given.network, [{ ...entering[0]!, amplitude: other }], 1);
        const loss = (network: typeof turned) => differentiatePlainly(network, given.data).loss;
        expect(loss(turned) - loss(given.network)).toBeGreaterThanOrEqual(change - 1e-9);
      }),
      { numRuns: 60 },
    );
  });
});
