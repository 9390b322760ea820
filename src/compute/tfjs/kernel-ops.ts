/** The operations by our own kernels, for the backends that have them: `wasm` (wasm/) and `webgpu` (webgpu/). */

import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from './gradients.ts';
import {
  type BatchNormAttributes,
  type DescentAttributes,
  KERNELS,
  type SumAttributes,
  THREAD_KERNELS,
} from './kernel-names.ts';
import { checkConvolution, type ImageOps } from './ops.ts';

function run<T>(name: string, inputs: Record<string, Tensor>, attributes: object = {}): T {
  return tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as unknown as T;
}

registerGradients();

export const kernelOps: ImageOps = {
  kind: 'kernels',

  convolve(x, filters, bias) {
    checkConvolution(x.shape, filters.shape);
    return run<Tensor4D>(KERNELS.convolve, bias ? { x, filters, bias } : { x, filters });
  },

  batchNorm(x, gamma, beta, { by, statistics, momentum, relu, exchange }) {
    const { mean, variance } = statistics;
    if (by === 'running') return run<Tensor4D>(KERNELS.fixedNorm, { x, gamma, beta, mean, variance }, { relu });
    const attributes: BatchNormAttributes = { relu, mean, variance, momentum, exchange };
    return run<[Tensor4D, Tensor1D, Tensor1D]>(KERNELS.batchNorm, { x, gamma, beta }, attributes)[0];
  },

  maxPool: (x) => run<Tensor4D>(KERNELS.maxPool, { x }),
  meanPool: (x) => run<Tensor2D>(KERNELS.meanPool, { x }),
  gate: (x, zeta) => run<Tensor4D>(KERNELS.gate, { x, zeta }),
  relu: (x) => run<Tensor4D>(KERNELS.relu, { x }),
  add: (a, b) => tf.add(a, b),

  crossEntropy(logits, labels) {
    const [loss, correct] = run<[Tensor, Tensor, Tensor]>(KERNELS.crossEntropy, { logits, labels });
    return { loss, correct };
  },

  descend(slots, gradients, settings) {
    run(KERNELS.descend, {}, { ...settings, slots, gradients } satisfies DescentAttributes);
  },

  sumOverThreads(tensors, exchange) {
    run(THREAD_KERNELS.sumOverThreads, {}, { tensors, exchange } satisfies SumAttributes);
  },
};
