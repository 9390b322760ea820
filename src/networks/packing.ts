/**
 * A network's parameters as one flat array, neuron after neuron: a_1 ... a_d, b, w. This is what engines compute on.
 */
import { type Network, type Neuron, neuronParameters, parameterCount } from './network.ts';

/** Writes the parameters of a network, shape [neurons x (inputSize + 2)], rounded to float32. */
export function packParameters(network: Network): Float32Array {
  const packed = new Float32Array(parameterCount(network));
  let at = 0;
  for (const neuron of network.neurons) {
    for (const weight of neuron.weights) packed[at++] = weight;
    packed[at++] = neuron.bias;
    packed[at++] = neuron.output;
  }
  return packed;
}

/** The same network with other parameters, in the layout of `packParameters`. Ids and origins stay. */
export function withParameters(network: Network, packed: ArrayLike<number>, offset = 0): Network {
  const stride = neuronParameters(network.inputSize);
  const neurons = network.neurons.map((neuron, i): Neuron => {
    const at = offset + i * stride;
    const weights = neuron.weights.map((_, k) => packed[at + k]!);
    return { ...neuron, weights, bias: packed[at + stride - 2]!, output: packed[at + stride - 1]! };
  });
  return { ...network, neurons };
}
