/** The field that a target is drawn on: its scales, and the line through control points. */
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { CURVE_HEIGHT, type CurvePoint, curveFunction } from '../tasks/curve.ts';
import { INPUT_RANGE } from '../tasks/task.ts';

export interface FieldScales {
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
  /** From pixels to a place in the field. */
  readonly invert: (x: number, y: number) => CurvePoint;
}

/** How close, in pixels, a press must be to a point to mean it. */
export const NEAR = { mouse: 12, touch: 22 } as const;

/** Above the field there is room for the editor's tools. */
const MARGIN = { top: 46, right: 18, bottom: 26, left: 38 };
/** The least that a field shows above and below 0. */
const LEAST = 2.5;
/** Pixels between samples of the line. */
const SAMPLE = 3;

/** Scales with room around a curve. They depend on the curve at the start only, so nothing moves under the pointer. */
export function fieldScales(start: readonly CurvePoint[], width: number, height: number): FieldScales {
  const heights = start.map(({ y }) => y);
  const room = (end: number) => Math.min(CURVE_HEIGHT, Math.max(LEAST, 1.25 * end));
  const x = scaleLinear([-INPUT_RANGE, INPUT_RANGE], [MARGIN.left, Math.max(MARGIN.left + 1, width - MARGIN.right)]);
  const y = scaleLinear(
    [-room(-Math.min(...heights)), room(Math.max(...heights))],
    [Math.max(MARGIN.top + 1, height - MARGIN.bottom), MARGIN.top],
  );
  const [low = 0, high = 0] = y.domain();
  return {
    x,
    y,
    // What is drawn beyond the field's edge stays in it.
    invert: (left, top) => ({ x: x.invert(left), y: Math.min(high, Math.max(low, y.invert(top))) }),
  };
}

/** Path data of the line through control points, over the whole field. */
export function fieldPath(points: readonly CurvePoint[], { x, y }: FieldScales): string {
  const value = curveFunction(points);
  const [left = 0, right = 0] = x.range();
  const count = Math.max(2, Math.round((right - left) / SAMPLE));
  let path = '';
  for (let k = 0; k <= count; k += 1) {
    const at = left + ((right - left) * k) / count;
    path += `${k === 0 ? 'M' : 'L'}${at.toFixed(1)},${y(value(x.invert(at))).toFixed(1)}`;
  }
  return path;
}
