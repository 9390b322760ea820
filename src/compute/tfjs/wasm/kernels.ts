/** Registers our kernels for the tfjs wasm backend. */

import type { TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { sumInPlace } from '../data-parallel/shared-exchange.ts';
import {
  type DescentAttributes,
  GROWTH_KERNELS,
  KERNELS,
  type SumAttributes,
  THREAD_KERNELS,
} from '../kernel-names.ts';
import { type Connection, connect, type WasmBackend } from './connection.ts';
import {
  growthNorm,
  growthNormGradient,
  imageFilterGradient,
  imageLayer,
  joinChannels,
  partChannels,
} from './growth-norm.ts';
import { batchNorm, channelSums, fixedNorm, gate, gateGradient, normGradient, relu, reluGradient } from './norm.ts';

type Inputs = Readonly<Record<string, TensorInfo>>;
type Kernel = (connection: Connection, inputs: Inputs, attributes: object) => TensorInfo | TensorInfo[];
type Shape4D = [number, number, number, number];

/** A convolution by the filters, or with the mirrored filters the gradient of its input. */
function convolve(
  connection: Connection,
  x: TensorInfo,
  filters: TensorInfo,
  bias: TensorInfo | undefined,
  mirrored: boolean,
) {
  const { run, make, at, scratch } = connection;
  const [batch, height, width] = x.shape as Shape4D;
  const [outputs, size, , inputs] = filters.shape as Shape4D;
  const [read, made] = mirrored ? [outputs, inputs] : [inputs, outputs];
  const radius = (size - 1) / 2;
  const y = make([batch, height, width, made]);
  const biasAddress = bias ? at(bias) : 0;
  if (run.winogradPays(height, width, inputs, outputs, radius)) {
    const memory = scratch(run.winogradConvolveScratch(inputs, outputs));
    const addresses = [at(x), at(filters), biasAddress, at(y), memory];
    run.winogradConvolve(...addresses, batch, height, width, inputs, outputs, mirrored ? 1 : 0);
    return y;
  }
  const packed = scratch(4 * size * size * read * 4 * Math.ceil(made / 4));
  run.packFilters(at(filters), packed, outputs, inputs, radius, mirrored ? 1 : 0);
  run.convolve(at(x), packed, biasAddress, at(y), batch, height, width, read, made, radius);
  return y;
}

const ALL_KERNELS = { ...KERNELS, ...GROWTH_KERNELS, ...THREAD_KERNELS };

const IMPLEMENTATIONS: Readonly<Record<keyof typeof ALL_KERNELS, Kernel>> = {
  convolve: (connection, { x, filters, bias }) => convolve(connection, x!, filters!, bias, false),
  inputGradient: (connection, { dy, filters }) => convolve(connection, dy!, filters!, undefined, true),

  filterGradient({ run, make, at, scratch }, inputs, attributes) {
    const { size } = attributes as { size: number };
    const [batch, height, width, reads] = inputs.x!.shape as Shape4D;
    const makes = inputs.dy!.shape[3]!;
    const radius = (size - 1) / 2;
    const dw = make([makes, size, size, reads]);
    if (run.winogradPays(height, width, reads, makes, radius)) {
      const memory = scratch(run.winogradFilterGradientScratch(reads, makes));
      const addresses = [at(inputs.x!), at(inputs.dy!), at(dw), memory];
      run.winogradFilterGradient(...addresses, batch, height, width, reads, makes);
      return dw;
    }
    const memory = scratch(run.filterGradientScratch(reads, makes, radius));
    run.filterGradient(at(inputs.x!), at(inputs.dy!), at(dw), memory, batch, height, width, reads, makes, radius);
    return dw;
  },

  batchNorm,
  fixedNorm,
  normGradient,
  gate,
  gateGradient,
  channelSums,
  relu,
  reluGradient,

  maxPool({ run, make, at }, { x }) {
    const [batch, height, width, channels] = x!.shape as Shape4D;
    const y = make([batch, Math.floor(height / 2), Math.floor(width / 2), channels]);
    run.maxPool(at(x!), at(y), batch, height, width, channels);
    return y;
  },

  maxPoolGradient({ run, make, at }, { x, y, dy }) {
    const dx = make(x!.shape);
    run.maxPoolGradient(at(x!), at(y!), at(dy!), at(dx), ...(x!.shape as Shape4D));
    return dx;
  },

  meanPool({ run, make, at }, { x }) {
    const [batch, height, width, channels] = x!.shape as Shape4D;
    const y = make([batch, channels]);
    run.meanPool(at(x!), at(y), batch, height * width, channels);
    return y;
  },

  meanPoolGradient({ run, make, at }, { dy }, attributes) {
    const { height, width } = attributes as { height: number; width: number };
    const [batch, channels] = dy!.shape as [number, number];
    const dx = make([batch, height, width, channels]);
    run.meanPoolGradient(at(dy!), at(dx), batch, height * width, channels);
    return dx;
  },

  crossEntropy({ run, make, at }, { logits, labels }) {
    const [batch, classes] = logits!.shape as [number, number];
    const [loss, correct, probabilities] = [make([]), make([]), make([batch, classes])] as const;
    run.crossEntropy(at(logits!), at(labels!), at(probabilities), at(loss), at(correct), batch, classes);
    return [loss, correct, probabilities];
  },

  crossEntropyGradient({ run, make, at }, { probabilities, labels, dloss }) {
    const [batch, classes] = probabilities!.shape as [number, number];
    const dlogits = make([batch, classes]);
    run.crossEntropyGradient(at(probabilities!), at(labels!), at(dloss!), at(dlogits), batch, classes);
    return dlogits;
  },

  descend({ run, at }, _, attributes) {
    const { slots, gradients, rate, momentum, nesterov, weightDecay } = attributes as DescentAttributes;
    for (const [k, { value, velocity }] of slots.entries()) {
      const addresses = [at(value), at(velocity), at(gradients[k]!)];
      run.descend(...addresses, value.size, rate, momentum, weightDecay, nesterov ? 1 : 0);
    }
    return [];
  },

  sumOverThreads({ at, floats }, _, attributes) {
    const { tensors, exchange } = attributes as SumAttributes;
    const lists = tensors.map((tensor) => floats(at(tensor), tensor.size));
    sumInPlace(exchange, lists);
    return [];
  },

  growthNorm,
  growthNormGradient,
  imageLayer,
  imageFilterGradient,
  joinChannels,
  partChannels,
};

const connections = new WeakMap<object, Connection>();

/** Part of tfjs's backend: counts the tensors that share data. */
interface Sharing {
  incRef(dataId: object): void;
}

/**
 * Replaces the backend's `Identity`, which copies. tfjs calls it for every tensor that it saves for a gradient; sharing the data
 * is what its own Reshape does here, and what Identity does on its other backends.
 */
function shareInsteadOfCopying(): void {
  if (tf.getKernel(tf.Identity, 'wasm')) tf.unregisterKernel(tf.Identity, 'wasm');
  tf.registerKernel({
    kernelName: tf.Identity,
    backendName: 'wasm',
    kernelFunc({ inputs, backend }) {
      const { dataId, shape, dtype } = inputs.x as TensorInfo;
      (backend as Sharing).incRef(dataId);
      return { dataId, shape, dtype };
    },
  });
}

/**
 * Makes our kernels run on the current backend, which must be tfjs's `wasm` without threads (its memory is one that
 * a second module can use).
 * @throws WebAssembly.CompileError where the browser has no SIMD
 */
export async function connectWasmKernels(): Promise<void> {
  if (tf.getBackend() !== 'wasm') throw new Error('The tfjs backend is not wasm.');
  const backend = tf.backend();
  if (connections.has(backend)) return;
  shareInsteadOfCopying();
  connections.set(backend, await connect(backend as unknown as WasmBackend));
  for (const [key, kernelName] of Object.entries(ALL_KERNELS)) {
    if (tf.getKernel(kernelName, 'wasm')) continue;
    const implementation = IMPLEMENTATIONS[key as keyof typeof ALL_KERNELS];
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs, backend: current }) => {
        const connection = connections.get(current as object);
        if (!connection) throw new Error('Our kernels are not connected to this wasm backend.');
        return implementation(connection, inputs as unknown as Inputs, attrs ?? {});
      },
    });
  }
}
