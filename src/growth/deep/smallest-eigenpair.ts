/**
 * The smallest eigenvalue of a symmetric matrix and its eigenvector by Lanczos iteration with full reorthogonalisation (Golub
 * and Van Loan, Matrix Computations, section 10.3): the extreme eigenvalues of a large matrix come after few products.
 */
import { dot, norm } from '../../networks/vectors.ts';

export interface FoundEigenpair {
  readonly value: number;
  /** Of norm 1. */
  readonly vector: Float64Array;
}

/** Residual |A v - lambda v| at which the iteration ends, relative to the size of the matrix (its entries have 32 bits). */
const TOLERANCE = 1e-7;
/** Halvings of an interval until its ends agree to rounding. */
const BISECTIONS = 50;
/** Products between two looks at the residual. */
const LOOK_EVERY = 4;

function multiply(matrix: ArrayLike<number>, vector: Float64Array): Float64Array {
  const size = vector.length;
  const product = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    let sum = 0;
    for (let column = 0; column < size; column += 1) sum += matrix[row * size + column]! * vector[column]!;
    product[row] = sum;
  }
  return product;
}

/** How many eigenvalues of a tridiagonal matrix lie below a number (Sturm's sequence). */
function countBelow(diagonal: readonly number[], beside: readonly number[], bound: number): number {
  let count = 0;
  let pivot = 1;
  for (let k = 0; k < diagonal.length; k += 1) {
    const square = k === 0 ? 0 : beside[k - 1]! ** 2;
    pivot = diagonal[k]! - bound - square / pivot;
    if (pivot === 0) pivot = Number.MIN_VALUE;
    if (pivot < 0) count += 1;
  }
  return count;
}

/** A number just below the smallest eigenvalue of a tridiagonal matrix, by bisection. */
function boundBelow(diagonal: readonly number[], beside: readonly number[], scale: number): number {
  let [low, high] = [-2 * scale, 2 * scale];
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (low + high) / 2;
    if (countBelow(diagonal, beside, middle) === 0) low = middle;
    else high = middle;
  }
  return low - 1e-14 * scale;
}

/** Its eigenvector of norm 1, by inverse iteration: with a shift below all eigenvalues elimination needs no pivoting. */
function lowestVector(diagonal: readonly number[], beside: readonly number[], shift: number): Float64Array {
  const size = diagonal.length;
  const pivots = new Float64Array(size);
  for (let k = 0; k < size; k += 1) {
    pivots[k] = diagonal[k]! - shift - (k === 0 ? 0 : beside[k - 1]! ** 2 / pivots[k - 1]!);
  }
  let vector = new Float64Array(size).fill(1);
  for (let round = 0; round < 3; round += 1) {
    for (let k = 1; k < size; k += 1) vector[k]! -= (beside[k - 1]! / pivots[k - 1]!) * vector[k - 1]!;
    for (let k = size - 1; k >= 0; k -= 1) {
      vector[k] = vector[k]! / pivots[k]! - (k === size - 1 ? 0 : (beside[k]! / pivots[k]!) * vector[k + 1]!);
    }
    const length = norm(vector);
    vector = vector.map((value) => value / length);
  }
  return vector;
}

function combine(basis: readonly Float64Array[], shares: Float64Array): Float64Array {
  const sum = new Float64Array(basis[0]!.length);
  for (const [k, vector] of basis.entries()) for (let j = 0; j < sum.length; j += 1) sum[j]! += shares[k]! * vector[j]!;
  const length = norm(sum);
  return sum.map((value) => value / length);
}

/**
 * @param matrix [n, n], symmetric
 * @param start of length n and norm 1, not orthogonal to the eigenvector sought: random
 */
export function smallestEigenpair(matrix: ArrayLike<number>, start: ArrayLike<number>): FoundEigenpair {
  const basis = [Float64Array.from(start)];
  const [diagonal, beside]: [number[], number[]] = [[], []];
  let scale = 0;
  for (;;) {
    const last = basis.at(-1)!;
    const next = multiply(matrix, last);
    diagonal.push(dot(last, next));
    // Twice is enough for vectors that are orthogonal to rounding.
    for (let round = 0; round < 2; round += 1) {
      for (const vector of basis) {
        const share = dot(vector, next);
        for (let j = 0; j < next.length; j += 1) next[j]! -= share * vector[j]!;
      }
    }
    const rest = norm(next);
    scale = Math.max(scale, Math.abs(diagonal.at(-1)!) + rest + (beside.at(-1) ?? 0));
    const steps = diagonal.length;
    const exhausted = steps === start.length || rest <= 1e-14 * scale;
    if (exhausted || steps % LOOK_EVERY === 0) {
      if (scale === 0) return { value: 0, vector: last };
      const shares = lowestVector(diagonal, beside, boundBelow(diagonal, beside, scale));
      if (exhausted || rest * Math.abs(shares.at(-1)!) <= TOLERANCE * scale) {
        const vector = combine(basis, shares);
        return { value: dot(vector, multiply(matrix, vector)), vector };
      }
    }
    beside.push(rest);
    basis.push(next.map((value) => value / rest));
  }
}
