/**
 * Edits that grow a network. Each returns a new network and leaves the old one alone.
 */
import { type Network, type Neuron, neuronById } from './network.ts';
import { SPLIT_FORMS, type SplitCopy, type SplitForm } from './split-forms.ts';

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
 * Splits neuron `id` (eq. 3, or one of S3D's signed forms): each copy takes its share of the output weight and moves to
 * theta + move * offset. The first copy keeps the parent's id, the others get new ones. The antipodal halves w/2 + w/2 == w
 * bit for bit, so the function is preserved exactly at offset 0.
 * @param offset epsilon * delta, the move of (a, b); length inputSize + 1
 */
export function splitNeuron(
  network: Network,
  id: number,
  offset: readonly number[],
  phase: number,
  form: SplitForm = 'antipodal',
): Network {
  const parent = neuronById(network, id);
  if (offset.length !== network.inputSize + 1) {
    throw new RangeError(`A split moves ${network.inputSize + 1} numbers, not ${offset.length}.`);
  }
  const [moved, ...copies] = SPLIT_FORMS[form].map((copy) => splitCopy(parent, offset, copy));
  const neurons = network.neurons.map((neuron): Neuron => (neuron.id === id ? { ...parent, ...moved } : neuron));
  const origin = { kind: 'split', parent: id, phase, ...(form === 'antipodal' ? {} : { form }) } as const;
  return copies.reduce<Network>((grown, copy) => addNeuron(grown, copy, origin), { ...network, neurons });
}

/** One copy of a split neuron: theta + move * offset, with its share of the output weight. */
export function splitCopy(neuron: NeuronValues, offset: readonly number[], { share, move }: SplitCopy): NeuronValues {
  return {
    weights: neuron.weights.map((weight, k) => weight + move * offset[k]!),
    bias: neuron.bias + move * offset[neuron.weights.length]!,
    output: share * neuron.output,
  };
}
