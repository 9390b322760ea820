/** Scales and ticks of plots. */
import { type ScaleContinuousNumeric, type ScaleLinear, scaleLinear, scaleLog } from 'd3-scale';
import type { Scale } from '../tasks/task.ts';
import { formatLoss } from './numbers.ts';

export type LossScale = ScaleContinuousNumeric<number, number>;

/** A loss below this is drawn as if it were this. */
const LOWEST = 1e-9;

/** A scale that holds the losses, zero included when it is linear. `range` is from bottom to top. */
export function lossScale(kind: 'log' | 'linear', losses: Iterable<number>, range: [number, number]): LossScale {
  let [low, high] = [Infinity, 0];
  for (const loss of losses) {
    low = Math.min(low, loss);
    high = Math.max(high, loss);
  }
  if (high <= 0) high = 1;
  if (kind === 'linear') return scaleLinear([0, high * 1.04], range).clamp(true);
  // At least a power of ten, also where all losses are lower than the lowest.
  high = Math.max(high, 10 * LOWEST);
  const bottom = Math.max(LOWEST, Math.min(low, high / 10));
  return scaleLog([bottom / 1.25, high * 1.25], range).clamp(true);
}

export interface LossTick {
  readonly value: number;
  readonly label: string;
}

const isPower = (value: number) => Math.abs(value / 10 ** Math.round(Math.log10(value)) - 1) < 1e-6;

/**
 * Ticks of such a scale: on a logarithmic one powers of ten where it spans some, else 1, 2 and 5 times powers of ten, and where
 * there are not two of those, round numbers.
 * @param count about how many
 * @param distance pixels from one to the next, at least: there are fewer where there is no room
 */
export function lossTicks(kind: 'log' | 'linear', scale: LossScale, count = 6, distance = 16): LossTick[] {
  const powers = scale.ticks(count).filter((tick) => kind === 'linear' || isPower(tick));
  const values = apart(powers.length >= 2 || kind === 'linear' ? powers : oneTwoFive(scale, count), scale, distance);
  const plain = kind === 'linear' || !values.every(isPower);
  return values.map((value) => ({ value, label: plain ? plainNumber(value) : lossTick(value) }));
}

/** 1, 2 and 5 times the powers of ten of a scale's domain; round numbers where that is narrower. */
function oneTwoFive(scale: LossScale, count: number): number[] {
  const [low = 1, high = 1] = scale.domain();
  const values: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += 1) {
    for (const digit of [1, 2, 5]) values.push(Number(`${digit}e${power}`));
  }
  const inside = values.filter((value) => value >= low && value <= high);
  return inside.length < 2 ? scaleLinear([low, high], [0, 1]).ticks(count) : inside;
}

/** Every one of them, or every second, or third, ..., so that they stand apart. */
function apart(values: readonly number[], scale: LossScale, distance: number): number[] {
  for (let every = 1; every < values.length; every += 1) {
    const some = values.filter((_, k) => k % every === 0);
    if (some.every((value, k) => k === 0 || Math.abs(scale(value) - scale(some[k - 1]!)) >= distance)) return some;
  }
  return values.slice(0, 1);
}

function plainNumber(value: number): string {
  return value !== 0 && value < 1e-4 ? formatLoss(value) : String(Number(value.toPrecision(3)));
}

/** 10⁻³ for powers of ten, plain digits else. */
export function lossTick(value: number): string {
  return isPower(value) ? powerOfTen(Math.round(Math.log10(value))) : formatLoss(value);
}

/** 10⁻³, 10⁶, or 1. */
function powerOfTen(power: number): string {
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const text = [...String(Math.abs(power))].map((digit) => digits[Number(digit)]).join('');
  return power === 0 ? '1' : `10${power < 0 ? '⁻' : ''}${text}`;
}

export interface ValueAxis {
  /** In pixels, and how each is written. */
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** What the labels are to be multiplied by, for example `×10⁶`; none for numbers of usual size. */
  readonly times: string | undefined;
}

/**
 * An axis of values in the units that data came in. Labels stay short whatever the size: large and tiny ones are written as
 * multiples of a power of 1,000.
 * @param scale of the numbers that are drawn
 * @param units from those to the data's own
 */
export function valueAxis(scale: ScaleLinear<number, number>, { offset, factor }: Scale, count: number): ValueAxis {
  const domain = scale.domain().map((value) => offset + factor * value);
  const size = Math.max(...domain.map(Math.abs));
  const power = size >= 1000 || (size < 0.01 && size > 0) ? 3 * Math.floor(Math.log10(size) / 3) : 0;
  const own = scale.copy().domain(domain.map((value) => value / 10 ** power));
  return {
    ticks: own.ticks(count).map((tick) => ({
      at: own(tick),
      label: String(Number(tick.toPrecision(9))).replace('-', '−'),
    })),
    times: power === 0 ? undefined : `×${powerOfTen(power)}`,
  };
}

/** Moves labels apart that would cover each other, keeping their order and staying between two heights. */
export function spreadLabels(wanted: readonly number[], distance: number, top: number, bottom: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]!);
  const placed = [...wanted];
  let above = top - distance;
  for (const index of order) {
    placed[index] = Math.max(placed[index]!, above + distance);
    above = placed[index]!;
  }
  let below = bottom + distance;
  for (const index of order.toReversed()) {
    placed[index] = Math.min(placed[index]!, below - distance);
    below = placed[index]!;
  }
  return placed;
}
