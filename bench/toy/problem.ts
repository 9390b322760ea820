/** What every contestant computes: full-batch Adam on the toy, from the same start, on the same points. */

import type { Dataset } from '../../src/compute/engine.ts';
import { roundNetwork } from '../../src/compute/plain/plain-engine.ts';
import type { Network } from '../../src/networks/network.ts';
import { startingNetwork, teacherTask } from '../../src/tasks/teacher.ts';

export const POINTS = 1000;
export const NEURONS = 10;
export const RATE = 0.01;
/** Networks trained at once: one, and the twenty seeds of six methods of the paper's Figure 3(a). */
export const SIZES = [1, 120] as const;
/** Steps after which the contestants' losses are compared. */
export const CHECK_STEPS = 10;

export interface ToyProblem {
  readonly data: Dataset;
  readonly networks: readonly Network[];
}

/** One teacher, and one student per network. All share the points, which is the cheapest case for batched frameworks. */
export function toyProblem(networks: number): ToyProblem {
  const { data } = teacherTask({ seed: 1, truthNeurons: 15, truthVariance: 3, points: POINTS });
  return {
    data,
    networks: Array.from({ length: networks }, (_, seed) => roundNetwork(startingNetwork(seed, NEURONS))),
  };
}

/** The students' numbers as arrays of shape [networks x neurons]. */
export function columns({ networks }: ToyProblem): Record<'a' | 'b' | 'w', Float32Array<ArrayBuffer>> {
  const neurons = networks.flatMap((network) => network.neurons);
  return {
    a: Float32Array.from(neurons, (neuron) => neuron.weights[0]!),
    b: Float32Array.from(neurons, (neuron) => neuron.bias),
    w: Float32Array.from(neurons, (neuron) => neuron.output),
  };
}
