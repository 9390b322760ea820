import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differentiatePlainly } from '../compute/plain/plain-engine.ts';
import { gradientNorm } from '../methods/gradmax.ts';
import { explainedPart } from '../methods/tiny.ts';
import { arbitraryDirection, arbitraryProblem } from '../networks/arbitrary.ts';
import { addNeuron } from '../networks/edits.ts';
import { randomNetwork } from '../networks/random-network.ts';
import { teacherTask } from '../tasks/teacher.ts';
import { stepLengths } from './directions.ts';
import {
  activationField,
  findNeuron,
  lossSlopes,
  meanProduct,
  measureNeuron,
  solveSymmetric,
  warmStarts,
} from './new-neuron.ts';

const situation = arbitraryProblem({ maxNeurons: 3 }).chain(({ network, data }) =>
  fc.record({
    network: fc.constant(network),
    data: fc.constant(data),
    alpha: arbitraryDirection(data.inputSize + 1),
    eps: fc.double({ min: -1, max: 1, noNaN: true }),
  }),
);
const OBJECTIVES = { gradmax: gradientNorm, tiny: explainedPart };
const objective = fc.constantFrom(...Object.values(OBJECTIVES));

describe('a new neuron', () => {
  it('changes the loss by eps s + eps^2 n exactly, and s is the slope in its output weight', () => {
    fc.assert(
      fc.property(situation, ({ network, data, alpha, eps }) => {
        const values = (output: number) => ({ weights: alpha.slice(0, -1), bias: alpha.at(-1)!, output });
        const grown = (output: number) =>
          differentiatePlainly(addNeuron(network, values(output), { kind: 'initial' }), data);
        const { slope, energy } = measureNeuron(network.activation, data, lossSlopes(network, data), alpha);
        expect(grown(eps).loss - grown(0).loss).toBeCloseTo(eps * slope + eps * eps * energy, 9);
        expect(Array.from(grown(0).gradient).at(-1)).toBeCloseTo(slope, 9);
      }),
    );
  });

  it('has the gradients that finite differences give, for every objective too', () => {
    fc.assert(
      fc.property(situation, objective, ({ network, data, alpha }, of) => {
        const field = lossSlopes(network, data);
        const at = (shift: number, k: number) =>
          measureNeuron(network.activation, data, field, alpha.with(k, alpha[k]! + shift));
        const here = measureNeuron(network.activation, data, field, alpha);
        fc.pre(Math.abs(here.slope) > 1e-3 && here.energy > 1e-3); // |s| has a kink, s^2/n a pole
        const h = 1e-6;
        alpha.forEach((_, k) => {
          const [up, down] = [at(h, k), at(-h, k)];
          const close = (found: number, a: number, b: number) =>
            void expect(Math.abs(found - (a - b) / (2 * h))).toBeLessThan(1e-5 * (1 + Math.abs(found)));
          close(here.slopeGradient[k]!, up.slope, down.slope);
          close(here.energyGradient[k]!, up.energy, down.energy);
          close(of(here).gradient[k]!, of(up).value, of(down).value);
        });
      }),
    );
  });

  it('explains s^2 / n of a field: that much of its mean square a multiple of the neuron removes, and no more', () => {
    fc.assert(
      fc.property(situation, ({ network, data, alpha, eps }) => {
        const field = lossSlopes(network, data);
        const measures = measureNeuron(network.activation, data, field, alpha);
        fc.pre(measures.energy > 1e-6);
        const neuron = activationField(network.activation, data, alpha);
        const left = (share: number) => {
          const rest = field.map((value, n) => value - share * neuron[n]!);
          return meanProduct(rest, rest);
        };
        const explained = left(0) - left(measures.slope / measures.energy);
        expect(explained).toBeCloseTo(explainedPart(measures).value, 7);
        expect(left(eps)).toBeGreaterThanOrEqual(left(measures.slope / measures.energy) - 1e-9);
      }),
    );
  });
});

