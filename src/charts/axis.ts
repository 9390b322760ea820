/** Scales and ticks of plots of a loss. */
import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';
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
  const bottom = Math.max(LOWEST, Math.min(low, high / 10));
  return scaleLog([bottom / 1.25, high * 1.25], range).clamp(true);
}

/** Ticks of such a scale: powers of ten where it spans some. */
export function lossTicks(kind: 'log' | 'linear', scale: LossScale): number[] {
  const isPower = (tick: number) => Number.isInteger(Math.round(Math.log10(tick) * 1e9) / 1e9);
  const powers = scale.ticks(6).filter((tick) => kind === 'linear' || isPower(tick));
  return powers.length >= 2 ? powers : scale.ticks(3).slice(0, 4);
}

/** 10⁻³ for powers of ten on a logarithmic scale, plain digits else. */
export function lossTick(kind: 'log' | 'linear', value: number): string {
  if (kind === 'linear') return String(Number(value.toPrecision(3)));
  const power = Math.round(Math.log10(value));
  if (Math.abs(value / 10 ** power - 1) > 1e-6) return formatLoss(value);
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const text = [...String(Math.abs(power))].map((digit) => digits[Number(digit)]).join('');
  return power === 0 ? '1' : `10${power < 0 ? '⁻' : ''}${text}`;
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
