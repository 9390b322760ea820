/** What the findings on images are made of: their form, and the statistics and phrases that they share. */
import { imageMethodById } from '../methods/images/registry.ts';
import type { Finding, Verdict } from './finding.ts';
import { differenceAtSize, type Estimate, estimate, type MeasureKey, type SizeKey } from './image-comparison.ts';
import type { ImageRunSummary, StoredImageFigure } from './image-results.ts';
import { type Interval, meanOf } from './statistics.ts';

/** Id of the method that findings are about. */
export const FIREFLY = 'firefly';

/** 'undecided': the results do not tell; 'not tried': there are none. */
export type ImageVerdict = Verdict | 'undecided' | 'not tried';

export interface ImageFinding extends Omit<Finding, 'verdict' | 'estimates'> {
  readonly verdict: ImageVerdict;
}

export type Runs = readonly ImageRunSummary[];

/** A method's name. */
export const nameOf = (id: string) => imageMethodById(id).name;
/** The runs of a method in a figure; none if they are not stored. */
export const runsOf = (figure: StoredImageFigure, id: string): Runs => figure.methods[id]?.runs ?? [];
/** So many decimals, with a real minus. */
export const decimals = (value: number, digits: number) => value.toFixed(digits).replace('-', '−');
export const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
const bounds = ({ low, high }: Interval, text: (value: number) => string) => `[${text(low)}, ${text(high)}]`;

/** A mean and its interval, `0.61 [0.58, 0.64]`. @param text writes a number */
export function estimateText(found: Estimate, text: (value: number) => string): string {
  return found.count < 2 ? `${text(found.mean)} (one seed)` : `${text(found.mean)} ${bounds(found, text)}`;
}
/** A difference of accuracies, in percentage points. */
export const points = (found: Estimate) => `${estimateText(found, (value) => decimals(100 * value, 1))} points`;
/** A loss, or a difference of losses. */
export const loss = (found: Estimate) => estimateText(found, (value) => decimals(value, 3));
/** The mean over runs of the size at the end. */
export const last = (runs: Runs, key: SizeKey) => meanOf(runs.map((run) => run[key].at(-1)!));
/** What runs had at the end, in the mean over them. */
export const final = (runs: Runs, key: MeasureKey) => estimate(runs.map((run) => run[key].at(-1)!));
export const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** What several intervals of 'better by' say together. */
export function verdictOf(differences: readonly Interval[]): ImageVerdict {
  if (differences.some(({ high }) => high < 0)) return 'disagrees';
  const clear = differences.filter(({ low }) => low > 0);
  if (clear.length === 0) return 'undecided';
  return clear.length === differences.length ? 'agrees' : 'agrees in part';
}

/** The sizes that the paper's figure speaks of. */
export const SIZES: readonly SizeKey[] = ['channels', 'parameters'];
const SIZE_NAMES: Readonly<Record<SizeKey, string>> = {
  channels: 'channels',
  parameters: 'parameters',
  multiplyAdds: 'multiply-adds for an image',
};

/** One sentence about two methods at equal size; undefined where they have none in common. */
export function comparison(figure: StoredImageFigure, one: string, other: string, key: SizeKey): string | undefined {
  const [a, b] = [runsOf(figure, one), runsOf(figure, other)];
  const difference = (measure: MeasureKey) => differenceAtSize(a, b, key, measure);
  const [test, train] = [difference('testAccuracy'), difference('trainLoss')];
  if (!test || !train) return undefined;
  return `At equal ${SIZE_NAMES[key]}, ${nameOf(one)} minus ${nameOf(other)}: test accuracy ${points(test)}, training loss ${loss(train)}.`;
}

/** The values that there are. */
export const present = <T>(values: readonly (T | undefined)[]): T[] =>
  values.flatMap((value) => (value === undefined ? [] : [value]));
