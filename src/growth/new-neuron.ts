/**
 * One new neuron phi(x, alpha) = sigma(alpha . x~), x~ = (x, 1), against a field r on the data: what GradMax and TINY look
 * for, each with its own objective. With r = dL/df = 2 (f - y), and nothing else on:
 *
 *   s(alpha) = E[r sigma(u)],   ds/dalpha = E[r sigma'(u) x~]       the slope of the loss in the neuron's output weight at 0
 *   n(alpha) = E[sigma(u)^2],   dn/dalpha = 2 E[sigma(u) sigma'(u) x~]
 *   L(f + eps phi) = L + eps s + eps^2 n                              exactly, for squared loss (eq. 5 in closed form)
 */
import type { Dataset } from '../compute/engine.ts';
import { type Activation, activate, activationSlope, type Network, predict } from '../networks/network.ts';
import { dot, norm } from '../networks/vectors.ts';
import { projectToUnitBall } from './neighbourhood.ts';
import { eigenPairs, type SymmetricMatrix } from './splitting-matrix.ts';

/** A number for each point of the data. */
export type Field = Float64Array;

/** r_n = dL/df = 2 (f(x_n) - y_n). */
export function lossSlopes(network: Network, data: Dataset): Field {
  return Float64Array.from({ length: data.count }, (_, n) => {
    return 2 * (predict(network, data.inputs, n * data.inputSize) - data.targets[n]!);
  });
}

/** alpha . x~ at point n. */
function preActivationAt(data: Dataset, alpha: readonly number[], n: number): number {
  let u = alpha[data.inputSize]!;
  for (let k = 0; k < data.inputSize; k += 1) u += alpha[k]! * data.inputs[n * data.inputSize + k]!;
  return u;
}

/** sigma(alpha . x~) at each point. */
export function activationField(activation: Activation, data: Dataset, alpha: readonly number[]): Field {
  return Float64Array.from({ length: data.count }, (_, n) => activate(activation, preActivationAt(data, alpha, n)));
}

/** E[a b]. */
export function meanProduct(a: Field, b: Field): number {
  return dot(a, b) / a.length;
}

/** s, n and their gradients in alpha. */
export interface NeuronMeasures {
  readonly slope: number;
  readonly slopeGradient: readonly number[];
  readonly energy: number;
  readonly energyGradient: readonly number[];
}

/** Measures the neuron sigma(alpha . x~) against a field. @param alpha [inputSize + 1] */
export function measureNeuron(
  activation: Activation,
  data: Dataset,
  field: Field,
  alpha: readonly number[],
): NeuronMeasures {
  const { inputs, inputSize, count } = data;
  let slope = 0;
  let energy = 0;
  const slopeGradient = new Array<number>(inputSize + 1).fill(0);
  const energyGradient = new Array<number>(inputSize + 1).fill(0);
  for (let n = 0; n < count; n += 1) {
    const u = preActivationAt(data, alpha, n);
    const value = activate(activation, u);
    const derivative = slopeFromValue(activation, u, value);
    const r = field[n]!;
    slope += r * value;
    energy += value * value;
    const inSlope = r * derivative;
    const inEnergy = 2 * value * derivative;
    for (let k = 0; k < inputSize; k += 1) {
      const x = inputs[n * inputSize + k]!;
      slopeGradient[k]! += inSlope * x;
      energyGradient[k]! += inEnergy * x;
    }
    slopeGradient[inputSize]! += inSlope;
    energyGradient[inputSize]! += inEnergy;
  }
  const mean = (value: number) => value / count;
  return {
    slope: mean(slope),
    slopeGradient: slopeGradient.map(mean),
    energy: mean(energy),
    energyGradient: energyGradient.map(mean),
  };
}

/** sigma'(u) where sigma(u) is known: an exponential less per point. */
function slopeFromValue(activation: Activation, u: number, value: number): number {
  if (activation === 'rbf') return -u * value;
  return activation === 'tanh' ? 1 - value * value : activationSlope(activation, u);
}

/** The amplitude with the lowest loss, -s / 2n; 0 for a neuron that is 0 everywhere. */
export function bestAmplitude({ slope, energy }: Pick<NeuronMeasures, 'slope' | 'energy'>): number {
  return energy > 0 ? -slope / (2 * energy) : 0;
}

/** What is maximised over alpha in the unit ball. */
export type NeuronObjective = (measures: NeuronMeasures) => {
  readonly value: number;
  readonly gradient: readonly number[];
};

export interface NeuronSearch {
  /** alpha after each step of the best climb, its start first; the last is the result. */
  readonly path: readonly (readonly number[])[];
  readonly value: number;
}

