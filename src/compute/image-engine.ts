/** What image runs ask of an engine: training, evaluation and growth of described networks, without a word about tensors. */
import type { DeepEngine } from '../growth/deep/engine.ts';
import type { Description } from '../networks/description.ts';
import type { DeepNetwork, Tensors } from '../networks/tensors.ts';

/** Images as networks read them. */
export interface ImageBatch {
  /** [labels.length, height, width, channels] of the network's description. */
  readonly images: Float32Array;
  /** In [0, classes). */
  readonly labels: Int32Array;
}

/** Batches that may be made when they are asked for; a list is one, too. */
export interface BatchSource {
  readonly length: number;
  /** From 0. */
  at(index: number): ImageBatch | undefined;
}

/** One step of gradient descent with momentum, as PyTorch defines it. */
export interface StepSettings {
  /** Learning rate. */
  readonly rate: number;
  /** 0 to 1. */
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}

/** What a network makes of one batch. */
export interface BatchEvaluation {
  readonly images: number;
  /** Mean cross entropy, in nats. */
  readonly loss: number;
  /** How many images are recognised. */
  readonly right: number;
}

/** The same over all images. */
export interface Evaluation {
  /** Mean cross entropy, in nats. */
  readonly loss: number;
  /** Part of the images that are recognised, 0 to 1. */
  readonly accuracy: number;
}

/** Over the images of all batches, added up one after the other however they were asked for. NaN without any. */
export function overall(parts: readonly BatchEvaluation[]): Evaluation {
  let [images, loss, right] = [0, 0, 0];
  for (const part of parts) {
    images += part.images;
    loss += part.images * part.loss;
    right += part.right;
  }
  return { loss: loss / images, accuracy: right / images };
}

/** A network that is being trained. What it holds on the engine goes with `dispose`. */
export interface ImageTraining {
  step(batch: ImageBatch, settings: StepSettings): void;
  /** Of each batch, with batch norm by its running statistics. Changes nothing. */
  evaluate(batches: Iterable<ImageBatch>): Promise<readonly BatchEvaluation[]>;
  /** The class of each image, in order: the largest output, the first of equal ones. Changes nothing. */
  classify(batches: Iterable<ImageBatch>): Promise<number[]>;
  /**
   * The network as it is now, the momentum of each trained tensor, and the mean loss of the images stepped on since the last
   * reading, each before its step (NaN without any).
   */
  read(): Promise<{ readonly network: DeepNetwork; readonly momentum: Tensors; readonly loss: number }>;
  dispose(): void;
}

export interface ImageEngine {
  /** The name that results carry. */
  readonly kind: string;
  /** @param momentum by the names of trained tensors; 0 for those that are not there */
  openTraining(network: DeepNetwork, momentum?: Tensors): ImageTraining;
  /**
   * @param description of the network that grows
   * @param batches of equal size; each is asked for when it is first needed, and stays on the engine until `dispose`
   */
  openGrowth(description: Description, batches: BatchSource): DeepEngine & { dispose(): void };
}
