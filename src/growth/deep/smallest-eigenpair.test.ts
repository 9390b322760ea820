import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStream } from '../../random/stream.ts';
import { eigenPairs } from '../splitting-matrix.ts';
import { smallestEigenpair } from './smallest-eigenpair.ts';

/** Q diag(values) Q^T with a random orthogonal Q. */
function withEigenvalues(values: readonly number[], seed: number): Float64Array {
  const size = values.length;
  const stream = openStream(seed, 'matrix');
  const basis: number[][] = [];
  while (basis.length < size) {
    let vector = stream.unitVector(size);
    for (let round = 0; round < 2; round += 1) {
      for (const other of basis) {
        const share = other.reduce((sum, value, k) => sum + value * vector[k]!, 0);
        vector = vector.map((value, k) => value - share * other[k]!);
      }
      const norm = Math.hypot(...vector);
      vector = vector.map((value) => value / norm);
    }
    basis.push(vector);
  }
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      for (let k = 0; k < size; k += 1) matrix[i * size + j]! += values[k]! * basis[k]![i]! * basis[k]![j]!;
    }
  }
  return matrix;
}

/** |A v - lambda v| */
function residual(matrix: ArrayLike<number>, vector: Float64Array, value: number): number {
  const size = vector.length;
  const parts = vector.map((own, i) => {
    let sum = -value * own;
    for (let j = 0; j < size; j += 1) sum += matrix[i * size + j]! * vector[j]!;
    return sum;
  });
  return Math.hypot(...parts);
}

const start = (size: number) => openStream(1, 'start').unitVector(size);

describe('the smallest eigenpair', () => {
  it("is that of Jacobi's rotations", () => {
    const matrices = fc.integer({ min: 1, max: 12 }).chain((size) =>
      fc.array(
        fc.integer({ min: -1000, max: 1000 }).map((value) => value / 1000),
        { minLength: size * size, maxLength: size * size },
      ),
    );
    fc.assert(
      fc.property(matrices, (entries) => {
        const size = Math.sqrt(entries.length);
        const rows = Array.from({ length: size }, (_, i) =>
          Array.from({ length: size }, (__, j) => entries[i * size + j]! + entries[j * size + i]!),
        );
        const matrix = Float64Array.from(rows.flat());
        const { value, vector } = smallestEigenpair(matrix, start(size));
        expect(value).toBeCloseTo(eigenPairs(rows)[0]!.value, 6);
        expect(Math.hypot(...vector)).toBeCloseTo(1, 12);
        expect(residual(matrix, vector, value)).toBeLessThan(1e-6);
      }),
    );
  });

  it.each([
    ['far from the others', [-3, -1, -0.5, ...Array.from({ length: 97 }, (_, k) => k / 97)]],
    ['close to the next', [-1, -0.999, ...Array.from({ length: 98 }, (_, k) => k / 98 - 0.5)]],
    ['twice', [-1, -1, 0, ...Array.from({ length: 97 }, (_, k) => k / 97)]],
    ['0 of a matrix of low rank', [...new Array<number>(90).fill(0), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['all of them', new Array<number>(30).fill(2)],
  ])('%s', (_, values) => {
    const matrix = withEigenvalues(values, 7);
    const { value, vector } = smallestEigenpair(matrix, start(values.length));
    const largest = Math.max(...values.map(Math.abs));
    expect(Math.abs(value - Math.min(...values))).toBeLessThan(1e-6 * largest);
    expect(residual(matrix, vector, value)).toBeLessThan(1e-6 * largest);
  });

  it('of zeros is 0', () => {
    const { value, vector } = smallestEigenpair(new Float64Array(9), start(3));
    expect(value).toBe(0);
    expect(Math.hypot(...vector)).toBeCloseTo(1);
  });
});
