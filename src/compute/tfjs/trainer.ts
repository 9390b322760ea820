/**
 * Trains and differentiates an image network: named parameters in, named gradients out. The network is a function that
 * asks for its parameters by name, so descriptions of any kind can be run.
 */

import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '../../networks/tensors.ts';
import type { DescentSettings, Exchange, ImageOps, NormOptions, RunningStatistics, Slot } from './ops.ts';

/** Numbers of a tensor, row-major. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What a network is made of. Filters are [out, row, column, in]; see ops.ts for the others. */
export interface NetworkValues {
  readonly parameters: Readonly<Record<string, Values>>;
  /** Running mean and variance of each batch norm, by name, [channels] each. */
  readonly statistics: Readonly<Record<string, { readonly mean: Float32Array; readonly variance: Float32Array }>>;
}

/** What a network's function may use. */
export interface Scope {
  readonly ops: ImageOps;
  /** @throws Error if there is no parameter of that name */
  parameter<T extends Tensor>(name: string): T;
  /** Batch norm's statistics, by which to normalise in this pass, and how far they move. */
  norm(name: string): Omit<NormOptions, 'relu'>;
}

/** From images [B, H, W, channels] to logits [B, classes]. */
export type Forward = (scope: Scope, images: Tensor4D) => Tensor2D;

export interface Batch {
  readonly images: Tensor4D;
  /** [B] int32 */
  readonly labels: Tensor1D;
}

/** What a thread knows of a batch of which it computes a part, while another thread computes the rest. */
export interface BatchShare {
  readonly exchange: Exchange;
  /** Images of the whole batch. */
  readonly images: number;
}

/** Mean loss and number of right answers of a batch, [] each. Reading them is the caller's, as is disposing of them. */
export interface Metrics {
  readonly loss: Tensor;
  readonly correct: Tensor;
}

export interface Differential extends Metrics {
  /** By the names that were asked for; the caller disposes of them. */
  readonly gradients: Readonly<Record<string, Tensor>>;
}

/** How far running statistics move with each training batch (PyTorch's default). */
export const STATISTICS_MOMENTUM = 0.1;

/** The optimizer of the and the official code's schedules; the rate is the caller's. */
export const DESCENT = { momentum: 0.9, nesterov: true, weightDecay: 1e-4 } as const;

export class ImageTrainer {
  readonly #ops: ImageOps;
  readonly #forward: Forward;
  readonly #slots = new Map<string, Slot>();
  readonly #statistics = new Map<string, RunningStatistics>();

