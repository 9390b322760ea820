/** What is learnt: points (x, y), scaled, and how to turn scaled numbers back into the visitor's. */
import type { Dataset } from '../compute/engine.ts';

/** value = offset + factor * scaled */
export interface Scale {
  readonly offset: number;
  readonly factor: number;
}

export interface Task {
  readonly data: Dataset;
  /** From the network's x to the data's own. */
  readonly inputScale: Scale;
  /** From the network's y to the data's own. */
  readonly targetScale: Scale;
}

/** The range of x in the toy (x ~ U[-5, 5]: our choice, the paper does not say). */
export const INPUT_RANGE = 5;

/** Standard deviation with divisor n. */
export function standardDeviation(values: ArrayLike<number>): number {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i += 1) mean += values[i]! / n;
  let variance = 0;
  for (let i = 0; i < n; i += 1) variance += (values[i]! - mean) ** 2 / n;
  return Math.sqrt(variance);
}

export const identityScale: Scale = { offset: 0, factor: 1 };

/**
 * A one-input task from raw points. y is divided by its standard deviation and not centred, so the losses of different
 * targets compare (our choice). x is kept when it fills a good part of [-5, 5], else mapped onto it, because the
 * students' starting values suit that range (our choice).
 */
export function taskFromPoints(x: ArrayLike<number>, y: ArrayLike<number>): Task {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < x.length; i += 1) {
    low = Math.min(low, x[i]!);
    high = Math.max(high, x[i]!);
  }
  const fits = low >= -INPUT_RANGE && high <= INPUT_RANGE && high - low >= INPUT_RANGE;
  const inputScale = fits ? identityScale : { offset: (low + high) / 2, factor: (high - low) / 2 / INPUT_RANGE };
  return taskInRange(x, y, inputScale, standardDeviation(y));
}

/** A one-input task from raw points and how to scale them. */
export function taskInRange(x: ArrayLike<number>, y: ArrayLike<number>, inputScale: Scale, deviation: number): Task {
  const inputs = Float32Array.from({ length: x.length }, (_, i) => (x[i]! - inputScale.offset) / inputScale.factor);
  const targets = Float32Array.from({ length: y.length }, (_, i) => y[i]! / deviation);
  return {
    data: { inputSize: 1, count: x.length, inputs, targets },
    inputScale,
    targetScale: { offset: 0, factor: deviation },
  };
}
