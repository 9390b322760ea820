/**
 * What the Adam optimizer remembers about each neuron, kept by neuron id so that it survives growth.
 *
 * Each neuron counts its own steps: a neuron that arrives late gets the bias correction of a beginner. (The official code
 * rebuilds its optimizer at every growth and so forgets; carrying the slots is our choice.)
 */
import { type Network, neuronParameters } from './network.ts';

export interface NeuronSlots {
  /** The neuron these belong to. */
  readonly neuron: number;
  /** Steps this neuron has taken. */
  readonly steps: number;
  /** First moments m, in the order a, b, w. */
  readonly first: readonly number[];
  /** Second moments v, in the order a, b, w. */
  readonly second: readonly number[];
}

export type OptimizerSlots = readonly NeuronSlots[];

/** Slots for a network, in its neurons' order: those of known neurons are kept as they are, new neurons get zeros. */
export function carrySlots(slots: OptimizerSlots, network: Network): OptimizerSlots {
  const known = new Map(slots.map((entry) => [entry.neuron, entry]));
  const zeros = new Array<number>(neuronParameters(network.inputSize)).fill(0);
  return network.neurons.map(({ id }) => known.get(id) ?? { neuron: id, steps: 0, first: zeros, second: zeros });
}
