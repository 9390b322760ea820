/**
 * Splits against second-order theory: the splitting matrix S_i = E[r w_i sigma''(u_i) x x^T], with x = (input, 1) and
 * r = 2 (f - y), written out here as an oracle (growth methods that need it have their own).
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../compute/engine.ts';
import { differentiatePlainly } from '../compute/plain/plain-engine.ts';
import { arbitraryDirection, arbitraryProblem, type Problem } from '../networks/arbitrary.ts';
import { activationCurvature, type Network, preActivation, predict } from '../networks/network.ts';
import { SIGNED_FORMS, type SignedForm } from '../networks/split-forms.ts';
import { openStream } from '../random/stream.ts';
import {
  applyCandidates,
  type Candidate,
  candidateGradients,
  overgrownNetwork,
  type SplitCandidate,
} from './neighbourhood.ts';
import { descendRayleigh, eigenPairs, multiply, rayleighQuotient, splittingMatrices } from './splitting-matrix.ts';
import { splitChange } from './splitting-rule.ts';

/** Calls back with each point's x = (input, 1), r and target. */
function eachPoint({ network, data }: Problem, visit: (x: number[], r: number) => void): void {
  for (let n = 0; n < data.count; n += 1) {
    const input = Array.from(data.inputs.subarray(n * data.inputSize, (n + 1) * data.inputSize));
    visit([...input, 1], 2 * (predict(network, input) - data.targets[n]!));
  }
}

function splittingMatrix(problem: Problem, index: number): number[][] {
  const { network, data } = problem;
  const neuron = network.neurons[index]!;
  const size = data.inputSize + 1;
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  eachPoint(problem, (x, r) => {
    const curvature = activationCurvature(network.activation, preActivation(neuron, x));
    for (let i = 0; i < size; i += 1) {
      for (let k = 0; k < size; k += 1) matrix[i]![k]! += (r * neuron.output * curvature * x[i]! * x[k]!) / data.count;
    }
  });
  return matrix;
}

const quadratic = (matrix: readonly number[][], v: readonly number[]) =>
  matrix.reduce((sum, row, i) => sum + v[i]! * row.reduce((dot, value, k) => dot + value * v[k]!, 0), 0);

/** Largest |sigma''''| of our activations is below 4.1 and largest |sigma''| is 1. */
const FOURTH = 4.1;

/** C with |L(split) - L - eps^2/2 v^T S v| <= C eps^4 for every v of norm 1 and every eps, by Taylor's theorem. */
function fourthOrderBound(problem: Problem, index: number): number {
  const w = Math.abs(problem.network.neurons[index]!.output);
  let bound = 0;
  eachPoint(problem, (x, r) => {
    const p4 = Math.hypot(...x) ** 4;
    bound += ((Math.abs(r) * w * FOURTH * p4) / 24 + (w * w * p4) / 4) / problem.data.count;
  });
  return bound;
}

/** The same for splits that are not antipodal: C eps^3. Largest |sigma'''| of our activations is 2. */
function thirdOrderBound(problem: Problem, index: number): number {
  const w = Math.abs(problem.network.neurons[index]!.output);
  let bound = fourthOrderBound(problem, index);
  eachPoint(problem, (x, r) => {
    bound += (Math.abs(r) * w * 2 * Math.hypot(...x) ** 3) / 6 / problem.data.count;
  });
  return bound;
}

function split(index: number, amplitude: number, direction: readonly number[], form?: SignedForm): SplitCandidate {
  return { kind: 'split', key: 'split', neuron: index, amplitude, direction, ...(form ? { form } : {}) };
}

function change(network: Network, data: Dataset, candidate: Candidate): number {
  return (
    differentiatePlainly(applyCandidates(network, [candidate], 1), data).loss - differentiatePlainly(network, data).loss
  );
}

const situation = (inputSize?: number) =>
  arbitraryProblem(inputSize === undefined ? {} : { inputSize }).chain((problem) =>
    fc.record({
      problem: fc.constant(problem),
      index: fc.nat(problem.network.neurons.length - 1),
      v: arbitraryDirection(problem.network.inputSize + 1),
    }),
  );

/** Smallest eigenvalue of a symmetric 2 x 2 matrix, and its eigenvector of norm 1. */
function smallestEigenpair(matrix: readonly number[][]): { lambda: number; v: number[] } {
  const [p, q, s] = [matrix[0]![0]!, matrix[0]![1]!, matrix[1]![1]!];
  const lambda = (p + s) / 2 - Math.hypot((p - s) / 2, q);
  // Rows of (S - lambda I) are orthogonal to the eigenvector; the longer one is the safer.
  const [a, b] = Math.abs(p - lambda) > Math.abs(s - lambda) ? [-q, p - lambda] : [s - lambda, -q];
  const length = Math.hypot(a, b);
  return { lambda, v: length === 0 ? [1, 0] : [a / length, b / length] };
}

/** Symmetric matrices of 1 to 6 rows. */
const symmetric = fc
  .integer({ min: 1, max: 6 })
  .chain((size) =>
    fc
      .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: size ** 2, maxLength: size ** 2 })
      .map((entries) =>
        Array.from({ length: size }, (_, i) =>
          Array.from({ length: size }, (__, j) => entries[Math.min(i, j) * size + Math.max(i, j)]!),
        ),
      ),
  );