/**
 * Where to begin: the maxima over the ball of the quadratic model of s at alpha = 0,
 *   s ~ sigma(0) E[r] + sigma'(0) E[r x~] . alpha + sigma''(0)/2 alpha^T E[r x~ x~^T] alpha
 * which are the eigenvectors of E[r x~ x~^T] where sigma'(0) = 0 (rbf) and E[r x~] where it leads (GradMax's closed form);
 * and E[x~ x~^T]^-1 E[r x~], TINY's. Each with both signs, the eigenvectors also at half their length.
 */
export function warmStarts(data: Dataset, field: Field): number[][] {
  const size = data.inputSize + 1;
  const first = new Array<number>(size).fill(0);
  const square = () => Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const weighted = square();
  const plain = square();
  for (let n = 0; n < data.count; n += 1) {
    const x = [...data.inputs.subarray(n * data.inputSize, (n + 1) * data.inputSize), 1];
    for (let p = 0; p < size; p += 1) {
      first[p]! += (field[n]! * x[p]!) / data.count;
      for (let q = 0; q < size; q += 1) {
        weighted[p]![q]! += (field[n]! * x[p]! * x[q]!) / data.count;
        plain[p]![q]! += (x[p]! * x[q]!) / data.count;
      }
    }
  }
  const vectors = eigenPairs(weighted).map(({ vector }) => vector);
  const halves = vectors.map((vector) => vector.map((value) => value / 2));
  const linear = [first, solveSymmetric(plain, first)].flatMap((vector) => {
    const length = norm(vector);
    return length > 0 ? [vector.map((value) => value / length)] : [];
  });
  return [...vectors, ...halves, ...linear].flatMap((start) => [[...start], start.map((value) => -value)]);
}

/**
 * S^+ v for a symmetric positive semi-definite S, without the directions whose eigenvalue is below 1e-6 of the largest (TINY
 * drops those below 1e-6; relative, so that it does not depend on units, is our choice).
 */
export function solveSymmetric(matrix: SymmetricMatrix, vector: readonly number[]): number[] {
  const pairs = eigenPairs(matrix);
  const least = 1e-6 * Math.max(...pairs.map(({ value }) => value));
  const solution = vector.map(() => 0);
  for (const { value, vector: axis } of pairs) {
    if (value <= least) continue;
    const along = dot(axis, vector) / value;
    for (const [k, part] of axis.entries()) solution[k]! += along * part;
  }
  return solution;
}

/** Steps that each warm start gets before the best go on, and how many those are. */
const TRIAL_STEPS = 12;
const FINALISTS = 2;

/**
 * The neuron in the unit ball with the largest objective: climbs of normalised steps, as eq. 4's are, from the warm starts;
 * after some steps only the best go on (our choice; in the paper's toy it finds what a fine grid finds). No randomness.
 * @param lengths of the steps
 */
export function findNeuron(
  activation: Activation,
  data: Dataset,
  field: Field,
  objective: NeuronObjective,
  lengths: Float32Array,
): NeuronSearch {
  const at = (alpha: readonly number[]) => ({ alpha, ...objective(measureNeuron(activation, data, field, alpha)) });
  const climb = (from: readonly number[], steps: Float32Array): NeuronSearch => {
    let here = at(from);
    const path = [here.alpha];
    let best = { value: here.value, length: 1 };
    for (const length of steps) {
      const steepness = norm(here.gradient);
      if (steepness === 0) break;
      here = at(projectToUnitBall(here.alpha.map((value, k) => value + (length * here.gradient[k]!) / steepness)));
      path.push(here.alpha);
      if (here.value > best.value) best = { value: here.value, length: path.length };
    }
    return { path: path.slice(0, best.length), value: best.value };
  };
  const seen = new Set<number>();
  const trials = warmStarts(data, field).flatMap((start) => {
    const from = projectToUnitBall(start);
    const { value } = at(from);
    // Where sigma is even or odd, the two signs of a start are the same neuron.
    if (seen.has(value)) return [];
    seen.add(value);
    return [
      climb(
        from,
        lengths.filter((_, k) => k % Math.ceil(lengths.length / TRIAL_STEPS) === 0),
      ),
    ];
  });
  const finalists = trials.sort((a, b) => b.value - a.value).slice(0, FINALISTS);
  return finalists
    .map((trial): NeuronSearch => {
      const rest = climb(
        trial.path.at(-1)!,
        lengths.map((length) => length / 3),
      );
      return { path: [...trial.path, ...rest.path.slice(1)], value: rest.value };
    })
    .reduce((best, one) => (one.value > best.value ? one : best));
}
