/**
 * Two-layer networks as immutable values: f(x) = sum_i w_i sigma(a_i . x + b_i).
 *
 * In the paper's notation a neuron is phi(x, theta_i) with theta_i = (a_i, b_i); the output weight w_i multiplies it.
 * Neurons have ids that never change or return, so pictures, optimizer slots and lineage can follow one neuron through
 * every growth. Deeper networks are not described here.
 */
import { exp, log, tanh } from '../random/exact-math.ts';
import type { SignedForm } from './split-forms.ts';

/** sigma: 'rbf' is e^(-u^2/2), the activation of the paper's toy; 'tanh' and 'softplus' are ours, for tests and teaching. */
export type Activation = 'rbf' | 'tanh' | 'softplus';
export const ACTIVATIONS: readonly Activation[] = ['rbf', 'tanh', 'softplus'];

/** Where a neuron came from, and in which phase it arrived. */
export type Origin =
  | { readonly kind: 'initial' }
  | { readonly kind: 'fresh'; readonly phase: number }
  | {
      readonly kind: 'split';
      readonly parent: number;
      readonly phase: number;
      /** Absent for the paper's antipodal split. */
      readonly form?: SignedForm;
    };

export interface Neuron {
  readonly id: number;
  /** a_i, one weight per input. */
  readonly weights: readonly number[];
  /** b_i */
  readonly bias: number;
  /** w_i, the output weight. */
  readonly output: number;
  readonly origin: Origin;
}

export interface Network {
  readonly activation: Activation;
  /** Number of inputs, >= 1. */
  readonly inputSize: number;
  readonly neurons: readonly Neuron[];
  /** The id the next neuron will get. */
  readonly nextId: number;
}

/** Parameters per neuron: the input weights, the bias and the output weight. */
export function neuronParameters(inputSize: number): number {
  return inputSize + 2;
}

/** Number of trainable numbers of a network. */
export function parameterCount(network: Network): number {
  return network.neurons.length * neuronParameters(network.inputSize);
}

/** sigma(u). */
export function activate(activation: Activation, u: number): number {
  switch (activation) {
    case 'rbf':
      return exp(-0.5 * u * u);
    case 'tanh':
      return tanh(u);
    case 'softplus':
      return u > 30 ? u : log(1 + exp(u));
  }
}

/** sigma'(u), the first derivative. */
export function activationSlope(activation: Activation, u: number): number {
  switch (activation) {
    case 'rbf':
      return -u * exp(-0.5 * u * u);
    case 'tanh': {
      const t = tanh(u);
      return 1 - t * t;
    }
    case 'softplus':
      return 1 / (1 + exp(-u));
  }
}

/** sigma''(u), the second derivative: the splitting matrix of a neuron is E[r w sigma''(u) x x^T]. */
export function activationCurvature(activation: Activation, u: number): number {
  switch (activation) {
    case 'rbf':
      return (u * u - 1) * exp(-0.5 * u * u);
    case 'tanh': {
      const t = tanh(u);
      return -2 * t * (1 - t * t);
    }
    case 'softplus': {
      const s = 1 / (1 + exp(-u));
      return s * (1 - s);
    }
  }
}

/** u = a . x + b, the number a neuron applies its activation to. */
export function preActivation(neuron: Pick<Neuron, 'weights' | 'bias'>, x: ArrayLike<number>, offset = 0): number {
  let u = neuron.bias;
  for (let k = 0; k < neuron.weights.length; k += 1) u += neuron.weights[k]! * x[offset + k]!;
  return u;
}

/** One neuron's part of the output, w sigma(a . x + b). */
export function contribution(
  activation: Activation,
  neuron: Pick<Neuron, 'weights' | 'bias' | 'output'>,
  x: ArrayLike<number>,
  offset = 0,
): number {
  return neuron.output * activate(activation, preActivation(neuron, x, offset));
}

/** f(x), neurons added in order. `x` holds the inputs from `offset` on. */
export function predict(network: Network, x: ArrayLike<number>, offset = 0): number {
  let sum = 0;
  for (const neuron of network.neurons) sum += contribution(network.activation, neuron, x, offset);
  return sum;
}

/** The neuron with an id. Throws RangeError if the network has none. */
export function neuronById(network: Network, id: number): Neuron {
  const neuron = network.neurons.find((candidate) => candidate.id === id);
  if (!neuron) throw new RangeError(`The network has no neuron ${id}.`);
  return neuron;
}

/** A name for people: A, B, ..., Z, A2, B2, ... in order of ids, so a neuron keeps its letter for life. */
export function neuronName(id: number): string {
  const letter = String.fromCharCode(65 + (id % 26));
  const round = Math.floor(id / 26);
  return round === 0 ? letter : `${letter}${round + 1}`;
}
