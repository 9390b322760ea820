/**
 * The toy's two-layer network as a described one, to the last number: its neurons are one channel group, a and b are theta,
 * w is the outgoing weight. So the toy's splits and fresh neurons are those of every other network; it has a form of its own
 * (network.ts) because one neuron of it is small and looked at by itself.
 */
import { INPUT, initialGroup, OUTPUT } from './description.ts';
import type { Network } from './network.ts';
import type { DeepNetwork } from './tensors.ts';

/** Name of the group of a two-layer network's neurons. */
export const NEURONS = 'neurons';

/** The described network that computes the same, in 64-bit floats. */
export function describeTwoLayer(network: Network): DeepNetwork {
  const { activation, inputSize, neurons, nextId } = network;
  const channels = neurons.map(({ id, origin }) => ({ id, origin }));
  return {
    description: {
      height: 1,
      width: 1,
      groups: [
        initialGroup(INPUT, inputSize, false),
        { name: NEURONS, channels, nextId, growable: true },
        initialGroup(OUTPUT, 1, false),
      ],
      layers: [
        { kind: 'convolution', name: 'layer1', reads: INPUT, writes: NEURONS, size: 1, bias: true, gain: 1 },
        { kind: 'activation', activation },
        { kind: 'convolution', name: 'head', reads: NEURONS, writes: OUTPUT, size: 1, bias: false, gain: 1 },
      ],
    },
    tensors: {
      'layer1.filters': Float64Array.from(neurons.flatMap(({ weights }) => weights)),
      'layer1.bias': Float64Array.from(neurons, ({ bias }) => bias),
      'head.filters': Float64Array.from(neurons, ({ output }) => output),
    },
  };
}
