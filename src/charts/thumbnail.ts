/** Small pictures of targets: real curves in a box of 100 by 50. */

export interface Thumbnail {
  /** Path data within 100 x 50, with a margin of 4 above and below. */
  readonly path: string;
  /** The path is a dot for each point, not a line. */
  readonly points: boolean;
}

const SAMPLES = 161;
/** More dots than these would be one blot. */
const MOST_DOTS = 200;

function place(x: readonly number[], y: readonly number[]): [string, string][] {
  const [left, right] = [Math.min(...x), Math.max(...x)];
  const [low, high] = [Math.min(...y), Math.max(...y)];
  const part = (value: number, from: number, to: number) => (to > from ? (value - from) / (to - from) : 0.5);
  return x.map((value, i) => [
    (2 + 96 * part(value, left, right)).toFixed(1),
    (46 - 42 * part(y[i]!, low, high)).toFixed(1),
  ]);
}

/** The picture of a function between `left` and `right`; its height is fitted to the box. */
export function thumbnailOfFunction(value: (x: number) => number, left: number, right: number): Thumbnail {
  const x = Array.from({ length: SAMPLES }, (_, k) => left + ((right - left) * k) / (SAMPLES - 1));
  const path = `M${place(x, x.map(value))
    .map((at) => at.join(','))
    .join('L')}`;
  return { path, points: false };
}

/** The picture of points: dots, or every so many of them. */
export function thumbnailOfPoints(x: readonly number[], y: readonly number[]): Thumbnail {
  const every = Math.ceil(x.length / MOST_DOTS);
  const keep = <T>(values: readonly T[]) => values.filter((_, k) => k % every === 0);
  const path = place(keep(x), keep(y))
    .map((at) => `M${at.join(',')}h0`)
    .join('');
  return { path, points: true };
}
