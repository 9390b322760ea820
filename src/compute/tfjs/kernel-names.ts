/** Names of our kernels in the registry of tfjs, and their attributes. Each is registered once per backend. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { DescentSettings, Exchange, Slot } from './ops.ts';

export const KERNELS = {
  /** {x, filters, bias?} -> y */
  convolve: 'FireflyConvolve',
  /** {dy, filters} -> dx */
  inputGradient: 'FireflyConvolveInputGradient',
  /** {x, dy}, {size} -> dfilters */
  filterGradient: 'FireflyConvolveFilterGradient',
  /** {x} -> sum over images and pixels */
  channelSums: 'FireflyChannelSums',
  /** {x, gamma, beta}, BatchNormAttributes -> [y, mean, variance] */
  batchNorm: 'FireflyBatchNorm',
  /** {x, gamma, beta, mean, variance}, {relu} -> y */
  fixedNorm: 'FireflyFixedNorm',
  /** {x, dy, gamma, beta, mean, variance}, {relu, fixed} -> [dx, dgamma, dbeta] */
  normGradient: 'FireflyNormGradient',
  /** {x} -> y */
  maxPool: 'FireflyMaxPool',
  /** {x, y, dy} -> dx */
  maxPoolGradient: 'FireflyMaxPoolGradient',
  /** {x} -> y */
  meanPool: 'FireflyMeanPool',
  /** {dy}, {height, width} -> dx */
  meanPoolGradient: 'FireflyMeanPoolGradient',
  /** {x, zeta} -> y */
  gate: 'FireflyGate',
  /** {x, dy} -> dzeta */
  gateGradient: 'FireflyGateGradient',
  /** {x} -> y */
  relu: 'FireflyRelu',
  /** {x, dy} -> dx */
  reluGradient: 'FireflyReluGradient',
  /** {logits, labels} -> [loss, correct, probabilities] */
  crossEntropy: 'FireflyCrossEntropy',
  /** {probabilities, labels, dloss} -> dlogits */
  crossEntropyGradient: 'FireflyCrossEntropyGradient',
  /** {}, DescentAttributes -> [] */
  descend: 'FireflyDescend',
} as const;

/** Kernels that only some backends have: those of chain-growth.ts, which does without where they are missing. */
export const GROWTH_KERNELS = {
  /** {u?, nv?, scale?, offset?}, GrowthNormAttributes -> [h, f, hf]; [h] where fresh is 0, [f] where channels is 0 */
  growthNorm: 'FireflyGrowthNorm',
  /** {u?, nv?, scale?, offset?, dhf, dh?}, GrowthNormGradientAttributes -> [du, dnv], without what is not there */
  growthNormGradient: 'FireflyGrowthNormGradient',
  /**
   * {x, filters, offsets, scale, offset}, GrowthNormAttributes -> [u, nv, and what `growthNorm` makes of them]: convolutions of x
   * by filters and by offsets, then `growthNorm`. For x of fewer than eight channels, an image's.
   */
  imageLayer: 'FireflyImageLayer',
  /**
   * {x, u?, nv, scale?, offset?, dhf, dh?}, ImageFilterGradientAttributes -> the filter gradient of nv, whose convolution read x:
   * `growthNormGradient`, then `filterGradient`. For x of fewer than eight channels, an image's.
   */
  imageFilterGradient: 'FireflyImageFilterGradient',
  /** {a, b} -> channels of both, side by side */
  joinChannels: 'FireflyJoinChannels',
  /** {joined, more?}, {first} -> [the first channels, and more added to them; the others] */
  partChannels: 'FireflyPartChannels',
} as const;

/** Of threads that share a batch, on wasm only. */
export const THREAD_KERNELS = {
  /** {}, SumAttributes -> [] */
  sumOverThreads: 'FireflySumOverThreads',
} as const;

export interface SumAttributes {
  /** Changed in place. */
  readonly tensors: readonly Tensor[];
  readonly exchange: Exchange;
}

export interface GrowthNormAttributes {
  /** How many there are; 0 in a slot, where u, scale and offset are missing. */
  readonly channels: number;
  /** Whether every channel is split. */
  readonly splits: boolean;
  /** How many fresh channels there are. */
  readonly fresh: number;
  /** What batch norm multiplies a fresh channel by. */
  readonly freshScale: number;
  /** Whether 2 by 2 max pooling follows. */
  readonly pooled: boolean;
}

export interface GrowthNormGradientAttributes extends GrowthNormAttributes {
  /** Whether du is asked for. */
  readonly wantsU: boolean;
}

export interface ImageFilterGradientAttributes extends GrowthNormAttributes {
  /** Of the filters, odd. */
  readonly size: number;
}

export interface NormAttributes {
  readonly relu: boolean;
}

export interface BatchNormAttributes extends NormAttributes {
  /** Running statistics, changed in place. */
  readonly mean: Tensor;
  readonly variance: Tensor;
  readonly momentum: number;
  /** With the thread that has the other half of the batch; only on wasm. */
  readonly exchange?: Exchange | undefined;
}

export interface NormGradientAttributes extends NormAttributes {
  /** Whether mean and variance are constants rather than the batch's. */
  readonly fixed: boolean;
  /** As above. */
  readonly exchange?: Exchange | undefined;
}

export interface DescentAttributes extends DescentSettings {
  /** Changed in place. */
  readonly slots: readonly Slot[];
  readonly gradients: readonly Tensor[];
}
