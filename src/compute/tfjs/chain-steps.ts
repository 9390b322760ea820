/** What the ways through a chain share (chain-growth.ts): kernels by name, the chain on the backend, and what each step keeps. */
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Description } from '../../networks/description.ts';
import type { DeepNetwork, Tensors } from '../../networks/tensors.ts';
import { type ChainLayer, type ChainResidual, chainOf, type Gain } from './growth-chain.ts';
import type { GrowthNormAttributes } from './kernel-names.ts';
import { NORM_EPSILON } from './ops.ts';

/** Runs a kernel on those inputs that there are. */
export function run<T = Tensor>(name: string, inputs: Record<string, Tensor | undefined>, attributes: object = {}): T {
  const given = Object.entries(inputs).filter(([, tensor]) => tensor !== undefined);
  const named = Object.fromEntries(given) as Record<string, Tensor>;
  return tf.engine().runKernel(name, named, attributes as tf.NamedAttrMap) as unknown as T;
}

/** The sum of what there is. */
export const sum = (a: Tensor | undefined, b: Tensor | undefined) => (a && b ? tf.add(a, b) : (a ?? b));

/** What a group's channels are at some place of the network; `h` is missing where it has none yet. */
export interface Maps {
  readonly h: Tensor4D | undefined;
  readonly f: Tensor4D | undefined;
  /** Both side by side. */
  readonly hf: Tensor4D;
  readonly gain: Gain;
}

/** The gradient of `Maps`: of hf, and what else comes to h. */
export interface MapGradients {
  readonly dhf: Tensor | undefined;
  readonly dh: Tensor | undefined;
}

/** What went into a convolution and came out of it. */
export interface Step {
  readonly layer: ChainLayer;
  readonly read: Maps;
  readonly gain: Gain;
  readonly filters: Tensor4D | undefined;
  /** [D; V] from row `firstRow` on. */
  readonly offsets: Tensor4D | undefined;
  readonly firstRow: number;
  readonly u: Tensor4D | undefined;
  readonly nv: Tensor4D | undefined;
}

export interface ResidualStep {
  readonly gain: Gain;
  readonly first: Step;
  readonly last: Step;
}

/** What was found, on the backend, by the names of convolutions. */
export type Found = {
  readonly loss: Tensor;
  /** Of [D; V], as its filters, from some row on; and of O, [out, row, column, fresh]. */
  readonly offsets: Record<string, { readonly gradient: Tensor; readonly firstRow: number }>;
  readonly outgoing: Record<string, Tensor>;
  /** Slopes of scales, [rows of [D; V]]. */
  readonly scales: Record<string, Tensor>;
};

/** A chain, and those of its tensors on the backend that no growth changes. */
export interface ChainGround {
  readonly description: Description;
  readonly tensors: Tensors;
  readonly chain: readonly (ChainLayer | ChainResidual)[];
  /** Batch norm as one multiplication and one addition, by its name; missing where it has no channels. */
  readonly norms: ReadonlyMap<string, { readonly scale: Tensor1D; readonly offset: Tensor1D }>;
  readonly head: ChainLayer;
  /** Of the head. */
  readonly bias: Tensor1D | undefined;
  dispose(): void;
}

/** Undefined where the network is no chain. */
export function openChain({ description, tensors }: DeepNetwork): ChainGround | undefined {
  const chain = chainOf(description);
  if (!chain) return undefined;
  const norms = new Map<string, { readonly scale: Tensor1D; readonly offset: Tensor1D }>();
  for (const part of chain) {
    const { norm } = part.kind === 'residual' ? part.first : part;
    if (norm && tensors[`${norm}.gamma`]!.length > 0) norms.set(norm, affineOf(tensors, norm));
  }
  const head = chain.at(-1) as ChainLayer;
  const bias = head.bias ? tf.keep(tf.tensor1d(Float32Array.from(tensors[`${head.name}.bias`]!))) : undefined;
  return {
    description,
    tensors,
    chain,
    norms,
    head,
    bias,
    dispose() {
      for (const { scale, offset } of norms.values()) tf.dispose([scale, offset]);
      bias?.dispose();
    },
  };
}

/** Batch norm by running statistics as one multiplication and one addition. */
function affineOf(tensors: Tensors, norm: string): { readonly scale: Tensor1D; readonly offset: Tensor1D } {
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'mean', 'variance'].map(
    (role) => tensors[`${norm}.${role}`]!,
  );
  const scale = Float32Array.from(gamma!, (value, c) => value / Math.sqrt(variance![c]! + NORM_EPSILON));
  const offset = Float32Array.from(beta!, (value, c) => value - mean![c]! * scale[c]!);
  return { scale: tf.keep(tf.tensor1d(scale)), offset: tf.keep(tf.tensor1d(offset)) };
}

/** `imageLayer` and `imageFilterGradient` take images of fewer channels. */
export const FEW_CHANNELS = 8;

const FRESH_SCALE = Math.fround(1 / Math.sqrt(1 + NORM_EPSILON));

export function normAttributes({ layer, gain }: Step): GrowthNormAttributes {
  const { channels, splits, fresh } = gain;
  return { channels, splits, fresh, freshScale: FRESH_SCALE, pooled: layer.pooled };
}
