/**
 * Edits that grow a network. Each returns a new network and leaves the old one alone.
 */
import { type Network, type Neuron, neuronById } from './network.ts';

/** What a neuron computes with: theta = (a, b) and the output weight w. */
export type NeuronValues = Pick<Neuron, 'weights' | 'bias' | 'output'>;

/** A network without neurons: f(x) = 0. */
export function emptyNetwork(activation: Network['activation'], inputSize: number): Network {
  return { activation, inputSize, neurons: [], nextId: 0 };
}

/** Appends a neuron under a new id. Function preserving exactly when its output weight is 0. */
export function addNeuron(network: Network, values: NeuronValues, origin: Neuron['origin']): Network {
  if (values.weights.length !== network.inputSize) {
    throw new RangeError(`A neuron of this network has ${network.inputSize} weights, not ${values.weights.length}.`);
  }
  const { weights, bias, output } = values;
  const neuron: Neuron = { id: network.nextId, weights, bias, output, origin };
  return { ...network, neurons: [...network.neurons, neuron], nextId: network.nextId + 1 };
}

/**
 * Splits neuron `id` in two with half its output weight each (eq. 3): the parent keeps its id and moves to
 * theta + offset, the copy gets a new id and moves to theta - offset. w/2 + w/2 == w bit for bit, so the function is
 * preserved exactly at offset 0.
 * @param offset epsilon * delta, the move of (a, b); length inputSize + 1
 */
export function splitNeuron(network: Network, id: number, offset: readonly number[], phase: number): Network {
  const parent = neuronById(network, id);
  if (offset.length !== network.inputSize + 1) {
    throw new RangeError(`A split moves ${network.inputSize + 1} numbers, not ${offset.length}.`);
  }
  const moved: Neuron = { ...parent, ...moveNeuron(parent, offset, 1), output: parent.output / 2 };
  const copy = { ...moveNeuron(parent, offset, -1), output: parent.output / 2 };
  const neurons = network.neurons.map((neuron) => (neuron.id === id ? moved : neuron));
  return addNeuron({ ...network, neurons }, copy, { kind: 'split', parent: id, phase });
}

/** theta + sign * offset. */
export function moveNeuron(
  neuron: Pick<Neuron, 'weights' | 'bias'>,
  offset: readonly number[],
  sign: 1 | -1,
): Pick<Neuron, 'weights' | 'bias'> {
  return {
    weights: neuron.weights.map((weight, k) => weight + sign * offset[k]!),
    bias: neuron.bias + sign * offset[neuron.weights.length]!,
  };
}
