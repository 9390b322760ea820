/**
 * Sums over the images and pixels of a batch, from which batch norm's statistics and its gradient are made: local sums by the
 * kernels, those of the other thread's half if there is one, and what is made of them, in doubles.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Exchange } from '../ops.ts';
import type { Connection } from './connection.ts';

export interface Moments {
  /** [channels] */
  readonly mean: TensorInfo;
  /** Biased, [channels] */
  readonly variance: TensorInfo;
  /** Of the whole batch. */
  readonly pixels: number;
}

/** Sums of differences from a shift, then sums of their squares: [channels] each. */
interface ShiftedSums {
  readonly shift: Float32Array | Float64Array;
  readonly sums: Float64Array;
  readonly pixels: number;
}

/**
 * Sums of two halves about the shift of the first. In doubles: what the kernels lose in 32 bits depends on each half's own shift,
 * a pixel of its own, as it does with one thread.
 */
function joinHalves(a: ShiftedSums, b: ShiftedSums): ShiftedSums {
  const channels = a.shift.length;
  const sums = new Float64Array(2 * channels);
  for (let c = 0; c < channels; c += 1) {
    const moved = b.shift[c]! - a.shift[c]!;
    const [first, second] = [b.sums[c]!, b.sums[channels + c]!];
    sums[c] = a.sums[c]! + (first + b.pixels * moved);
    sums[channels + c] = a.sums[channels + c]! + (second + 2 * moved * first + b.pixels * moved * moved);
  }
  return { shift: a.shift, sums, pixels: a.pixels + b.pixels };
}

/** The sums of both halves, the same in both threads. */
function shareSums({ shift, sums, pixels }: ShiftedSums, exchange: Exchange): ShiftedSums {
  const channels = shift.length;
  const [first, second] = exchange.gather([Float64Array.from(shift), sums, Float64Array.of(pixels)]).map((half) => ({
    shift: half.subarray(0, channels),
    sums: half.subarray(channels, 3 * channels),
    pixels: half[3 * channels]!,
  }));
  return joinHalves(first!, second!);
}

/**
 * Mean and variance of every channel.
 * @param sums address for 2 [channels] doubles
 * @param exchange with the thread that has the other half of the batch
 */
export function batchMoments(
  connection: Connection,
  x: TensorInfo,
  sums: number,
  scratch: number,
  exchange?: Exchange,
): Moments {
  const { at, floats, doubles, make, run } = connection;
  const channels = x.shape.at(-1)!;
  const count = x.shape.reduce((product, size) => product * size, 1);
  run.momentSums(at(x), count, channels, sums, scratch);
  const [mean, variance] = [make([channels]), make([channels])];
  // Views are taken after the last tensor was made: it may have moved the memory.
  const own = { shift: floats(at(x), channels), sums: doubles(sums, 2 * channels), pixels: count / channels };
  const all = exchange ? shareSums(own, exchange) : own;
  const [means, variances] = [floats(at(mean), channels), floats(at(variance), channels)];
  for (let c = 0; c < channels; c += 1) {
    const offset = all.sums[c]! / all.pixels;
    means[c] = all.shift[c]! + offset;
    variances[c] = Math.max(all.sums[channels + c]! / all.pixels - offset * offset, 0);
  }
  return { mean, variance, pixels: all.pixels };
}

/** Sums over the whole batch of what is summed over this thread's images, and its pixels; the same in both threads. */
export function addOverThreads(
  sums: Float64Array,
  pixels: number,
  exchange: Exchange | undefined,
): { readonly sums: Float64Array; readonly pixels: number } {
  if (!exchange) return { sums, pixels };
  const [first, second] = exchange.gather([sums, Float64Array.of(pixels)]);
  const both = first.map((value, k) => value + second[k]!);
  return { sums: both.subarray(0, sums.length), pixels: both[sums.length]! };
}
