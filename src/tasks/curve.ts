/**
 * A curve that a visitor draws: a few control points, and the smooth line through them. It is written as a short text, so
 * that it fits in a link; what the text can say is all that a curve can be, so a curve is the same wherever it is opened.
 */
import { INPUT_RANGE } from './task.ts';

export interface CurvePoint {
  /** From -5 to 5. */
  readonly x: number;
  /** From -8 to 8. */
  readonly y: number;
}

/** The range of y a curve may have: as far as targets go that are divided by their standard deviation (our choice). */
export const CURVE_HEIGHT = 8;
/** Most control points: their text still fits easily into a link (our choice). */
export const MAX_CURVE_POINTS = 64;

/** Base64 of links (RFC 4648, section 5). */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Two digits per coordinate: 0 to 4095, of which the middle is exactly 0. */
const LEVELS = 4094;
/** Characters of a point. */
const SIZE = 4;

function level(value: number, reach: number): number {
  const clamped = Math.min(reach, Math.max(-reach, value));
  return Math.round(((clamped + reach) / (2 * reach)) * LEVELS);
}

function fromLevel(at: number, reach: number): number {
  return (at / LEVELS) * 2 * reach - reach;
}

/** The same point, where the text can say it. */
export function snapPoint({ x, y }: CurvePoint): CurvePoint {
  return {
    x: fromLevel(level(x, INPUT_RANGE), INPUT_RANGE),
    y: fromLevel(level(y, CURVE_HEIGHT), CURVE_HEIGHT),
  };
}

/** The smallest step in x and y that the text can say. */
export const CURVE_STEP = { x: (2 * INPUT_RANGE) / LEVELS, y: (2 * CURVE_HEIGHT) / LEVELS } as const;

/** Control points as text: four characters each, x and y in 4,095 levels, in order of x. At most MAX_CURVE_POINTS are written. */
export function writeCurve(points: readonly CurvePoint[]): string {
  const digits = (value: number) => DIGITS[value >> 6]! + DIGITS[value & 63]!;
  return orderCurve(points)
    .slice(0, MAX_CURVE_POINTS)
    .map(({ x, y }) => digits(level(x, INPUT_RANGE)) + digits(level(y, CURVE_HEIGHT)))
    .join('');
}

/** Points snapped, sorted by x, one for each x (the last given). */
export function orderCurve(points: readonly CurvePoint[]): CurvePoint[] {
  const byX = new Map(points.map(snapPoint).map((point) => [point.x, point]));
  return [...byX.values()].sort((a, b) => a.x - b.x);
}

/** What reading a curve gave: its points, or a sentence that says why there are none. */
export type CurveReading = { readonly points: readonly CurvePoint[] } | { readonly problem: string };

/** Reads what `writeCurve` wrote. Never throws; what is not exactly such a text gives a sentence. */
export function readCurve(raw: unknown): CurveReading {
  const refuse = (why: string): CurveReading => ({ problem: `The drawn curve ${why}; the run goes without it.` });
  if (typeof raw !== 'string' || raw === '' || raw.length % SIZE !== 0) return refuse('cannot be read');
  if (raw.length > MAX_CURVE_POINTS * SIZE) return refuse(`has more than ${MAX_CURVE_POINTS} points`);
  const numbers: number[] = [];
  for (let at = 0; at < raw.length; at += 2) {
    const [high, low] = [DIGITS.indexOf(raw[at]!), DIGITS.indexOf(raw[at + 1]!)];
    const value = high * 64 + low;
    if (high < 0 || low < 0 || value > LEVELS) return refuse('cannot be read');
    numbers.push(value);
  }
  const points = Array.from({ length: numbers.length / 2 }, (_, k) => ({
    x: fromLevel(numbers[2 * k]!, INPUT_RANGE),
    y: fromLevel(numbers[2 * k + 1]!, CURVE_HEIGHT),
  }));
  const problem = curveProblem(points);
  if (problem) return refuse(problem);
  return points.every(({ x }, k) => k === 0 || x > points[k - 1]!.x) ? { points } : refuse('goes back in x');
}

/** What keeps points from being a curve to learn, or undefined. */
export function curveProblem(points: readonly CurvePoint[]): string | undefined {
  const places = orderCurve(points);
  if (places.length < 2) return 'has fewer than two points';
  if (places.every(({ y }) => y === places[0]!.y)) return 'is a level line, which leaves nothing to learn';
  return undefined;
}

/**
 * The line through control points: a cubic between neighbours that never overshoots them, level beyond both ends.
 * Slopes are the weighted harmonic means of Fritsch and Butland, "A method for constructing local monotone piecewise cubic
 * interpolants" (1984), with shape-preserving three-point slopes at the ends ("pchip"): our choice. Arithmetic only.
 * @param points at least one; any order
 */
export function curveFunction(points: readonly CurvePoint[]): (x: number) => number {
  const knots = orderCurve(points);
  const slopes = pchipSlopes(knots);
  const last = knots.length - 1;
  return (at) => {
    if (last < 1 || at <= knots[0]!.x) return knots[0]?.y ?? 0;
    if (at >= knots[last]!.x) return knots[last]!.y;
    let low = 0;
    for (let high = last; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (knots[middle]!.x <= at) low = middle;
      else high = middle;
    }
    const from = knots[low]!;
    const to = knots[low + 1]!;
    const h = to.x - from.x;
    const t = (at - from.x) / h;
    const u = 1 - t;
    const value =
      u * u * (1 + 2 * t) * from.y + t * t * (3 - 2 * t) * to.y + h * t * u * (u * slopes[low]! - t * slopes[low + 1]!);
    // Rounding may overshoot by a last digit.
    return Math.min(Math.max(value, Math.min(from.y, to.y)), Math.max(from.y, to.y));
  };
}

function pchipSlopes(knots: readonly CurvePoint[]): number[] {
  const n = knots.length;
  const h = Array.from({ length: n - 1 }, (_, k) => knots[k + 1]!.x - knots[k]!.x);
  const d = h.map((width, k) => (knots[k + 1]!.y - knots[k]!.y) / width);
  if (n < 3) return knots.map(() => d[0] ?? 0);
  const inner = knots.map((_, k) => {
    const [before, after] = [d[k - 1], d[k]];
    if (before === undefined || after === undefined || before * after <= 0) return 0;
    const [one, two] = [2 * h[k]! + h[k - 1]!, h[k]! + 2 * h[k - 1]!];
    return (one + two) / (one / before + two / after);
  });
  inner[0] = endSlope(h[0]!, h[1]!, d[0]!, d[1]!);
  inner[n - 1] = endSlope(h[n - 2]!, h[n - 3]!, d[n - 2]!, d[n - 3]!);
  return inner;
}

function endSlope(near: number, far: number, nearSlope: number, farSlope: number): number {
  const slope = ((2 * near + far) * nearSlope - near * farSlope) / (near + far);
  if (slope * nearSlope <= 0) return 0;
  if (nearSlope * farSlope <= 0 && Math.abs(slope) > 3 * Math.abs(nearSlope)) return 3 * nearSlope;
  return slope;
}
