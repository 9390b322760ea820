/** Where curves of accuracy or loss lie in their picture (AccuracyPlot.tsx). */
import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';

export interface AccuracyPoint {
  readonly x: number;
  readonly y: number;
  readonly phase: number;
}

/** A mean over seeds, and the smallest and largest of them. */
export interface AccuracyMean extends AccuracyPoint {
  readonly low: number;
  readonly high: number;
}

export interface AccuracyCurve {
  readonly key: string;
  readonly label: string;
  readonly color: string;
  /** Index of its mark. */
  readonly mark: number;
  /** 'scratch': one network that did not grow; 'live': the run on screen. */
  readonly kind: 'grown' | 'scratch' | 'live';
  readonly means: readonly AccuracyMean[];
  readonly runs: readonly { readonly seed: number; readonly points: readonly AccuracyPoint[] }[];
}

export type Scale = ScaleContinuousNumeric<number, number>;

/** Of the picture around the curves, in px. */
export const LEFT = 50;
export const TOP = 26;
export const BOTTOM = 38;

/** A network from scratch so many times larger than all that grew would squeeze them: it is a line without a dot. */
const BEYOND = 2;

/**
 * Which curves have their height in the picture: all that grew, and networks from scratch that are no further from them than
 * they are from each other. One that hardly learned would squeeze all others; it is named at the edge, with its number.
 */
function nearOf(curves: readonly AccuracyCurve[]): (curve: AccuracyCurve) => boolean {
  const grown = curves.filter(({ kind }) => kind !== 'scratch').flatMap(({ means }) => means.map(({ y }) => y));
  const [least, most] = [Math.min(...grown), Math.max(...grown)];
  const reach = most - least;
  return ({ kind, means }) =>
    kind !== 'scratch' || !(reach > 0) || means.every(({ y }) => y >= least - reach && y <= most + reach);
}

/** The largest place of what grew, times as much as is still drawn inside. */
function limitOf(curves: readonly AccuracyCurve[]): number {
  const grown = curves.filter(({ kind }) => kind !== 'scratch').flatMap(({ means }) => means.map(({ x }) => x));
  return grown.length > 0 ? Math.max(...grown) * BEYOND : Infinity;
}

/** A curve's name, with its size where that lies outside. */
export function curveName(
  { label, kind, means }: AccuracyCurve,
  limit: number,
  formatX: (value: number) => string,
): string {
  const last = means.at(-1);
  return kind === 'scratch' && last && last.x > limit ? `${label} (${formatX(last.x)})` : label;
}

/** Pixels that the names of curves take at their right. */
export function labelRoom(curves: readonly AccuracyCurve[], formatX: (value: number) => string): number {
  const limit = limitOf(curves);
  return Math.min(180, Math.max(0, ...curves.map((curve) => curveName(curve, limit, formatX).length)) * 6.2 + 28);
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
  /** Pixels right of the curves. */
  readonly right: number;
}

/** Scales for curves, and which of them lie inside: `inside` by size, `near` by height; `limit` is the largest size inside. */
export function accuracyScales(
  curves: readonly AccuracyCurve[],
  xScale: 'log' | 'linear',
  { width, height, right }: PictureSize,
) {
  const grown = curves.filter(({ kind }) => kind !== 'scratch');
  const all = (list: readonly AccuracyCurve[]) =>
    list.flatMap(({ means, runs }) => [...means, ...runs.flatMap(({ points }) => points)]);
  const xs = all(grown.length > 0 ? grown : curves).map(({ x }) => x);
  const limit = limitOf(curves);
  const inside = (x: number) => x <= limit;
  const shown = [...xs, ...all(curves).flatMap(({ x }) => (inside(x) ? [x] : []))];
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const ends: [number, number] = [LEFT + 8, width - right - 6];
  const x: Scale =
    xScale === 'log'
      ? scaleLog([low, Math.max(high, low * 1.5)], ends)
      : scaleLinear([low, Math.max(high, low + 1)], ends);
  const isNear = nearOf(curves);
  const ys = all(curves.filter(isNear)).map(({ y }) => y);
  const [bottom, top] = [Math.min(...ys), Math.max(...ys)];
  const pad = Math.max((top - bottom) * 0.06, 1e-3);
  const y = scaleLinear([bottom - pad, top + pad], [height - BOTTOM, TOP]).clamp(true);
  return { x, y, inside, limit, near: curves.filter(isNear), far: curves.filter((curve) => !isNear(curve)) };
}

/** 1, 2 and 5 times powers of ten on a logarithmic scale, as many as have room. */
export function sizeTicks(scale: Scale, kind: 'log' | 'linear', room: number): number[] {
  if (kind === 'linear') return scale.ticks(Math.max(2, room / 70)).filter(Number.isInteger);
  const [low, high] = scale.domain() as [number, number];
  const from = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - from + 1 }, (_, k) => 10 ** (from + k));
  const of = (times: readonly number[]) =>
    powers.flatMap((power) => times.map((each) => each * power)).filter((tick) => tick >= low && tick <= high);
  const choices = [of([1, 1.5, 2, 3, 4, 5, 7]), of([1, 2, 5]), of([1, 3]), of([1])];
  return choices.find((choice) => choice.length <= room / 48) ?? choices[3]!;
}
