/** Networks with random parameters: teachers, students before their first step, and the scratch baseline. */
import { openStream } from '../random/stream.ts';
import { addNeuron, emptyNetwork } from './edits.ts';
import type { Network } from './network.ts';

/** A random one-input RBF network with a, b, w ~ N(0, variance), drawn from the stream `name` of a seed. */
export function randomNetwork(seed: number, name: string, neurons: number, variance: number): Network {
  const stream = openStream(seed, name);
  const deviation = Math.sqrt(variance);
  const draw = () => deviation * stream.normal();
  let network = emptyNetwork('rbf', 1);
  for (let i = 0; i < neurons; i += 1) {
    network = addNeuron(network, { weights: [draw()], bias: draw(), output: draw() }, { kind: 'initial' });
  }
  return network;
}
