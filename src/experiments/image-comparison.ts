/** Runs on images beside each other: at equal size, seed by seed. */
import { cumulativeMultiplyAdds, type ImageRunSummary } from './image-results.ts';
import { type Interval, meanOf, studentMean } from './statistics.ts';

/** What sizes of networks are compared by. */
export type SizeKey = 'channels' | 'parameters' | 'multiplyAdds';
export type MeasureKey = 'trainLoss' | 'validationAccuracy' | 'testAccuracy';

export interface Estimate extends Interval {
  readonly mean: number;
  /** Seeds that it is of. */
  readonly count: number;
}

/** Mean and its 95 % interval over seeds. */
export function estimate(values: readonly number[]): Estimate {
  return { mean: meanOf(values), ...studentMean(values), count: values.length };
}

/** Two sizes that differ by less are the same, where there is nothing to interpolate between. */
const SAME_SIZE = 0.02;

/**
 * What a run had at a size: linear in the logarithm of the size between the ends of phases.
 * @returns undefined where the run has no networks of about that size
 */
export function atSize(
  run: Pick<ImageRunSummary, SizeKey | MeasureKey>,
  key: SizeKey,
  size: number,
  measure: MeasureKey,
): number | undefined {
  const [sizes, values] = [run[key], run[measure]];
  const next = sizes.findIndex((each) => each >= size);
  if (next > 0) {
    const [low, high] = [Math.log(sizes[next - 1]!), Math.log(sizes[next]!)];
    const part = (Math.log(size) - low) / (high - low);
    return values[next - 1]! + part * (values[next]! - values[next - 1]!);
  }
  const nearest = next === 0 ? 0 : sizes.length - 1;
  return Math.abs(sizes[nearest]! / size - 1) < SAME_SIZE ? values[nearest] : undefined;
}

/** The largest size that two runs both reach. */
function commonSize(a: ImageRunSummary, b: ImageRunSummary, key: SizeKey): number {
  return Math.min(a[key].at(-1)!, b[key].at(-1)!);
}

/** Pairs of runs of the same seed. */
function twins(a: readonly ImageRunSummary[], b: readonly ImageRunSummary[]): [ImageRunSummary, ImageRunSummary][] {
  return a.flatMap((run): [ImageRunSummary, ImageRunSummary][] => {
    const twin = b.find(({ seed }) => seed === run.seed);
    return twin ? [[run, twin]] : [];
  });
}

/** Mean difference a - b over the seeds that both have, at the largest size that both reach; undefined where there is none. */
export function differenceAtSize(
  a: readonly ImageRunSummary[],
  b: readonly ImageRunSummary[],
  key: SizeKey,
  measure: MeasureKey,
): Estimate | undefined {
  const differences = twins(a, b).flatMap(([one, other]) => {
    const size = commonSize(one, other, key);
    const [mine, its] = [atSize(one, key, size, measure), atSize(other, key, size, measure)];
    return mine === undefined || its === undefined ? [] : [mine - its];
  });
  return differences.length === 0 ? undefined : estimate(differences);
}

/** How many times the training multiply-adds of b those of a are, over the seeds that both have. */
export function costRatio(a: readonly ImageRunSummary[], b: readonly ImageRunSummary[], trainImages: number): number {
  const cost = (run: ImageRunSummary) => cumulativeMultiplyAdds(run, trainImages).at(-1)!;
  return meanOf(twins(a, b).map(([one, other]) => cost(one) / cost(other)));
}
