/** The few statistics that the figures and the findings report. */
import { openStream } from '../random/stream.ts';

/** An interval that holds a quantity with some confidence. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The arithmetic mean; NaN of no values. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The value below which a fraction of the values lies, interpolated between neighbours (type 7 of Hyndman and Fan).
 * @param sorted at least one value, in rising order
 */
export function quantile(sorted: ArrayLike<number>, fraction: number): number {
  const at = (sorted.length - 1) * fraction;
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low);
}

const RESAMPLES = 2000;
const FEWEST = 5;
const resamplesOf = new Map<number, Uint16Array>();

/** Indices of the resamples of so many values, shape [RESAMPLES x count]; the same at every call. */
function resamples(count: number): Uint16Array {
  const known = resamplesOf.get(count);
  if (known) return known;
  const stream = openStream(0, `bootstrap ${count}`);
  const drawn = Uint16Array.from({ length: RESAMPLES * count }, () => stream.integer(count));
  resamplesOf.set(count, drawn);
  return drawn;
}

/**
 * 95 % bootstrap interval of the mean (percentiles of the means of 2,000 resamples, drawn from a stream of their own, so
 * that the same values give the same interval). No normal distribution is assumed: losses over seeds are far from one.
 * @param values of fewer than five a bootstrap knows nothing, so their interval is everything
 */
export function bootstrapMean(values: readonly number[]): Interval {
  const count = values.length;
  if (count < FEWEST) return { low: -Infinity, high: Infinity };
  const drawn = resamples(count);
  const means = new Float64Array(RESAMPLES);
  for (let r = 0, at = 0; r < RESAMPLES; r += 1) {
    let sum = 0;
    for (let k = 0; k < count; k += 1, at += 1) sum += values[drawn[at]!]!;
    means[r] = sum / count;
  }
  means.sort();
  return { low: quantile(means, 0.025), high: quantile(means, 0.975) };
}

/** 97.5 % quantiles of Student's t, for 1, 2, ... degrees of freedom. */
const STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/**
 * 95 % interval of the mean of a few values, by Student's t: it takes them for normal, which a handful cannot show to be wrong.
 * Of more than eleven, the bootstrap interval.
 * @param values of fewer than two nothing is known, so their interval is everything
 */
export function studentMean(values: readonly number[]): Interval {
  const count = values.length;
  if (count < 2) return { low: -Infinity, high: Infinity };
  const quantileOf = STUDENT[count - 2];
  if (quantileOf === undefined) return bootstrapMean(values);
  const mean = meanOf(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const half = quantileOf * Math.sqrt(variance / count);
  return { low: mean - half, high: mean + half };
}