  /** Copies the values to the current backend; momentum starts at 0 unless `velocities` has it. */
  constructor(ops: ImageOps, forward: Forward, network: NetworkValues, velocities: Tensors = {}) {
    this.#ops = ops;
    this.#forward = forward;
    // A copy: some backends keep the array that they are given, and our kernels change parameters in place.
    const keep = (data: Float32Array, shape: readonly number[]) =>
      tf.keep(tf.tensor(data.slice(), [...shape], 'float32'));
    for (const [name, { shape, data }] of Object.entries(network.parameters)) {
      const velocity = Float32Array.from(velocities[name] ?? new Float32Array(data.length));
      this.#slots.set(name, { value: keep(data, shape), velocity: keep(velocity, shape) });
    }
    for (const [name, { mean, variance }] of Object.entries(network.statistics)) {
      this.#statistics.set(name, {
        mean: keep(mean, [mean.length]) as Tensor1D,
        variance: keep(variance, [variance.length]) as Tensor1D,
      });
    }
  }

  /** All that steps change: parameters, momentum, running statistics. */
  get held(): readonly Tensor[] {
    const slots = [...this.#slots.values()].flatMap(({ value, velocity }) => [value, velocity]);
    return [...slots, ...[...this.#statistics.values()].flatMap(({ mean, variance }) => [mean, variance])];
  }

  get parameterNames(): readonly string[] {
    return [...this.#slots.keys()];
  }

  #slot(name: string): Slot {
    const slot = this.#slots.get(name);
    if (!slot) throw new Error(`The network has no parameter "${name}".`);
    return slot;
  }

  #scope(by: 'batch' | 'running', momentum: number, exchange?: Exchange): Scope {
    return {
      ops: this.#ops,
      parameter: <T extends Tensor>(name: string) => this.#slot(name).value as T,
      norm: (name) => {
        const statistics = this.#statistics.get(name);
        if (!statistics) throw new Error(`The network has no batch norm "${name}".`);
        return { by, statistics, momentum, exchange };
      },
    };
  }

  /**
   * One step of gradient descent on the named parameters (all, unless given). Batch norm uses the batch's statistics.
   * @param share where another thread has the rest of the batch: both threads take the same step, and both get the metrics of the
   *   whole batch
   */
  step(
    batch: Batch,
    settings: DescentSettings,
    names: readonly string[] = this.parameterNames,
    share?: BatchShare,
  ): Metrics {
    const { gradients, ...metrics } = this.#differentiate(batch, names, 'batch', STATISTICS_MOMENTUM, share);
    const slots = names.map((name) => this.#slot(name));
    tf.tidy(() => {
      const list = names.map((name) => gradients[name]!);
      this.#ops.descend(slots, list, settings);
    });
    tf.dispose(gradients);
    return metrics;
  }

  /**
   * Loss, and its gradients with respect to the named parameters, gates among them. Changes nothing.
   * @param by whether batch norm uses running statistics (as in growth) or the batch's
   * @param share as in `step`
   */
  differentiate(
    batch: Batch,
    names: readonly string[],
    by: 'batch' | 'running' = 'running',
    share?: BatchShare,
  ): Differential {
    return this.#differentiate(batch, names, by, 0, share);
  }

  #differentiate(
    { images, labels }: Batch,
    names: readonly string[],
    by: 'batch' | 'running',
    momentum: number,
    share: BatchShare | undefined,
  ): Differential {
    const scope = this.#scope(by, momentum, share?.exchange);
    let correct: Tensor | undefined;
    const lossOf = () => {
      const found = this.#ops.crossEntropy(this.#forward(scope, images), labels);
      correct = tf.keep(found.correct);
      return found.loss;
    };
    const values = names.map((name) => this.#slot(name).value);
    // The loss is the mean over this thread's images; over the whole batch it counts by their part of it.
    const part = share && tf.scalar(images.shape[0] / share.images);
    const { value, grads } = tf.engine().gradients(lossOf, values, part, true);
    const gradients: Record<string, Tensor> = {};
    for (const [k, name] of names.entries()) {
      // A parameter that the loss does not depend on has no gradient.
      gradients[name] = grads[k] ?? tf.zerosLike(values[k]!);
    }
    if (!share || !part) return { loss: value, correct: correct!, gradients };
    const loss = tf.mul(value, part);
    tf.dispose([value, part]);
    this.#ops.sumOverThreads!([...Object.values(gradients), loss, correct!], share.exchange);
    return { loss, correct: correct!, gradients };
  }

  /** Loss and right answers with running statistics. Changes nothing. */
  evaluate({ images, labels }: Batch): Metrics {
    return tf.tidy(() => {
      const { loss, correct } = this.#ops.crossEntropy(this.#forward(this.#scope('running', 0), images), labels);
      return { loss, correct };
    });
  }

  /** The network's outputs with running statistics. */
  predict(images: Tensor4D): Tensor2D {
    return tf.tidy(() => this.#forward(this.#scope('running', 0), images));
  }

  /** Sets a parameter to other values of the same shape, for example a gate. */
  assign(name: string, data: Float32Array): void {
    const slot = this.#slot(name);
    const value = tf.keep(tf.tensor(data.slice(), slot.value.shape, 'float32'));
    slot.value.dispose();
    slot.value = value;
  }

  /** Reads everything back: the network as it is now, and the momentum. */
  async read(): Promise<{ network: NetworkValues; velocities: Record<string, Float32Array> }> {
    const numbers = async (tensor: Tensor) => (await tensor.data()).slice() as Float32Array;
    const parameters: Record<string, Values> = {};
    const velocities: Record<string, Float32Array> = {};
    for (const [name, { value, velocity }] of this.#slots) {
      parameters[name] = { shape: value.shape, data: await numbers(value) };
      velocities[name] = await numbers(velocity);
    }
    const statistics: Record<string, { mean: Float32Array; variance: Float32Array }> = {};
    for (const [name, { mean, variance }] of this.#statistics) {
      statistics[name] = { mean: await numbers(mean), variance: await numbers(variance) };
    }
    return { network: { parameters, statistics }, velocities };
  }

  dispose(): void {
    for (const { value, velocity } of this.#slots.values()) tf.dispose([value, velocity]);
    for (const { mean, variance } of this.#statistics.values()) tf.dispose([mean, variance]);
    this.#slots.clear();
    this.#statistics.clear();
  }
}
