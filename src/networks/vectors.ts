/** Vectors of numbers. Sums go from the first entry to the last, always, so that every bit of them is fixed. */

/** A hair inside of the unit ball, so that rounding to 32-bit floats cannot push a vector out. */
export const INSIDE_UNIT_BALL = 1 - 1e-7;

/** a . b, of vectors of one length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k += 1) sum += a[k]! * b[k]!;
  return sum;
}

/** The Euclidean norm. */
export function norm(vector: ArrayLike<number>): number {
  return Math.sqrt(dot(vector, vector));
}

/**
 * Vectors of zeros, side by side in one buffer. Growing makes them by the thousands, and a buffer for each costs more time than
 * what is computed with it.
 */
export function zeroVectors(lengths: readonly number[]): Float64Array[] {
  const all = new Float64Array(lengths.reduce((sum, length) => sum + length, 0));
  let end = 0;
  return lengths.map((length) => {
    end += length;
    return all.subarray(end - length, end);
  });
}
