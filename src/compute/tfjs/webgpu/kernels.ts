/** Registers our kernels for the tfjs webgpu backend. */

import type { TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type DescentAttributes, KERNELS } from '../kernel-names.ts';
import { convolve, filterGradient, inputGradient } from './convolution.ts';
import { crossEntropy, crossEntropyGradient, descend } from './loss.ts';
import { batchNorm, channelSums, fixedNorm, gate, gateGradient, normGradient, relu, reluGradient } from './norm.ts';
import { maxPool, maxPoolGradient, meanPool, meanPoolGradient } from './pooling.ts';
import { createRecorder, type Recorder, releaseFreedBuffers, type WebGpuBackend } from './recorder.ts';

type Inputs = Readonly<Record<string, TensorInfo>>;
type Kernel = (recorder: Recorder, inputs: Inputs, attributes: object) => TensorInfo | TensorInfo[];

const IMPLEMENTATIONS: Readonly<Record<keyof typeof KERNELS, Kernel>> = {
  convolve: (recorder, { x, filters, bias }) => convolve(recorder, x!, filters!, bias),
  inputGradient: (recorder, { dy, filters }) => inputGradient(recorder, dy!, filters!),
  filterGradient: (recorder, { x, dy }, attributes) =>
    filterGradient(recorder, x!, dy!, (attributes as { size: number }).size),
  batchNorm,
  fixedNorm,
  normGradient,
  gate,
  gateGradient,
  channelSums,
  relu,
  reluGradient,
  maxPool: (recorder, { x }) => maxPool(recorder, x!),
  maxPoolGradient: (recorder, { x, dy }) => maxPoolGradient(recorder, x!, dy!),
  meanPool: (recorder, { x }) => meanPool(recorder, x!),
  meanPoolGradient(recorder, { dy }, attributes) {
    const { height, width } = attributes as { height: number; width: number };
    return meanPoolGradient(recorder, dy!, height, width);
  },
  crossEntropy: (recorder, { logits, labels }) => crossEntropy(recorder, logits!, labels!),
  crossEntropyGradient: (recorder, { probabilities, labels, dloss }) =>
    crossEntropyGradient(recorder, probabilities!, labels!, dloss!),
  descend(recorder, _, attributes) {
    const { slots, gradients, ...settings } = attributes as DescentAttributes;
    descend(recorder, slots, gradients, settings);
    return [];
  },
};

const recorders = new WeakMap<object, Recorder>();

/** Makes our kernels run on the current backend, which must be tfjs's `webgpu` (see compute/webgpu/adapter.ts). */
export function connectWebGpuKernels(): void {
  if (tf.getBackend() !== 'webgpu') throw new Error('The tfjs backend is not webgpu.');
  const backend = tf.backend();
  if (!recorders.has(backend)) recorders.set(backend, createRecorder(backend as unknown as WebGpuBackend));
  for (const [key, kernelName] of Object.entries(KERNELS)) {
    if (tf.getKernel(kernelName, 'webgpu')) continue;
    const implementation = IMPLEMENTATIONS[key as keyof typeof KERNELS];
    tf.registerKernel({
      kernelName,
      backendName: 'webgpu',
      kernelFunc: ({ inputs, attrs, backend: current }) => {
        const recorder = recorders.get(current as object);
        if (!recorder) throw new Error('Our kernels are not connected to this webgpu backend.');
        return implementation(recorder, inputs as unknown as Inputs, attrs ?? {});
      },
    });
  }
}

/** Gives the memory of freed tensors back to the device: to be called after each growth, when a backend is `webgpu`. */
export function releaseGpuMemory(): void {
  if (tf.getBackend() === 'webgpu') releaseFreedBuffers(tf.backend() as unknown as WebGpuBackend);
}
