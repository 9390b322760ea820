/**
 * What every engine must do, as Vitest tests: agree with the oracle and with finite differences, carry its slots, record
 * what was asked, repeat itself, keep eq. 4's constraints. Each engine's test file calls this once.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Candidate, proposeFresh, proposeSplits } from '../growth/neighbourhood.ts';
import { addNeuron, emptyNetwork } from '../networks/edits.ts';
import { ACTIVATIONS, type Activation, type Network } from '../networks/network.ts';
import { packParameters, withParameters } from '../networks/packing.ts';
import { carrySlots } from '../networks/slots.ts';
import { openStream } from '../random/stream.ts';
import type { Dataset, Engine, TrainRequest } from './engine.ts';
import { createPlainEngine, differentiatePlainly, roundNetwork } from './plain/plain-engine.ts';

export interface EngineSuiteOptions {
  /** Random cases per property (25): fewer for engines that are slow under test. */
  readonly runs?: number;
  /** Most neurons of a random network (40). */
  readonly maxNeurons?: number;
  /** Largest allowed difference from the oracle's gradient, relative to its norm (1e-5). */
  readonly gradientTolerance?: number;
  /** False for engines that refuse a network without neurons (true). */
  readonly emptyNetworks?: boolean;
}

interface Problem {
  readonly activation: Activation;
  readonly inputSize: number;
  readonly neurons: number;
  readonly count: number;
  readonly seed: number;
}

/** A network and a data set, both drawn from the problem's seed and rounded to 32-bit floats. */
export function randomProblem({ activation, inputSize, neurons, count, seed }: Problem): {
  network: Network;
  data: Dataset;
} {
  const stream = openStream(seed, 'engine suite');
  const draws = (length: number, scale: number) => Array.from({ length }, () => scale * stream.normal());
  let network = emptyNetwork(activation, inputSize);
  for (let i = 0; i < neurons; i += 1) {
    const [bias, output] = draws(2, 1) as [number, number];
    network = addNeuron(network, { weights: draws(inputSize, 1), bias, output }, { kind: 'initial' });
  }
  const inputs = Float32Array.from({ length: count * inputSize }, () => stream.between(-4, 4));
  const targets = Float32Array.from(draws(count, 1));
  return { network: roundNetwork(network), data: { inputSize, count, inputs, targets } };
}

const norm = (vector: ArrayLike<number>) => Math.sqrt(Array.from(vector).reduce((sum, v) => sum + v * v, 0));
const distance = (a: ArrayLike<number>, b: ArrayLike<number>) => norm(Array.from(a).map((v, k) => v - b[k]!));
const decay = (steps: number, rate: number) => Float32Array.from({ length: steps }, (_, k) => rate * (1 - k / steps));

function trainRequest(network: Network, data: Dataset, rates: Float32Array, recordEvery = rates.length): TrainRequest {
  return { network, slots: carrySlots([], network), data, rates, recordEvery };
}

/** Everything on: splits at the full step size, and the fresh neurons too, so that their directions have gradients. */
function candidatesOf(network: Network, seed: number, stepSize: number): Candidate[] {
  const fresh = proposeFresh(network, 1, seed, 3).map((candidate) => ({ ...candidate, amplitude: stepSize / 2 }));
  return [...proposeSplits(network, 1, seed, stepSize), ...fresh];
}

