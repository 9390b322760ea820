/**
 * The operations that conv nets are made of, behind one interface: our own kernels (kernel-ops.ts, on the tfjs backends
 * `wasm` and `webgpu`) or stock tfjs (stock-ops.ts, on any backend). Automatic differentiation of tfjs goes through both.
 *
 * Images are [image, row, column, channel]; filters are [out, row, column, in], square and of odd size; 32-bit floats.
 */
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/** Added to variances (PyTorch's default). */
export const NORM_EPSILON = 1e-5;

/**
 * Running mean and variance of batch norm, [channels] each. The tensors are kept, changed in place or replaced by
 * `batchNorm`; their owner disposes of what is here at the end.
 */
export interface RunningStatistics {
  mean: Tensor1D;
  /** Unbiased, as in PyTorch. */
  variance: Tensor1D;
}

/** What two threads give each other while each computes half of a batch (data-parallel/). */
export interface Exchange {
  /**
   * Waits for the other thread.
   * @param own numbers of this thread, as many as the other thread gives
   * @returns what both gave, the first thread's first; it holds until the next call but one
   * @throws Error if the other thread has failed or does not answer
   */
  gather<T extends Float32Array | Float64Array>(own: readonly T[]): readonly [T, T];
}

export interface NormOptions {
  /**
   * 'batch': normalise by the mean and variance over images and pixels (training). 'running': by `statistics`, which are
   * constants then (evaluation and growth).
   */
  readonly by: 'batch' | 'running';
  readonly statistics: RunningStatistics;
  /** How far the running statistics move towards the batch's, 0 to 1; 0 leaves them alone (only with `by: 'batch'`). */
  readonly momentum: number;
  /** Whether a ReLU follows. */
  readonly relu: boolean;
  /** Makes the statistics those of both threads' images (with `by: 'batch'`, our kernels on wasm). */
  readonly exchange?: Exchange | undefined;
}

export interface Loss {
  /** Mean over the batch of -ln p(label), []. */
  readonly loss: Tensor;
  /** How many labels have the largest logit, []; not differentiable. */
  readonly correct: Tensor;
}

/** A parameter in training. The tensors are kept, and changed in place or replaced by `descend`. */
export interface Slot {
  value: Tensor;
  /** Momentum, the same shape. */
  velocity: Tensor;
}

export interface DescentSettings {
  /** Learning rate. */
  readonly rate: number;
  /** 0 to 1. */
  readonly momentum: number;
  readonly nesterov: boolean;
  /** Added to the gradient: weightDecay times the parameter. */
  readonly weightDecay: number;
}

export interface ImageOps {
  readonly kind: 'kernels' | 'stock';
  /**
   * Convolution with 'same' padding and stride 1.
   * @param x [B, H, W, in], @param filters [out, k, k, in] with odd k, @param bias [out]
   */
  convolve(x: Tensor4D, filters: Tensor4D, bias?: Tensor1D): Tensor4D;
  /** Batch norm over images and pixels, then ReLU. @param gamma [C], @param beta [C] */
  batchNorm(x: Tensor4D, gamma: Tensor1D, beta: Tensor1D, options: NormOptions): Tensor4D;
  /** Largest of each 2 by 2 pixels, stride 2; a last odd row or column is left out. Ties: the first pixel by rows has the gradient. */
  maxPool(x: Tensor4D): Tensor4D;
  /** Mean over all pixels: [B, C]. */
  meanPool(x: Tensor4D): Tensor2D;
  /** Each channel times its own zeta [C]: dL/dzeta is what importance scores integrate (eq. 5). */
  gate(x: Tensor4D, zeta: Tensor1D): Tensor4D;
  /** Where no batch norm precedes it, which does it at once. */
  relu(x: Tensor4D): Tensor4D;
  add(a: Tensor4D, b: Tensor4D): Tensor4D;
  /** @param logits [B, classes], @param labels [B] int32 in [0, classes) */
  crossEntropy(logits: Tensor2D, labels: Tensor1D): Loss;
  /** One step of stochastic gradient descent with momentum, PyTorch's definition, for all parameters. */
  descend(slots: readonly Slot[], gradients: readonly Tensor[], settings: DescentSettings): void;
  /** Replaces numbers by the sums of both threads'; only where two threads can share a batch (our kernels on wasm). */
  sumOverThreads?(tensors: readonly Tensor[], exchange: Exchange): void;
}

/** @throws RangeError if shapes do not belong together */
export function checkConvolution(x: readonly number[], filters: readonly number[]): void {
  const [, height, width, inputs] = filters;
  if (height !== width || height! % 2 === 0)
    throw new RangeError(`Filters must be square and odd, not ${height} x ${width}.`);
  if (x[3] !== inputs) throw new RangeError(`The filters read ${inputs} channels, but the image has ${x[3]}.`);
}
