import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activatedLayers, thetaPart } from '../../networks/activated-layers.ts';
import { arbitraryDeepNetwork, inDoubles, randomTensors } from '../../networks/arbitrary-deep.ts';
import { mlp, residualNet } from '../../networks/architectures.ts';
import { groupNamed, neuronCount, widthOf } from '../../networks/description.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { eigenPairs } from '../splitting-matrix.ts';
import { engineFor } from './arbitrary.ts';
import { overgrow } from './candidates.ts';
import { type DeepEngine, meanLoss } from './engine.ts';
import type { ScoredChannel } from './importance.ts';
import { fastSplits } from './rayleigh.ts';
import { exactSplits, type SplittingProgress } from './splitting.ts';

const SETTINGS = { seed: 1, phase: 1, stepSize: 0.01 };

async function finish(search: AsyncGenerator<SplittingProgress, ScoredChannel[]>) {
  const parts: number[] = [];
  for (;;) {
    const { done, value } = await search.next();
    if (done) return { scored: value, parts };
    parts.push(value.part);
  }
}

/** The smallest eigenvalue of each channel's splitting matrix over all batches, by rotations of the whole matrix. */
async function smallestValues(engine: DeepEngine, network: DeepNetwork): Promise<Map<string, number>> {
  const values = new Map<string, number>();
  for (const { convolution } of activatedLayers(network.description)) {
    const { length: n } = thetaPart(network.description, convolution);
    const batches: ArrayLike<number>[] = [];
    for (let batch = 0; batch < engine.batches; batch += 1) {
      batches.push(await engine.splittingMatrices(network, convolution.name, batch));
    }
    const { name, channels } = groupNamed(network.description, convolution.writes);
    for (const [c, { id }] of channels.entries()) {
      const entry = (i: number, j: number) =>
        batches.reduce((sum, matrices) => sum + matrices[(c * n + i) * n + j]! / batches.length, 0);
      const matrix = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => entry(i, j)));
      values.set(`${name} split ${id}`, eigenPairs(matrix)[0]!.value);
    }
  }
  return values;
}

const eigenvalueOf = ({ predictedChange }: ScoredChannel) => predictedChange / (SETTINGS.stepSize ** 2 / 2);