describe('eigenpairs', () => {
  it('fulfil S v = lambda v, are orthonormal, and come with the smallest value first', () => {
    fc.assert(
      fc.property(symmetric, (matrix) => {
        const pairs = eigenPairs(matrix);
        expect(pairs).toHaveLength(matrix.length);
        for (const [i, { value, vector }] of pairs.entries()) {
          for (const [k, product] of multiply(matrix, vector).entries()) {
            expect(product).toBeCloseTo(value * vector[k]!, 9);
          }
          expect(rayleighQuotient(matrix, vector)).toBeCloseTo(value, 9);
          expect(vector.find((entry) => Math.abs(entry) > 1e-12)).toBeGreaterThan(0);
          if (i > 0) expect(value).toBeGreaterThanOrEqual(pairs[i - 1]!.value);
          for (const [j, other] of pairs.entries()) {
            const product = vector.reduce((sum, entry, k) => sum + entry * other.vector[k]!, 0);
            expect(product).toBeCloseTo(i === j ? 1 : 0, 9);
          }
        }
      }),
    );
  });

  it('are come near to by descending the Rayleigh quotient, without the matrix', () => {
    const lengths = Float32Array.from({ length: 400 }, (_, k) => 0.3 * (1 - k / 400));
    fc.assert(
      fc.property(symmetric, fc.nat(1000), (matrix, seed) => {
        const start = openStream(seed, 'start').unitVector(matrix.length);
        const pairs = eigenPairs(matrix);
        const spread = pairs.at(-1)!.value - pairs[0]!.value;
        const { value, vector } = descendRayleigh((v) => multiply(matrix, v), start, lengths);
        expect(Math.hypot(...vector)).toBeCloseTo(1, 9);
        expect(value).toBeCloseTo(rayleighQuotient(matrix, vector), 9);
        expect(value - pairs[0]!.value).toBeLessThan(0.02 * spread + 1e-9);
      }),
    );
  });
});

describe('a split', () => {
  it('has the second derivative v^T S v in eps at 0', () => {
    fc.assert(
      fc.property(situation(), ({ problem: { network, data }, index, v }) => {
        const h = 1e-4;
        const slope = (eps: number) => {
          const candidate = [split(index, eps, v)];
          const { gradient } = differentiatePlainly(overgrownNetwork(network, candidate), data);
          return candidateGradients(network, candidate, gradient)[0]!.amplitude;
        };
        const expected = quadratic(splittingMatrix({ network, data }, index), v);
        const found = (slope(h) - slope(-h)) / (2 * h);
        // The slope's own third-order term is at most 24 C h^2 / 6.
        const tolerance = 1e-9 + 4 * h * h * fourthOrderBound({ network, data }, index);
        expect(Math.abs(found - expected)).toBeLessThan(Math.max(tolerance, 1e-7 * Math.abs(expected)));
      }),
    );
  });

  it('changes the loss by eps^2/2 v^T S v, with an error of order eps^4', () => {
    fc.assert(
      fc.property(situation(), ({ problem: { network, data }, index, v }) => {
        const curvature = quadratic(splittingMatrix({ network, data }, index), v);
        const bound = fourthOrderBound({ network, data }, index);
        for (const eps of [1e-1, 1e-2, 1e-3]) {
          const error = change(network, data, split(index, eps, v)) - (eps ** 2 / 2) * curvature;
          expect(Math.abs(error)).toBeLessThanOrEqual(bound * eps ** 4 + 1e-12);
        }
      }),
    );
  });

  it('in a signed form changes it by eps^2/2 times the curvature of the form times v^T S v, and S from growth agrees', () => {
    fc.assert(
      fc.property(situation(), fc.constantFrom(...SIGNED_FORMS), ({ problem: { network, data }, index, v }, form) => {
        const matrix = splittingMatrix({ network, data }, index);
        const found = splittingMatrices(network, data)[index]!;
        matrix.flat().forEach((value, k) => void expect(found.flat()[k]).toBeCloseTo(value, 9));
        // A triple moves antipodally: no third order. The shares are up to four times larger than a half, and squared.
        const [order, bound] =
          form === 'signed triple'
            ? [4, 16 * fourthOrderBound({ network, data }, index)]
            : [3, 16 * thirdOrderBound({ network, data }, index)];
        for (const eps of [1e-1, 1e-2, 1e-3]) {
          const candidate = split(index, eps, v, form);
          const expected = (eps ** 2 / 2) * (form === 'signed pair' ? -0.5 : -1) * quadratic(matrix, v);
          expect(splitChange(candidate, found)).toBeCloseTo(expected, 12);
          const error = change(network, data, candidate) - expected;
          expect(Math.abs(error)).toBeLessThanOrEqual(bound * eps ** order + 1e-11);
        }
      }),
    );
  });

  it('can lower the loss for small eps exactly when the smallest eigenvalue of S is negative', () => {
    fc.assert(
      fc.property(situation(1), ({ problem: { network, data }, index, v: direction }) => {
        const matrix = splittingMatrix({ network, data }, index);
        expect(matrix[0]![1]).toBe(matrix[1]![0]);
        const { lambda, v } = smallestEigenpair(matrix);
        expect(quadratic(matrix, v)).toBeCloseTo(lambda, 9);
        expect(quadratic(matrix, direction)).toBeGreaterThanOrEqual(lambda - 1e-9);

        fc.pre(Math.abs(lambda) > 1e-4);
        // So small that the fourth-order term cannot outweigh the second.
        const eps = Math.min(0.1, Math.sqrt(Math.abs(lambda) / (4 * fourthOrderBound({ network, data }, index))));
        if (lambda < 0) expect(change(network, data, split(index, eps, v))).toBeLessThan(0);
        else expect(change(network, data, split(index, eps, direction))).toBeGreaterThan(0);
      }),
    );
  });
});
