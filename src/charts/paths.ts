/**
 * Path data of lines and areas, as d3-shape writes them with one decimal. The start page draws only these two; d3-shape
 * itself comes with the pages and figures that load later.
 */
type At<T> = (point: T) => number;

const rounded = (value: number) => Math.round(value * 10) / 10;

/** A line through points; '' for none. */
export function linePath<T>(points: readonly T[], x: At<T>, y: At<T>): string {
  if (points.length === 1) return `M${rounded(x(points[0]!))},${rounded(y(points[0]!))}Z`;
  return points.map((point, k) => `${k === 0 ? 'M' : 'L'}${rounded(x(point))},${rounded(y(point))}`).join('');
}

/** The area between a line through points and a level, in pixels; '' for none. */
export function areaPath<T>(points: readonly T[], x: At<T>, level: number, y: At<T>): string {
  if (points.length === 0) return '';
  const back = [...points].reverse().map((point) => `L${rounded(x(point))},${rounded(level)}`);
  const along = points.map((point, k) => `${k === 0 ? 'M' : 'L'}${rounded(x(point))},${rounded(y(point))}`);
  return `${along.join('')}${back.join('')}Z`;
}