describe('splits by splitting matrices', () => {
  it('exactly: every channel that there is, with the smallest eigenvalue of its matrix, found with progress', async () => {
    const property = fc.asyncProperty(arbitraryDeepNetwork, fc.nat(1e6), async (single, seed) => {
      const network = inDoubles(single);
      const engine = engineFor(network, seed, 2);
      const { scored, parts } = await finish(exactSplits(engine, network, { ...SETTINGS, seed }));
      const expected = await smallestValues(engine, network);
      expect(scored.map(({ candidate }) => candidate.key)).toEqual([...expected.keys()]);
      expect(scored).toHaveLength(neuronCount(network.description));
      const largest = Math.max(1e-9, ...[...expected.values()].map(Math.abs));
      for (const entry of scored) {
        const { candidate, score, predictedChange } = entry;
        expect(Math.abs(eigenvalueOf(entry) - expected.get(candidate.key)!)).toBeLessThan(1e-5 * largest);
        expect(score * candidate.amplitude).toBeCloseTo(predictedChange, 12);
        expect(Math.hypot(...candidate.direction)).toBeCloseTo(1, 9);
      }
      expect(parts).toEqual([...parts].sort((a, b) => a - b));
      expect(Math.max(...parts)).toBeLessThanOrEqual(1);
    });
    await fc.assert(property, { numRuns: 30 });
  });

  it('change the loss by what they promise, and by nothing without a step', async () => {
    const network = inDoubles(
      randomTensors(mlp({ inputs: 3, hidden: [4, 3], outputs: 3, activation: 'tanh', norm: true }), 3),
    );
    const engine = engineFor(network, 5, 2);
    const { scored } = await finish(exactSplits(engine, network, SETTINGS));
    const before = await meanLoss(engine, network);
    for (const { candidate, predictedChange } of scored) {
      const change = (await meanLoss(engine, overgrow(network, [candidate]))) - before;
      expect(Math.abs(change - predictedChange)).toBeLessThan(3e-8);
      const still = overgrow(network, [{ ...candidate, amplitude: 0 }]);
      expect(Math.abs((await meanLoss(engine, still)) - before)).toBeLessThan(1e-12);
    }
    expect(Math.min(...scored.map(({ predictedChange }) => predictedChange))).toBeLessThan(-1e-6);
  });

  it.each([
    [5, [0, 1, 2, 3, 4]],
    [30, [0, 3, 7, 11, 15, 18, 22, 26]],
    [120, Array.from({ length: 12 }, (_, k) => 10 * k)],
  ])('exactly: of %i batches a tenth, but no fewer than 8, are looked at', async (batches, expected) => {
    const network = inDoubles(randomTensors(mlp({ inputs: 2, hidden: [2], outputs: 2 }), 3));
    const engine = engineFor(network, 5, 1);
    const used: number[] = [];
    const many: DeepEngine = {
      ...engine,
      batches,
      splittingMatrices(of, name, batch) {
        used.push(batch);
        return engine.splittingMatrices(of, name, 0);
      },
    };
    await finish(exactSplits(many, network, SETTINGS));
    expect(used).toEqual(expected);
  });

  it('exactly: what is negative only by rounding promises nothing, so a stable channel never splits', async () => {
    const network = inDoubles(randomTensors(mlp({ inputs: 2, hidden: [2], outputs: 2 }), 3));
    // Two channels, theta of two weights and a bias: eigenvalues 1, 1 and -1e-8, or -1e-3.
    const diagonals = [-1e-8, -1e-3].flatMap((least) => [1, 0, 0, 0, 1, 0, 0, 0, least]);
    const engine: DeepEngine = { ...engineFor(network, 5, 1), splittingMatrices: async () => diagonals };
    const { scored } = await finish(exactSplits(engine, network, SETTINGS));
    expect(scored[0]!.predictedChange).toBe(0);
    expect(eigenvalueOf(scored[1]!)).toBeCloseTo(-1e-3, 9);
  });

  it('without matrices: what they promise is true of their directions, and nearly the smallest eigenvalue', async () => {
    const description = residualNet({ stages: [3, 4], blocks: 1, classes: 3, side: 4, channels: 2, slots: true });
    const network = inDoubles(randomTensors(description, 4));
    const engine = engineFor(network, 6, 2);
    const expected = await smallestValues(engine, network);
    // The same two batches again and again, so that there are as many steps as with real data.
    const many: DeepEngine = {
      ...engine,
      batches: 40,
      splittingProducts: (of, directions, batch) => engine.splittingProducts(of, directions, batch % 2),
    };
    const { scored } = await finish(fastSplits(many, network, SETTINGS));
    expect(scored.map(({ candidate }) => candidate.key)).toEqual([...expected.keys()]);
    const found = scored.map(eigenvalueOf);
    const values = [...expected.values()];
    const sum = (numbers: readonly number[]) => numbers.reduce((total, value) => total + value, 0);
    for (const [k, value] of found.entries()) expect(value).toBeGreaterThan(values[k]! - 1e-9);
    expect(sum(found) / sum(values)).toBeGreaterThan(0.9);
    expect(widthOf(description, 'slot1.0')).toBe(0);
  });

  it('without matrices: four passes over all batches at a rate that falls to 0, and one to measure at rest', async () => {
    const network = inDoubles(randomTensors(mlp({ inputs: 3, hidden: [4], outputs: 3, activation: 'tanh' }), 3));
    const engine = engineFor(network, 5, 4);
    const [used, seen]: [number[], number[][]] = [[], []];
    const watched: DeepEngine = {
      ...engine,
      splittingProducts(of, directions, batch) {
        used.push(batch);
        seen.push(Object.values(directions).flatMap((vectors) => Array.from(vectors)));
        return engine.splittingProducts(of, directions, batch);
      },
    };
    await finish(fastSplits(watched, network, SETTINGS));
    expect(used).toEqual(Array.from({ length: 20 }, (_, k) => k % 4));
    const moves = seen.slice(1).map((now, k) => Math.max(...now.map((value, at) => Math.abs(value - seen[k]![at]!))));
    expect(moves.slice(16)).toEqual([0, 0, 0]);
    // The last step has a sixteenth of the first one's rate.
    expect(moves[15]).toBeGreaterThan(0);
    expect(moves[15]).toBeLessThan(0.1 * moves[0]!);
  });
});
