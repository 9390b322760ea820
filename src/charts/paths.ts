/**
 * Path data of lines, as d3-shape writes them with one decimal, and of areas made from them. The start page draws only
 * these two; d3-shape itself comes with the pages and figures that load later.
 */
type At<T> = (point: T) => number;

const rounded = (value: number) => Math.round(value * 10) / 10;

/** A line through points; '' for none. */
export function linePath<T>(points: readonly T[], x: At<T>, y: At<T>): string {
  if (points.length === 1) return `M${rounded(x(points[0]!))},${rounded(y(points[0]!))}Z`;
  return points.map((point, k) => `${k === 0 ? 'M' : 'L'}${rounded(x(point))},${rounded(y(point))}`).join('');
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
  return `M${first},${rounded(level)}L${line.slice(1)}L${last},${rounded(level)}`;
}
