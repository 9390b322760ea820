/** Random networks and data sets for property tests (fast-check). Imported by tests only. */
import fc from 'fast-check';
import type { Dataset } from '../compute/engine.ts';
import { addNeuron, emptyNetwork } from './edits.ts';
import { ACTIVATIONS, type Network } from './network.ts';

export interface ArbitraryOptions {
  /** 1 */
  readonly minNeurons?: number;
  /** 5 */
  readonly maxNeurons?: number;
  /** Any from 1 to 3. */
  readonly inputSize?: number;
}

// 32-bit floats: what engines compute with, and far from the doubles so small that halving them loses their last bit.
const within = (bound: number) => fc.float({ min: -bound, max: bound, noNaN: true, noDefaultInfinity: true });

/** A vector with parts in [-bound, bound]. */
export function arbitraryVector(length: number, bound = 2): fc.Arbitrary<number[]> {
  return fc.array(within(bound), { minLength: length, maxLength: length });
}

/** A vector of norm 1. */
export function arbitraryDirection(length: number): fc.Arbitrary<number[]> {
  return arbitraryVector(length)
    .map((vector) => ({ vector, norm: Math.hypot(...vector) }))
    .filter(({ norm }) => norm > 0.1)
    .map(({ vector, norm }) => vector.map((value) => value / norm));
}

function networkOf(inputSize: number, { minNeurons = 1, maxNeurons = 5 }: ArbitraryOptions): fc.Arbitrary<Network> {
  const neuron = fc.record({ weights: arbitraryVector(inputSize), bias: within(2), output: within(2) });
  return fc
    .record({
      activation: fc.constantFrom(...ACTIVATIONS),
      neurons: fc.array(neuron, { minLength: minNeurons, maxLength: maxNeurons }),
    })
    .map(({ activation, neurons }) =>
      neurons.reduce<Network>(
        (network, values) => addNeuron(network, values, { kind: 'initial' }),
        emptyNetwork(activation, inputSize),
      ),
    );
}

function sized(options: ArbitraryOptions): fc.Arbitrary<number> {
  return options.inputSize === undefined ? fc.integer({ min: 1, max: 3 }) : fc.constant(options.inputSize);
}

/** A network with parameters in [-2, 2]. */
export function arbitraryNetwork(options: ArbitraryOptions = {}): fc.Arbitrary<Network> {
  return sized(options).chain((inputSize) => networkOf(inputSize, options));
}

export interface Problem {
  readonly network: Network;
  readonly data: Dataset;
}

/** A network and points to fit: inputs and targets in [-2, 2]. */
export function arbitraryProblem(options: ArbitraryOptions = {}): fc.Arbitrary<Problem> {
  return sized(options).chain((inputSize) => {
    const point = fc.record({ input: arbitraryVector(inputSize), target: within(2) });
    const points = fc.array(point, { minLength: 2, maxLength: 10 });
    return fc.record({ network: networkOf(inputSize, options), points }).map(({ network, points: rows }) => ({
      network,
      data: {
        inputSize,
        count: rows.length,
        inputs: Float32Array.from(rows.flatMap(({ input }) => input)),
        targets: Float32Array.from(rows.map(({ target }) => target)),
      },
    }));
  });
}
