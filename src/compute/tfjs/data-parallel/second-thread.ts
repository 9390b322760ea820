/**
 * Two threads that share the batches of training: each holds the same parameters, momentum and running statistics on a wasm
 * backend of its own and computes half of each batch; batch norm's sums and the gradients are exchanged, so both take the same
 * step. This is the second thread as the first sees it, which runs the algorithm. Orders go by messages, numbers through shared
 * memory.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { DeepNetwork, Tensors } from '../../../networks/tensors.ts';
import type { ImageBatch, StepSettings } from '../../image-engine.ts';
import type { Exchange } from '../ops.ts';
import type { BatchShare } from '../trainer.ts';
import type { SharedExchange } from './shared-exchange.ts';

/** To the second thread. `training` is a number that the first thread chose. */
export type SecondThreadOrder =
  | { readonly kind: 'open'; readonly training: number; readonly network: DeepNetwork; readonly momentum: Tensors }
  | {
      readonly kind: 'step';
      readonly training: number;
      /** Of this thread. */
      readonly batch: ImageBatch;
      /** Images of the whole batch; where this thread has all of them, so has the first, and nothing is exchanged. */
      readonly images: number;
      readonly settings: StepSettings;
    }
  /** Exchange digests of all that training changes. */
  | { readonly kind: 'compare'; readonly training: number }
  | { readonly kind: 'close'; readonly training: number };

/** A batch needs so many images to be shared: one for each thread. Smaller ones are computed by both. */
const FEWEST_SHARED = 2;

export interface SharedTraining {
  /**
   * A step of both threads.
   * @param compute this thread's part of it
   */
  step<T>(batch: ImageBatch, settings: StepSettings, compute: (own: ImageBatch, share?: BatchShare) => T): T;
  /**
   * Compares what both threads hold.
   * @param held all that training changes
   * @throws Error if it is not the same to the last bit
   */
  compare(held: readonly Tensor[]): void;
  close(): void;
}

export interface SecondThread {
  openTraining(network: DeepNetwork, momentum: Tensors): SharedTraining;
}

/** A hash of the bits of all numbers (FNV-1a over 32-bit words). */
export function digest(tensors: readonly Tensor[]): number {
  let hash = 0x811c9dc5;
  for (const tensor of tensors) {
    const { buffer, byteOffset, length } = tensor.dataSync() as Float32Array;
    for (const word of new Uint32Array(buffer, byteOffset, length)) hash = Math.imul(hash ^ word, 0x01000193);
  }
  return hash >>> 0;
}

/** Both threads call it at the same point. @throws Error as `compare` of SharedTraining */
export function compareDigests(exchange: Exchange, held: readonly Tensor[]): void {
  const [first, second] = exchange.gather([Float64Array.of(digest(held))]);
  if (first[0] !== second[0])
    throw new Error('The two threads hold different numbers; this is a fault of the program.');
}

/** The first images of a batch, one more than half if their number is odd, and the others. */
function halve({ images, labels }: ImageBatch): readonly [ImageBatch, ImageBatch] {
  const middle = Math.ceil(labels.length / 2);
  const pixels = (images.length / labels.length) * middle;
  return [
    { images: images.subarray(0, pixels), labels: labels.subarray(0, middle) },
    { images: images.slice(pixels), labels: labels.slice(middle) },
  ];
}

/**
 * @param post to the second thread, whose host (second-thread-host.ts) is ready
 * @param exchange this thread's end, of rank 0
 */
export function connectSecondThread(
  post: (order: SecondThreadOrder, transfer: ArrayBuffer[]) => void,
  exchange: SharedExchange,
): SecondThread {
  let count = 0;
  /** Tells the second thread, which may wait for this one, when this one cannot go on. */
  const guard = <T>(compute: () => T): T => {
    try {
      exchange.throwIfFailed();
      return compute();
    } catch (error) {
      exchange.fail(error instanceof Error ? error.message : String(error));
      throw error;
    }
  };
  return {
    openTraining(network, momentum) {
      count += 1;
      const training = count;
      post({ kind: 'open', training, network, momentum }, []);
      return {
        step: (batch, settings, compute) =>
          guard(() => {
            const images = batch.labels.length;
            if (images < FEWEST_SHARED) {
              post({ kind: 'step', training, batch, images, settings }, []);
              return compute(batch);
            }
            const [own, other] = halve(batch);
            const transfer = [other.images.buffer, other.labels.buffer] as ArrayBuffer[];
            post({ kind: 'step', training, batch: other, images, settings }, transfer);
            return compute(own, { exchange, images });
          }),
        compare: (held) =>
          guard(() => {
            post({ kind: 'compare', training }, []);
            compareDigests(exchange, held);
          }),
        close: () => post({ kind: 'close', training }, []),
      };
    },
  };
}
