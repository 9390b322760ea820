import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURVE_HEIGHT, CURVE_STEP, type CurvePoint, curveFunction, MAX_CURVE_POINTS, snapPoint } from './curve.ts';
import {
  addPoint,
  besidePoint,
  type Curve,
  curveOfTask,
  drawStroke,
  EMPTY_CURVE,
  movePoint,
  removePoint,
  simplify,
} from './curve-edit.ts';
import { targetTask } from './targets.ts';
import { taskFromPoints } from './task.ts';

const SETTINGS = { seed: 4, truthNeurons: 15, truthVariance: 3, points: 1000 };
const place = fc.record({
  x: fc.double({ min: -9, max: 9, noNaN: true }),
  y: fc.double({ min: -20, max: 20, noNaN: true }),
});

/** In order, apart, in range, and exactly what a text can say. */
function expectCurve(curve: Curve): void {
  expect(curve.length).toBeGreaterThanOrEqual(2);
  expect(curve.length).toBeLessThanOrEqual(MAX_CURVE_POINTS);
  for (const [k, point] of curve.entries()) {
    expect(snapPoint(point)).toEqual(point);
    if (k > 0) expect(point.x).toBeGreaterThan(curve[k - 1]!.x);
  }
}

type Edit = (curve: Curve) => Curve;
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(fc.nat(99), place).map(
    ([index, to]): Edit =>
      (curve) =>
        movePoint(curve, index % curve.length, to),
  ),
  place.map(
    (at): Edit =>
      (curve) =>
        addPoint(curve, at)?.curve ?? curve,
  ),
  fc.nat(99).map(
    (index): Edit =>
      (curve) =>
        addPoint(curve, besidePoint(curve, index % curve.length))?.curve ?? curve,
  ),
  fc.nat(99).map(
    (index): Edit =>
      (curve) =>
        removePoint(curve, index % curve.length),
  ),
  fc.array(place, { maxLength: 40 }).map(
    (stroke): Edit =>
      (curve) =>
        drawStroke(curve, stroke),
  ),
);

describe('editing a curve', () => {
  it('always leaves a curve', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
        let curve = EMPTY_CURVE;
        for (const change of edits) {
          curve = change(curve);
          expectCurve(curve);
        }
      }),
    );
  });

  it('moves a point to where it is put, between its neighbours', () => {
    const curve = [-2, 0, 2].map((x) => snapPoint({ x, y: 1 }));
    expect(movePoint(curve, 1, { x: 1, y: -1 })[1]).toEqual(snapPoint({ x: 1, y: -1 }));
    const pushed = movePoint(curve, 1, { x: 9, y: 99 });
    expect(pushed[1]!.x).toBeCloseTo(curve[2]!.x - CURVE_STEP.x, 9);
    expect(pushed[1]!.y).toBe(CURVE_HEIGHT);
    expect(pushed[2]).toEqual(curve[2]);
  });

  it('adds a point on the line without bending it much, and takes it away again', () => {
    const curve = curveOfTask(targetTask({ ...SETTINGS, target: 'sine' }));
    const added = addPoint(curve, besidePoint(curve, 2))!;
    expect(added.index).toBe(3);
    expect(removePoint(added.curve, 3)).toEqual(curve);
    expect(removePoint(EMPTY_CURVE, 0)).toEqual(EMPTY_CURVE);
  });

  it('lets a stroke replace what lies under it and nothing else', () => {
    const curve = [-5, -2, -1, 0, 3, 5].map((x) => snapPoint({ x, y: 1 }));
    const stroke = Array.from({ length: 50 }, (_, k): CurvePoint => ({ x: -1.5 + k / 20, y: Math.sin(k / 5) }));
    for (const drawn of [stroke, stroke.toReversed()]) {
      const after = drawStroke(curve, drawn);
      expect(after.slice(0, 2)).toEqual(curve.slice(0, 2));
      expect(after.slice(-2)).toEqual(curve.slice(-2));
      const value = curveFunction(after);
      for (const { x, y } of stroke) expect(Math.abs(value(x) - y)).toBeLessThan(0.15);
    }
  });

  it('lets the later part of a stroke that doubles back count', () => {
    const forth = Array.from({ length: 21 }, (_, k) => ({ x: -2 + k / 5, y: 1 }));
    const back = Array.from({ length: 10 }, (_, k) => ({ x: 1.9 - k / 5, y: -2 }));
    const value = curveFunction(drawStroke(EMPTY_CURVE, [...forth, ...back]));
    expect(value(-1)).toBeCloseTo(1, 1);
    expect(value(1)).toBeCloseTo(-2, 1);
  });

  it('is not changed by a stroke of one place', () => {
    expect(drawStroke(EMPTY_CURVE, [{ x: 0, y: 3 }])).toBe(EMPTY_CURVE);
  });
});

describe('control points of a target', () => {
  it.each(['teacher', 'sine', 'chirp', 'two-bumps'])('follow the %s closely', (target) => {
    const task = targetTask({ ...SETTINGS, target });
    const curve = curveOfTask(task);
    expectCurve(curve);
    const value = curveFunction(curve);
    const { inputs, targets, count } = task.data;
    let square = 0;
    for (let i = 0; i < count; i += 1) square += (value(inputs[i]!) - targets[i]!) ** 2 / count;
    expect(square).toBeLessThan(0.01);
  });

  it('stay in the field for data far from 0, and are a level line where there is none to follow', () => {
    const far = taskFromPoints([-5, 0, 5], [1000, 1001, 1002]);
    expectCurve(curveOfTask(far));
    const here = { inputSize: 1, count: 2, inputs: new Float32Array([1, 1]), targets: new Float32Array([1, 2]) };
    expect(curveOfTask({ data: here })).toEqual(EMPTY_CURVE);
  });

  it('keep the two ends and drop what a line says as well', () => {
    const line = Array.from({ length: 50 }, (_, k) => ({ x: k / 10, y: k / 10 }));
    expect(simplify(line, 20)).toEqual([line[0], line[49]]);
    expect(simplify([line[0]!, line[20]!, line[49]!], 20)).toEqual([line[0], line[49]]);
  });

  it('follow the mean of all points of a stretch', () => {
    // Two points at each place, one far above and one below: their means lie on a line from -1 to 1.
    const places = Array.from({ length: 200 }, (_, k) => ({
      x: -4.95 + 0.1 * Math.floor(k / 2),
      sign: k % 2 ? 1 : -1,
    }));
    const inputs = Float32Array.from(places, ({ x }) => x);
    const targets = Float32Array.from(places, ({ x, sign }) => x / 5 + 3 * sign);
    const value = curveFunction(curveOfTask({ data: { inputSize: 1, count: 200, inputs, targets } }));
    for (let x = -4.9; x < 4.9; x += 0.5) expect(Math.abs(value(x) - x / 5)).toBeLessThan(0.1);
  });
});
