/**
 * Splitting matrices and their products on tfjs, as growth asks for them (growth/deep/engine.ts). One backward pass gives the
 * weights dL/da sigma''(b) c^2 of every image, pixel and channel; a matrix is then the weighted Gram matrix of patches, and a
 * product S v the gradient by v of 1/2 sum of weights (v * x)^2, which is a convolution and its filter gradient.
 */
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { DeepEngine } from '../../growth/deep/engine.ts';
import { activatedLayerNamed, RELU_SHARPNESS } from '../../networks/activated-layers.ts';
import type { ConvolutionLayer } from '../../networks/description.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { forwardOfDescription, networkValues, trainedNames, type Watch } from './description-net.ts';
import { type ImageOps, NORM_EPSILON } from './ops.ts';
import { type Batch, ImageTrainer } from './trainer.ts';
import type { HeldBatches } from './upload.ts';

/** Most numbers of a matrix of patches: images are taken in parts that stay in the processor's cache. */
const PATCH_NUMBERS = 250_000;

/** What the splitting matrices of an activated convolution are made of; kept on the backend. */
interface Observation {
  readonly convolution: ConvolutionLayer;
  /** What the convolution reads, [B, H, W, in]. */
  readonly input: Tensor4D;
  /** dL/da sigma''(b) c^2, [B, H, W, channels]. */
  readonly weights: Tensor4D;
}

export interface SplittingEngine extends Pick<DeepEngine, 'splittingMatrices' | 'splittingProducts'> {
  /** Takes off the backend what the engine has put there. */
  dispose(): void;
}

/**
 * dL/da sigma''(b) c^2, with the stand-in for ReLU's curvature (networks/activated-layers.ts): beta s (1 - s) of beta b.
 * @param u what the convolution gives, @param gradient dL/da
 */
function weigh(
  ops: ImageOps,
  { tensors }: DeepNetwork,
  norm: string | undefined,
  u: Tensor4D,
  gradient: Tensor,
): Tensor4D {
  return tf.tidy(() => {
    let sharp: Tensor4D = u;
    let factors = new Float32Array(u.shape[3]).fill(RELU_SHARPNESS);
    if (norm === undefined) sharp = tf.mul(u, RELU_SHARPNESS);
    else {
      const read = (role: string) => tensors[`${norm}.${role}`]!;
      const [gamma, variance] = [read('gamma'), read('variance')];
      const vector = (numbers: ArrayLike<number>, factor = 1) =>
        tf.tensor1d(Float32Array.from(numbers, (value) => factor * value));
      const statistics = { mean: vector(read('mean')), variance: vector(variance) };
      const options = { by: 'running', statistics, momentum: 0, relu: false } as const;
      sharp = ops.batchNorm(u, vector(gamma, RELU_SHARPNESS), vector(read('beta'), RELU_SHARPNESS), options);
      factors = factors.map((beta, c) => (beta * gamma[c]! ** 2) / (variance[c]! + NORM_EPSILON));
    }
    const s = tf.sigmoid(sharp);
    return ops.gate(tf.mul(gradient, tf.sub(s, tf.square(s))) as Tensor4D, tf.tensor1d(factors));
  });
}

/** Patches [row, column, in] around each pixel of some images, then 1 if there is a bias: [pixels, n]. */
function patches(x: Tensor4D, { size, bias }: ConvolutionLayer): Tensor2D {
  const [batch, height, width, channels] = x.shape;
  const radius = (size - 1) / 2;
  const margin: [number, number] = [radius, radius];
  const padded = radius === 0 ? x : tf.pad(x, [[0, 0], margin, margin, [0, 0]]);
  const parts: Tensor4D[] = [];
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      parts.push(size === 1 ? x : tf.slice(padded, [0, row, column, 0], [batch, height, width, channels]));
    }
  }
  if (bias) parts.push(tf.ones([batch, height, width, 1]));
  const columns = parts.length === 1 ? parts[0]! : tf.concat(parts, 3);
  return tf.reshape(columns, [batch * height * width, size * size * channels + Number(bias)]);
}

/** sum over pixels of weight_i p p^T for each channel i: [n, n] each. */
function weightedGrams(rows: Tensor2D, weights: Tensor4D): Tensor2D[] {
  const channels = weights.shape[3];
  const pixels = rows.shape[0];
  const columns = tf.transpose(rows) as Tensor2D;
  const byChannel = tf.transpose(tf.reshape(weights, [pixels, channels]));
  return Array.from({ length: channels }, (_, i) => {
    const own = tf.slice(byChannel, [i, 0], [1, pixels]);
    return tf.matMul(tf.mul(columns, own) as Tensor2D, rows);
  });
}

/** [channels, n, n] */
function gramsInParts({ convolution, input, weights }: Observation): Tensor {
  const [images, height, width, channels] = input.shape;
  const perImage = height * width * convolution.size ** 2 * channels;
  const step = Math.max(1, Math.floor(PATCH_NUMBERS / perImage));
  return tf.tidy(() => {
    let sums: Tensor2D[] = [];
    for (let from = 0; from < images; from += step) {
      const before = sums;
      sums = tf.tidy(() => {
        const take = (x: Tensor4D) => tf.slice(x, [from, 0, 0, 0], [Math.min(step, images - from), -1, -1, -1]);
        const grams = weightedGrams(patches(take(input), convolution), take(weights));
        return before.length === 0 ? grams : grams.map((gram, i) => tf.add(before[i]!, gram) as Tensor2D);
      });
      tf.dispose(before);
    }
    return tf.stack(sums);
  });
}

