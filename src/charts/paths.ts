/**
 * Path data of lines, as d3-shape writes them with one decimal, and of areas made from them. The start page draws only
 * these two; d3-shape itself comes with the pages and figures that load later.
 */
type At<T> = (point: T) => number;

const TENTHS = ['', '.1', '.2', '.3', '.4', '.5', '.6', '.7', '.8', '.9'];

/**
 * A number with at most one decimal, as `String(Math.round(value * 10) / 10)` writes it but four times as fast: whole
 * numbers have short ways into text, and a frame writes thousands. For pixels, below 1e14.
 */
export function oneDecimal(value: number): string {
  const tenths = Math.round(value * 10);
  const size = Math.abs(tenths);
  const whole = Math.floor(size / 10);
  return `${tenths < 0 ? '-' : ''}${whole}${TENTHS[size - 10 * whole] ?? ''}`;
}

/** A line through points; '' for none. */
export function linePath<T>(points: readonly T[], x: At<T>, y: At<T>): string {
  if (points.length === 1) return `M${oneDecimal(x(points[0]!))},${oneDecimal(y(points[0]!))}Z`;
  return points.map((point, k) => `${k === 0 ? 'M' : 'L'}${oneDecimal(x(point))},${oneDecimal(y(point))}`).join('');
}

/**
 * The area between a level, in pixels, and a line whose path is known; '' for a line of fewer than two points. Left open at
 * the level, where it is not to be stroked: to fill it closes it.
 */
export function areaFrom(level: number, line: string): string {
  const end = line.lastIndexOf('L');
  if (end === -1) return '';
  const first = line.slice(1, line.indexOf(','));
  const last = line.slice(end + 1, line.lastIndexOf(','));
  const base = oneDecimal(level);
  return `M${first},${base}L${line.slice(1)}L${last},${base}`;
}
