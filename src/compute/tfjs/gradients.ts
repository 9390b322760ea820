/** The gradients of our kernels, once for all backends: each is made of kernels again. */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type BatchNormAttributes, KERNELS, type NormAttributes, type NormGradientAttributes } from './kernel-names.ts';

function run<T = Tensor>(name: string, inputs: Record<string, Tensor>, attributes: object = {}): T {
  return tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as unknown as T;
}

/** All three are made at once, when the first is asked for: the caller's scope keeps them. */
function normGradient(fixed: boolean): tf.GradFunc {
  return (dy, saved, attributes) => {
    const [x, gamma, beta, mean, variance] = saved as Tensor[];
    const inputs = { x: x!, dy: first(dy), gamma: gamma!, beta: beta!, mean: mean!, variance: variance! };
    const { relu, exchange } = attributes as unknown as NormAttributes & Pick<BatchNormAttributes, 'exchange'>;
    const options: NormGradientAttributes = { relu, fixed, exchange };
    const [dx, dgamma, dbeta] = run<Tensor[]>(KERNELS.normGradient, inputs, options);
    return { x: () => dx!, gamma: () => dgamma!, beta: () => dbeta! };
  };
}

const first = (dy: Tensor | Tensor[]): Tensor => (Array.isArray(dy) ? dy[0]! : dy);

const GRADIENTS: readonly tf.GradConfig[] = [
  {
    kernelName: KERNELS.convolve,
    inputsToSave: ['x', 'filters'],
    gradFunc: (dys, [x, filters]) => {
      const dy = first(dys);
      return {
        x: () => run(KERNELS.inputGradient, { dy, filters: filters! }),
        filters: () => run(KERNELS.filterGradient, { x: x!, dy }, { size: filters!.shape[1] }),
        bias: () => run(KERNELS.channelSums, { x: dy }),
      };
    },
  },
  {
    kernelName: KERNELS.batchNorm,
    inputsToSave: ['x', 'gamma', 'beta'],
    outputsToSave: [false, true, true],
    gradFunc: normGradient(false),
  },
  {
    kernelName: KERNELS.fixedNorm,
    inputsToSave: ['x', 'gamma', 'beta', 'mean', 'variance'],
    gradFunc: normGradient(true),
  },
  {
    kernelName: KERNELS.maxPool,
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, [x, y]) => ({ x: () => run(KERNELS.maxPoolGradient, { x: x!, y: y!, dy: first(dy) }) }),
  },
  {
    kernelName: KERNELS.meanPool,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => {
      const [, height, width] = x!.shape;
      return { x: () => run(KERNELS.meanPoolGradient, { dy: first(dy) }, { height, width }) };
    },
  },
  {
    kernelName: KERNELS.gate,
    inputsToSave: ['x', 'zeta'],
    gradFunc: (dy, [x, zeta]) => ({
      x: () => run(KERNELS.gate, { x: first(dy), zeta: zeta! }),
      zeta: () => run(KERNELS.gateGradient, { x: x!, dy: first(dy) }),
    }),
  },
  {
    kernelName: KERNELS.relu,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => run(KERNELS.reluGradient, { x: x!, dy: first(dy) }) }),
  },
  {
    kernelName: KERNELS.crossEntropy,
    inputsToSave: ['labels'],
    outputsToSave: [false, false, true],
    gradFunc: (dy, [labels, probabilities]) => {
      const inputs = { probabilities: probabilities!, labels: labels!, dloss: first(dy) };
      return { logits: () => run(KERNELS.crossEntropyGradient, inputs) };
    },
  },
  // Stock operations that networks use between ours; tfjs-core alone comes without any gradient.
  {
    kernelName: tf.Reshape,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.reshape(first(dy), x!.shape) }),
  },
  {
    kernelName: tf.Add,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b]) => {
      if (!tf.util.arraysEqual(a!.shape, b!.shape)) throw new Error('Sums of different shapes have no gradient here.');
      return { a: () => tf.clone(first(dy)), b: () => tf.clone(first(dy)) };
    },
  },
  { kernelName: tf.Identity, gradFunc: (dy) => ({ x: () => first(dy) }) },
];

/** Registers the gradients that are not there yet. */
export function registerGradients(): void {
  for (const gradient of GRADIENTS) if (!tf.getGradient(gradient.kernelName)) tf.registerGradient(gradient);
}