/** S v of each channel, [channels, n]. */
async function multiply(
  ops: ImageOps,
  { convolution, input, weights }: Observation,
  directions: ArrayLike<number>,
): Promise<Float32Array> {
  const { size, bias } = convolution;
  const [channels, inputs] = [weights.shape[3], input.shape[3]];
  const length = size * size * inputs;
  const n = length + Number(bias);
  const products = tf.tidy(() => {
    const rows = tf.tensor2d(Float32Array.from(directions), [channels, n]);
    const filters = tf.reshape(tf.slice(rows, [0, 0], [channels, length]), [channels, size, size, inputs]) as Tensor4D;
    const biases = tf.reshape(tf.slice(rows, [0, length], [channels, n - length]), [bias ? channels : 0]) as Tensor1D;
    // 1/2 sum of weights n^2, of which only the gradient is asked for.
    const halfSquares = tf.customGrad((n, save) => {
      (save as tf.GradSaveFunc)([n as Tensor]);
      return { value: tf.scalar(0), gradFunc: (_, [saved]: Tensor[]) => tf.mul(weights, saved!) };
    });
    const apply = () => halfSquares(ops.convolve(input, filters, bias ? biases : undefined));
    const { grads } = tf.engine().gradients(apply, bias ? [filters, biases] : [filters]);
    return tf.concat(
      grads.map((gradient) => tf.reshape(gradient, [channels, -1])),
      1,
    );
  });
  const numbers = (await products.data()) as Float32Array;
  products.dispose();
  return numbers;
}

/** What is on the backend of the network that was asked for last. */
class Observatory {
  readonly network: DeepNetwork;
  readonly #trainer: ImageTrainer;
  /** What was seen on a batch, by the names of convolutions. */
  readonly #seen = new Map<string, Observation>();
  #batch = -1;
  #wanted: readonly string[] = [];

  constructor(ops: ImageOps, network: DeepNetwork) {
    this.network = network;
    const forward = forwardOfDescription(network.description, (...values) => this.#watch(ops, ...values));
    this.#trainer = new ImageTrainer(ops, forward, networkValues(network));
  }

  #watch(ops: ImageOps, ...[{ convolution, norm }, reads, gives, output]: Parameters<Watch>): Tensor4D {
    const { network } = this;
    const { name } = convolution;
    if (!this.#wanted.includes(name)) return output;
    const input = tf.keep(tf.clone(reads));
    const u = tf.keep(tf.clone(gives));
    // The identity, which sees the gradient of the loss by its value pass.
    const identity = tf.customGrad((x) => ({
      value: tf.clone(x as Tensor),
      gradFunc: (gradient: Tensor) => {
        this.#seen.set(name, { convolution, input, weights: tf.keep(weigh(ops, network, norm, u, gradient)) });
        u.dispose();
        return gradient;
      },
    }));
    return identity(output) as Tensor4D;
  }

  /** What the matrices of convolutions are made of on a batch; computed once for as long as the batch stays the same. */
  observe(names: readonly string[], index: number, batch: Batch): Observation[] {
    const { description } = this.network;
    for (const name of names) activatedLayerNamed(description, name);
    if (this.#batch !== index || names.some((name) => !this.#seen.has(name))) {
      this.#forget();
      this.#batch = index;
      this.#wanted = names;
      // The gradient of the first parameter of all has passed every activation; that of a convolution, its own.
      const parameter = names.length === 1 ? `${names[0]}.filters` : trainedNames(description)[0]!;
      const { loss, correct, gradients } = this.#trainer.differentiate(batch, [parameter]);
      tf.dispose([loss, correct, ...Object.values(gradients)]);
    }
    return names.map((name) => this.#seen.get(name)!);
  }

  #forget(): void {
    for (const { input, weights } of this.#seen.values()) tf.dispose([input, weights]);
    this.#seen.clear();
  }

  dispose(): void {
    this.#forget();
    this.#trainer.dispose();
  }
}

/** @param batches kept by the caller */
export function createSplittingEngine(ops: ImageOps, batches: HeldBatches): SplittingEngine {
  let held: Observatory | undefined;
  const observe = (network: DeepNetwork, names: readonly string[], batch: number): Observation[] => {
    if (held?.network !== network) {
      held?.dispose();
      held = new Observatory(ops, network);
    }
    return held.observe(names, batch, batches.at(batch)!);
  };
  return {
    async splittingMatrices(network, name, batch) {
      const matrices = gramsInParts(observe(network, [name], batch)[0]!);
      const numbers = await matrices.data();
      matrices.dispose();
      return numbers;
    },
    async splittingProducts(network, directions, batch) {
      const products: Record<string, Float32Array> = {};
      for (const observation of observe(network, Object.keys(directions), batch)) {
        const { name } = observation.convolution;
        products[name] = await multiply(ops, observation, directions[name]!);
      }
      return products;
    },
    dispose() {
      held?.dispose();
      held = undefined;
    },
  };
}
