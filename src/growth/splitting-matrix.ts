/**
 * The splitting matrix of each neuron (splitting steepest descent, Liu, Wu and Wang 2019):
 *
 *   S_i = E_x[ dL/df(x) * d^2 phi(x, theta_i) / d theta^2 ]  =  E[ r w_i sigma''(u_i) x~ x~^T ],   x~ = (x, 1), r = 2 (f - y)
 *
 * Splitting neuron i into theta +/- eps v changes the loss by eps^2/2 v^T S_i v + O(eps^4), so the best direction is the
 * eigenvector of the smallest eigenvalue; a neuron with lambda_min >= 0 is splitting stable.
 */
import type { Dataset } from '../compute/engine.ts';
import { activationCurvature, type Network, preActivation, predict } from '../networks/network.ts';
import { dot, norm } from '../networks/vectors.ts';

/** A symmetric matrix, row by row. */
export type SymmetricMatrix = readonly (readonly number[])[];

/** The splitting matrices of all neurons, each [(inputSize + 1) x (inputSize + 1)], in float64. */
export function splittingMatrices(network: Network, data: Dataset): SymmetricMatrix[] {
  const size = network.inputSize + 1;
  const matrices = network.neurons.map(() => Array.from({ length: size }, () => new Array<number>(size).fill(0)));
  const point = new Array<number>(size).fill(1);
  for (let n = 0; n < data.count; n += 1) {
    const at = n * network.inputSize;
    for (let k = 0; k < network.inputSize; k += 1) point[k] = data.inputs[at + k]!;
    const r = (2 * (predict(network, data.inputs, at) - data.targets[n]!)) / data.count;
    for (const [i, neuron] of network.neurons.entries()) {
      const curvature = activationCurvature(network.activation, preActivation(neuron, data.inputs, at));
      const factor = r * neuron.output * curvature;
      const matrix = matrices[i]!;
      for (let row = 0; row < size; row += 1) {
        for (let column = 0; column < size; column += 1) matrix[row]![column]! += factor * point[row]! * point[column]!;
      }
    }
  }
  return matrices;
}

/** S v. */
export function multiply(matrix: SymmetricMatrix, vector: readonly number[]): number[] {
  return matrix.map((row) => dot(row, vector));
}

/** v^T S v / v^T v, the Rayleigh quotient. */
export function rayleighQuotient(matrix: SymmetricMatrix, vector: readonly number[]): number {
  return dot(vector, multiply(matrix, vector)) / dot(vector, vector);
}

export interface EigenPair {
  readonly value: number;
  /** Of norm 1; its first entry that is not 0 is positive, so that it is unique. */
  readonly vector: readonly number[];
}

function normalized(vector: readonly number[]): number[] {
  const length = norm(vector);
  const sign = (vector.find((value) => Math.abs(value) > 1e-12 * length) ?? 1) < 0 ? -1 : 1;
  return vector.map((value) => (sign * value) / length);
}

/** All eigenpairs of a symmetric matrix, smallest value first, by cyclic Jacobi rotations (exact to rounding). */
export function eigenPairs(matrix: SymmetricMatrix): EigenPair[] {
  const size = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = matrix.map((_, i) => matrix.map((__, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60; sweep += 1) {
    let off = 0;
    let all = 0;
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) {
        all += a[i]![j]! ** 2;
        if (i !== j) off += a[i]![j]! ** 2;
      }
    }
    if (off <= 1e-30 * all) break;
    for (let p = 0; p < size - 1; p += 1) for (let q = p + 1; q < size; q += 1) rotate(a, v, p, q);
  }
  return a
    .map((row, i) => ({ value: row[i]!, vector: normalized(v.map((entries) => entries[i]!)) }))
    .sort((first, second) => first.value - second.value);
}

/** One Jacobi rotation that zeroes entry (p, q). */
function rotate(a: number[][], v: number[][], p: number, q: number): void {
  const apq = a[p]![q]!;
  if (apq === 0) return;
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const turn = (matrix: number[][], i: number, j: number, k: number, l: number) => {
    const x = matrix[i]![j]!;
    const y = matrix[k]![l]!;
    matrix[i]![j] = c * x - s * y;
    matrix[k]![l] = s * x + c * y;
  };
  for (let k = 0; k < a.length; k += 1) turn(a, k, p, k, q);
  for (let k = 0; k < a.length; k += 1) turn(a, p, k, q, k);
  for (let k = 0; k < a.length; k += 1) turn(v, k, p, k, q);
}

/**
 * The smallest Rayleigh quotient by gradient descent, without ever needing the matrix (fast splitting, Wang et al. 2019):
 * grad R = 2 (S v (v^T v) - v (v^T S v)) / (v^T v)^2. Steps have the given lengths along the normalised gradient (our
 * choice; the original uses RMSprop), and v is renormalised after each.
 * @param apply v -> S v, so that S need not exist
 */
export function descendRayleigh(
  apply: (vector: readonly number[]) => readonly number[],
  start: readonly number[],
  lengths: ArrayLike<number>,
): EigenPair {
  let vector = normalized(start);
  for (let step = 0; step < lengths.length; step += 1) {
    const product = apply(vector);
    const quotient = dot(vector, product);
    const gradient = product.map((value, k) => value - quotient * vector[k]!);
    const steepness = norm(gradient);
    if (steepness === 0) break;
    vector = normalized(vector.map((value, k) => value - (lengths[step]! * gradient[k]!) / steepness));
  }
  return { value: dot(vector, apply(vector)), vector };
}
