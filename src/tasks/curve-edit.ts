/** Editing a drawn curve: pure functions from control points to control points, each in order of x and snapped. */
import {
  CURVE_HEIGHT,
  CURVE_STEP,
  type CurvePoint,
  curveFunction,
  MAX_CURVE_POINTS,
  orderCurve,
  snapPoint,
} from './curve.ts';
import { INPUT_RANGE, type Task } from './task.ts';

/** Control points in order of x. */
export type Curve = readonly CurvePoint[];

/** Before anything is drawn: a level line. */
export const EMPTY_CURVE: Curve = [
  { x: -INPUT_RANGE, y: 0 },
  { x: INPUT_RANGE, y: 0 },
];

/** A stroke becomes at most this many points, so that several fit into a curve. */
const STROKE_POINTS = 32;
/** How far a simplified stroke may be from what was drawn, in y. */
const TOLERANCE = 0.04;

/** Moves a point, as far as its neighbours let it. */
export function movePoint(curve: Curve, index: number, to: CurvePoint): Curve {
  const low = curve[index - 1] ? curve[index - 1]!.x + CURVE_STEP.x : -INPUT_RANGE;
  const high = curve[index + 1] ? curve[index + 1]!.x - CURVE_STEP.x : INPUT_RANGE;
  const moved = snapPoint({ x: Math.min(high, Math.max(low, to.x)), y: to.y });
  return curve.map((point, k) => (k === index ? moved : point));
}

/** Adds a point; one that is already at that x moves there instead. Undefined when the curve is full. */
export function addPoint(curve: Curve, at: CurvePoint): { readonly curve: Curve; readonly index: number } | undefined {
  const added = snapPoint(at);
  const rest = curve.filter(({ x }) => x !== added.x);
  if (rest.length >= MAX_CURVE_POINTS) return undefined;
  const index = rest.filter(({ x }) => x < added.x).length;
  return { curve: [...rest.slice(0, index), added, ...rest.slice(index)], index };
}

/** Where Enter adds a point: on the line, halfway to the next point (to the one before, from the last). */
export function besidePoint(curve: Curve, index: number): CurvePoint {
  const here = curve[index]!;
  const other = curve[index + 1] ?? curve[index - 1] ?? here;
  const x = (here.x + other.x) / 2;
  return { x, y: curveFunction(curve)(x) };
}

/** Removes a point; the last two stay, because a line needs them. */
export function removePoint(curve: Curve, index: number): Curve {
  return curve.length <= 2 ? curve : curve.filter((_, k) => k !== index);
}

/**
 * Lays a freehand stroke over a curve: between the stroke's ends it takes the place of what was there.
 * @param stroke places in the order in which they were drawn; where it doubles back, the later place counts
 */
export function drawStroke(curve: Curve, stroke: Curve): Curve {
  const drawn = orderCurve(simplify(singleValued(stroke.map(clampPoint)), STROKE_POINTS));
  if (drawn.length < 2) return curve;
  const [first, last] = [drawn[0]!.x, drawn.at(-1)!.x];
  // Old points close to the stroke's ends would only bend it.
  const near = 4 * CURVE_STEP.x;
  const left = curve.filter(({ x }) => x < first - near);
  const right = curve.filter(({ x }) => x > last + near);
  const joined = [...left, ...drawn, ...right];
  return joined.length > MAX_CURVE_POINTS ? simplify(joined, MAX_CURVE_POINTS) : joined;
}

function clampPoint({ x, y }: CurvePoint): CurvePoint {
  return {
    x: Math.min(INPUT_RANGE, Math.max(-INPUT_RANGE, x)),
    y: Math.min(CURVE_HEIGHT, Math.max(-CURVE_HEIGHT, y)),
  };
}

/** A stroke as a function of x: each new piece erases what it passes over. */
function singleValued(stroke: Curve): CurvePoint[] {
  let points: CurvePoint[] = [];
  let before: CurvePoint | undefined;
  for (const point of stroke) {
    const [low, high] = [Math.min(point.x, before?.x ?? point.x), Math.max(point.x, before?.x ?? point.x)];
    points = points.filter((old) => old === before || old.x < low || old.x > high);
    if (before && before.x === point.x) points = points.filter((old) => old !== before);
    points.push(point);
    before = point;
  }
  return points.sort((a, b) => a.x - b.x);
}

/**
 * The few points whose line says nearly the same: from the two ends on, the point that is farthest from the line is added,
 * until none is farther than a tolerance or there are `most` (Douglas and Peucker's idea, with our line in place of
 * straight ones).
 * @param points in order of x
 */
export function simplify(points: Curve, most: number): CurvePoint[] {
  if (points.length <= 2) return [...points];
  const kept = new Set([points[0]!, points.at(-1)!]);
  while (kept.size < most) {
    const line = curveFunction([...kept]);
    let worst = TOLERANCE;
    let farthest: CurvePoint | undefined;
    for (const point of points) {
      const distance = Math.abs(point.y - line(point.x));
      if (distance > worst && !kept.has(point)) {
        worst = distance;
        farthest = point;
      }
    }
    if (!farthest) break;
    kept.add(farthest);
  }
  return points.filter((point) => kept.has(point));
}

/** Control points that follow a task's points: the mean of each stretch of x, in the network's own units. */
export function curveOfTask({ data: { inputs, targets, count } }: Pick<Task, 'data'>): Curve {
  const stretches = 100;
  const sum = new Float64Array(stretches);
  const number = new Float64Array(stretches);
  let largest = 0;
  for (let i = 0; i < count; i += 1) {
    const at = Math.min(
      stretches - 1,
      Math.max(0, Math.floor(((inputs[i]! + INPUT_RANGE) / (2 * INPUT_RANGE)) * stretches)),
    );
    sum[at]! += targets[i]!;
    number[at]! += 1;
  }
  const means = Array.from(sum, (total, k) => ({
    x: -INPUT_RANGE + ((k + 0.5) / stretches) * 2 * INPUT_RANGE,
    y: total / number[k]!,
  })).filter(({ y }) => Number.isFinite(y));
  for (const { y } of means) largest = Math.max(largest, Math.abs(y));
  // Data far from 0, not centred, would leave the field.
  const shrink = largest > CURVE_HEIGHT ? (0.75 * CURVE_HEIGHT) / largest : 1;
  const [first, last] = [means[0], means.at(-1)];
  if (!first || !last || means.length < 2) return EMPTY_CURVE;
  const whole = [{ ...first, x: -INPUT_RANGE }, ...means.slice(1, -1), { ...last, x: INPUT_RANGE }];
  return orderCurve(
    simplify(
      whole.map(({ x, y }) => ({ x, y: y * shrink })),
      MAX_CURVE_POINTS / 2,
    ),
  );
}
