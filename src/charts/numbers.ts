/** How numbers are written for people. */

/** A signed change of a loss, for example `−2.14e-3`. */
export function formatChange(value: number): string {
  if (value === 0) return '0';
  return value.toExponential(2).replace('-', '−').replace('e-', 'e−').replace('e+', 'e');
}

/** The same with its sign where it rises too: a loss that rose is worth a sign. */
export function formatSigned(value: number): string {
  return value > 0 ? `+${formatChange(value)}` : formatChange(value);
}

/** A loss with three significant digits: 0.0412, or 3.1e−5 when it is tiny. */
export function formatLoss(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value !== 0 && Math.abs(value) < 0.0001) return value.toExponential(1).replace('e-', 'e−');
  return value.toPrecision(3).replace(/^(-?\d+)e\+(\d+)$/, '$1e$2');
}

/** A weight with sign and two decimals. */
export function formatWeight(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

/** A part of a whole, 0 to 1, with at most one decimal: `45.2 %`. The space does not break. */
export function formatPercent(part: number): string {
  return `${Number((100 * part).toFixed(1))}\u00a0%`;
}

/** A text whose lines do not break between a number and its percent sign. */
export function keepPercents(text: string): string {
  return text.replace(/(\d) %/g, '$1\u00a0%');
}

const counts = new Intl.NumberFormat('en-US');

/** A number of any size to four digits: 681,800, 0.001234, 1.5e−7. */
export function formatDivisor(value: number): string {
  const short = Number(value.toPrecision(4));
  if (short < 1e-4 || short >= 1e12) return String(short).replace('e-', 'e−').replace('e+', 'e');
  return short < 1000 ? String(short) : formatCount(short);
}

/** 1500 becomes 1,500. */
export function formatCount(value: number): string {
  return counts.format(value);
}

/** From the smallest to the largest, for example `−5 to 12.3`. */
export function formatRange(values: readonly number[]): string {
  const ends = [Math.min(...values), Math.max(...values)];
  return ends.map((value) => String(Number(value.toPrecision(3))).replace('-', '−')).join(' to ');
}