describe('the search', () => {
  it('stays in the unit ball, never ends below where it began, and gives the same path twice', () => {
    fc.assert(
      fc.property(situation, objective, ({ network, data }, of) => {
        const field = lossSlopes(network, data);
        const search = () => findNeuron(network.activation, data, field, of, stepLengths(20));
        const { path, value } = search();
        const at = (alpha: readonly number[]) => of(measureNeuron(network.activation, data, field, alpha)).value;
        for (const alpha of path) expect(Math.hypot(...alpha)).toBeLessThanOrEqual(1 + 1e-12);
        expect(at(path.at(-1)!)).toBe(value);
        for (const alpha of path) expect(value).toBeGreaterThanOrEqual(at(alpha) - 1e-12);
        expect(search()).toEqual({ path, value });
      }),
      { numRuns: 30 },
    );
  });

  it.each(Object.keys(OBJECTIVES) as (keyof typeof OBJECTIVES)[])(
    'for %s finds what a grid over the disc finds',
    (id) => {
      let missed = 0;
      const rounds = 12;
      for (let seed = 0; seed < rounds; seed += 1) {
        const { data } = teacherTask({ seed, truthNeurons: 15, truthVariance: 3, points: 80 });
        const field = lossSlopes(randomNetwork(seed, 'test', 2, 1), data);
        const at = (alpha: readonly number[]) => OBJECTIVES[id](measureNeuron('rbf', data, field, alpha)).value;
        let best = 0;
        for (let ring = 1; ring <= 20; ring += 1) {
          for (let turn = 0; turn < 48; turn += 1) {
            const angle = (Math.PI * turn) / 48;
            best = Math.max(best, at([(ring / 20) * Math.cos(angle), (ring / 20) * Math.sin(angle)]));
          }
        }
        if (findNeuron('rbf', data, field, OBJECTIVES[id], stepLengths(60)).value < 0.99 * best) missed += 1;
      }
      expect(missed).toBeLessThanOrEqual(1);
    },
  );

  it('begins at GradMax’s singular vector and at TINY’s whitened one, among others', () => {
    fc.assert(
      fc.property(situation, ({ network, data }) => {
        const field = lossSlopes(network, data);
        const points = Array.from({ length: data.count }, (_, n) => [
          ...data.inputs.subarray(n * data.inputSize, (n + 1) * data.inputSize),
          1,
        ]);
        const size = data.inputSize + 1;
        const mean = (of: (x: readonly number[], n: number) => number) =>
          points.reduce((sum, x, n) => sum + of(x, n) / data.count, 0);
        const first = Array.from({ length: size }, (_, p) => mean((x, n) => field[n]! * x[p]!));
        const norm = Math.hypot(...first);
        fc.pre(norm > 1e-3);
        const starts = warmStarts(data, field);
        const has = (vector: readonly number[]) =>
          starts.some((start) => Math.hypot(...start.map((value, k) => value - vector[k]!)) < 1e-6);
        expect(has(first.map((value) => value / norm))).toBe(true);
        const square = Array.from({ length: size }, (_, p) =>
          Array.from({ length: size }, (_, q) => mean((x) => x[p]! * x[q]!)),
        );
        const whitened = solveSymmetric(square, first);
        const length = Math.hypot(...whitened);
        expect(has(whitened.map((value) => value / length))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a symmetric system', () => {
  it('is solved where it can be, and least squares is what remains', () => {
    const rows = fc.integer({ min: 1, max: 4 }).chain((size) =>
      fc.array(fc.array(fc.integer({ min: -4, max: 4 }), { minLength: size, maxLength: size }), {
        minLength: size,
        maxLength: 6,
      }),
    );
    fc.assert(
      fc.property(rows, (list) => {
        const size = list[0]!.length;
        const gram = Array.from({ length: size }, (_, p) =>
          Array.from({ length: size }, (_, q) => list.reduce((sum, row) => sum + row[p]! * row[q]!, 0)),
        );
        // A right side that the matrix can reach.
        const right = gram.map((row) => row.reduce((sum, value, k) => sum + value * (k + 1), 0));
        const solution = solveSymmetric(gram, right);
        gram.forEach((row, p) => {
          expect(row.reduce((sum, value, k) => sum + value * solution[k]!, 0)).toBeCloseTo(right[p]!, 2);
        });
      }),
    );
    expect(
      solveSymmetric(
        [
          [0, 0],
          [0, 0],
        ],
        [1, 2],
      ),
    ).toEqual([0, 0]);
  });
});