export function engineSuite(name: string, create: () => Promise<Engine>, options: EngineSuiteOptions = {}): void {
  const { runs = 25, maxNeurons = 40, gradientTolerance = 1e-5, emptyNetworks = true } = options;
  const fewRuns = { numRuns: Math.max(1, Math.ceil(runs / 5)) };
  const problems = fc.record({
    activation: fc.constantFrom(...ACTIVATIONS),
    inputSize: fc.integer({ min: 1, max: 3 }),
    neurons: fc.integer({ min: 1, max: maxNeurons }),
    count: fc.integer({ min: 2, max: 600 }),
    seed: fc.nat(),
  });
  const onTheToy = { activation: 'rbf', inputSize: 1, neurons: 7, count: 203, seed: 11 } as const;

  describe(`${name} engine`, () => {
    let engine: Engine;
    const oracle = createPlainEngine();
    beforeAll(async () => {
      engine = await create();
    });
    afterAll(() => engine?.dispose());

    async function expectOracleGradient(problem: Problem): Promise<void> {
      const { network, data } = randomProblem(problem);
      const expected = differentiatePlainly(network, data);
      const [found] = await engine.differentiate([network], data);
      expect(Math.abs(found!.loss - expected.loss)).toBeLessThan(1e-5 * expected.loss + 1e-9);
      expect(found!.gradient.length).toBe(expected.gradient.length);
      // Neurons whose every point lies in the tail have gradients of the size of a rounding: hence the last term.
      const tolerance = gradientTolerance * norm(expected.gradient) + 1e-7;
      expect(distance(found!.gradient, expected.gradient)).toBeLessThan(tolerance);
    }

    it('gives the loss and gradient of the oracle for any network', async () => {
      await fc.assert(fc.asyncProperty(problems, expectOracleGradient), { numRuns: runs });
    });

    it.each(ACTIVATIONS)('gives them for %s at every remainder of the number of points', async (activation) => {
      for (const count of [2, 3, 4, 5, 7, 8, 9, 255, 256, 257, 264, 1000]) {
        await expectOracleGradient({ activation, inputSize: 1, neurons: 3, count, seed: count });
      }
    });

    it('gives the slope that finite differences of the loss give', async () => {
      const check = async (problem: Problem) => {
        const { network, data } = randomProblem(problem);
        const parameters = Float64Array.from(packParameters(network));
        const direction = openStream(problem.seed, 'direction').unitVector(parameters.length);
        const h = 1e-4;
        const lossAt = (t: number) =>
          differentiatePlainly(
            withParameters(
              network,
              parameters.map((p, k) => p + t * direction[k]!),
            ),
            data,
          ).loss;
        const expected = (lossAt(h) - lossAt(-h)) / (2 * h);
        const [found] = await engine.differentiate([network], data);
        const slope = direction.reduce((sum, value, k) => sum + value * found!.gradient[k]!, 0);
        expect(Math.abs(slope - expected)).toBeLessThan(1e-4 * norm(found!.gradient) + 1e-6);
      };
      await fc.assert(fc.asyncProperty(problems, check), { numRuns: runs });
    });

    it('differentiates several networks of different sizes on the same data', async () => {
      const { network, data } = randomProblem(onTheToy);
      const smaller = { ...network, neurons: network.neurons.slice(0, 2) };
      const together = await engine.differentiate([network, smaller, network], data);
      const expected = [network, smaller, network].map((each) => differentiatePlainly(each, data));
      expect(together).toHaveLength(3);
      for (const [index, { loss, gradient }] of together.entries()) {
        expect(loss).toBeCloseTo(expected[index]!.loss, 5);
        expect(distance(gradient, expected[index]!.gradient)).toBeLessThan(
          gradientTolerance * norm(expected[index]!.gradient) + 1e-7,
        );
      }
    });

    it('tells data sets of the same shape apart', async () => {
      const { network, data } = randomProblem(onTheToy);
      const other = randomProblem({ ...onTheToy, seed: 12 }).data;
      for (const each of [data, other, data]) {
        const [found] = await engine.differentiate([network], each);
        expect(found!.loss).toBeCloseTo(differentiatePlainly(network, each).loss, 5);
      }
    });

    it('trains like the oracle', async () => {
      const check = async (problem: Problem) => {
        const { network, data } = randomProblem({ ...problem, count: 20 + (problem.count % 100) });
        const request = trainRequest(network, data, decay(50, 0.01));
        const expected = await oracle.train(request);
        const found = await engine.train(request);
        expect(found.losses).toHaveLength(50);
        for (const [step, loss] of expected.losses.entries()) {
          // Adam moves a coordinate by the rate however small its gradient, so roundings of flat coordinates show a little.
          expect(Math.abs(found.losses[step]! - loss)).toBeLessThan(2e-3 * loss + 1e-6);
        }
      };
      await fc.assert(fc.asyncProperty(problems, check), fewRuns);
    });

    it.each(ACTIVATIONS)('moves %s parameters and slots like the oracle', async (activation) => {
      const { network, data } = randomProblem({ ...onTheToy, activation, neurons: 5 });
      const request = trainRequest(network, data, decay(50, 0.01));
      const expected = await oracle.train(request);
      const found = await engine.train(request);
      const parameters = packParameters(expected.network);
      expect(distance(packParameters(found.network), parameters)).toBeLessThan(1e-4 * norm(parameters));
      expect(found.network.neurons.map(({ id, origin }) => ({ id, origin }))).toEqual(
        expected.network.neurons.map(({ id, origin }) => ({ id, origin })),
      );
      expect(found.slots.map(({ neuron, steps }) => ({ neuron, steps }))).toEqual(
        expected.slots.map(({ neuron, steps }) => ({ neuron, steps })),
      );
      const first = expected.slots.flatMap((slot) => slot.first);
      const second = expected.slots.flatMap((slot) => slot.second);
      expect(
        distance(
          found.slots.flatMap((slot) => slot.first),
          first,
        ),
      ).toBeLessThan(1e-3 * norm(first) + 1e-6);
      expect(
        distance(
          found.slots.flatMap((slot) => slot.second),
          second,
        ),
      ).toBeLessThan(1e-3 * norm(second) + 1e-9);
    });

    it('corrects the bias of each neuron by its own step count', async () => {
      const { network, data } = randomProblem(onTheToy);
      const trained = await engine.train(trainRequest(network, data, decay(40, 0.01)));
      const { weights, bias, output } = trained.network.neurons[0]!;
      const late = addNeuron(trained.network, { weights, bias: bias + 0.5, output }, { kind: 'fresh', phase: 1 });
      const request = { ...trainRequest(late, data, decay(5, 0.01)), slots: carrySlots(trained.slots, late) };
      const expected = await oracle.train(request);
      const found = await engine.train(request);
      expect(found.slots.map((slot) => slot.steps)).toEqual([...new Array<number>(7).fill(45), 5]);
      expect(distance(packParameters(found.network), packParameters(expected.network))).toBeLessThan(1e-4);
    });

    it('goes on where it stopped, to the bit', async () => {
      const check = async (problem: Problem) => {
        const { network, data } = randomProblem({ ...problem, count: 20 + (problem.count % 100) });
        const rates = decay(50, 0.02);
        const whole = await engine.train(trainRequest(network, data, rates));
        const start = await engine.train(trainRequest(network, data, rates.slice(0, 20)));
        const rest = await engine.train({
          ...trainRequest(start.network, data, rates.slice(20)),
          slots: start.slots,
        });
        expect([...start.losses, ...rest.losses]).toEqual([...whole.losses]);
        expect(rest.network).toEqual(whole.network);
        expect(rest.slots).toEqual(whole.slots);
      };
      await fc.assert(fc.asyncProperty(problems, check), fewRuns);
    });

    it('gives the same bits twice', async () => {
      const check = async (problem: Problem) => {
        const { network, data } = randomProblem(problem);
        const request = trainRequest(network, data, decay(10, 0.02), 3);
        const once = await engine.train(request);
        await engine.differentiate([network], randomProblem({ ...problem, seed: problem.seed + 1 }).data);
        expect(await engine.train(request)).toEqual(once);
      };
      await fc.assert(fc.asyncProperty(problems, check), fewRuns);
    });

    it('records the network after every so many steps and after the last', async () => {
      const { network, data } = randomProblem(onTheToy);
      const rates = decay(10, 0.02);
      const every = async (steps: number, recordEvery: number) =>
        engine.train(trainRequest(network, data, rates.slice(0, steps), recordEvery));
      const all = await every(10, 1);
      expect(all.frames).toHaveLength(10);
      const some = await every(10, 4);
      expect(some.frames).toEqual([all.frames[3], all.frames[7], all.frames[9]]);
      expect(some.network).toEqual(all.frames[9]);
      expect((await every(8, 4)).frames).toEqual([all.frames[3], all.frames[7]]);
      expect((await every(5, 100)).frames).toEqual([all.frames[4]]);
    });

    it('takes no step when none is asked for', async () => {
      const { network, data } = randomProblem(onTheToy);
      const none = await engine.train(trainRequest(network, data, new Float32Array(0), 5));
      expect(none.losses).toHaveLength(0);
      expect(none.network).toEqual(network);
      expect(none.slots).toEqual(carrySlots([], network));
    });

    it.runIf(emptyNetworks)('knows a network without neurons', async () => {
      const { data } = randomProblem(onTheToy);
      const empty = emptyNetwork('rbf', 1);
      const [found] = await engine.differentiate([empty], data);
      expect(found!.loss).toBeCloseTo(
        data.targets.reduce((sum, y) => sum + (y * y) / data.count, 0),
        5,
      );
      const trained = await engine.train(trainRequest(empty, data, decay(3, 0.1)));
      expect(trained.losses).toHaveLength(3);
      expect(trained.network).toEqual(empty);
    });

    it('fits directions near the oracle', async () => {
      const { network, data } = randomProblem({ ...onTheToy, neurons: 3 });
      const stepSize = 0.05;
      const candidates = candidatesOf(network, 5, stepSize);
      const request = { network, candidates, data, stepSize, lengths: decay(12, 0.3), recordEvery: 5 };
      const expected = await oracle.fitDirections(request);
      const found = await engine.fitDirections(request);
      expect(found.frames).toHaveLength(3);
      for (const [step, loss] of expected.losses.entries()) {
        expect(Math.abs(found.losses[step]! - loss)).toBeLessThan(1e-4 * loss);
      }
      for (const [index, candidate] of expected.frames.at(-1)!.entries()) {
        const other = found.frames.at(-1)![index]!;
        expect(other.key).toBe(candidate.key);
        expect(Math.abs(other.amplitude - candidate.amplitude)).toBeLessThan(1e-5);
        expect(distance(other.direction, candidate.direction)).toBeLessThan(1e-2);
      }
    });

    it("keeps eq. 4's constraints", async () => {
      const check = async (problem: Problem) => {
        const small = { ...problem, neurons: Math.min(problem.neurons, 6), count: 20 + (problem.count % 100) };
        const { network, data } = randomProblem(small);
        const stepSize = 0.05;
        const candidates = candidatesOf(network, problem.seed, stepSize);
        const request = { network, candidates, data, stepSize, lengths: decay(8, 0.5), recordEvery: 1 };
        const { frames, losses } = await engine.fitDirections(request);
        expect(frames).toHaveLength(8);
        expect(losses.every(Number.isFinite)).toBe(true);
        for (const { amplitude, direction } of frames.flat()) {
          expect(Math.abs(amplitude)).toBeLessThanOrEqual(Math.fround(stepSize) + 1e-9);
          expect(norm(direction)).toBeLessThanOrEqual(1 + 1e-6);
        }
      };
      await fc.assert(fc.asyncProperty(problems, check), fewRuns);
    });
  });
}
