import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CURVE_HEIGHT,
  CURVE_STEP,
  type CurvePoint,
  curveFunction,
  curveProblem,
  MAX_CURVE_POINTS,
  readCurve,
  snapPoint,
  writeCurve,
} from './curve.ts';

const point: fc.Arbitrary<CurvePoint> = fc.record({
  x: fc.double({ min: -5, max: 5, noNaN: true }),
  y: fc.double({ min: -CURVE_HEIGHT, max: CURVE_HEIGHT, noNaN: true }),
});
const curve = fc
  .uniqueArray(point, { selector: (one) => snapPoint(one).x, minLength: 2, maxLength: MAX_CURVE_POINTS })
  .filter((points) => curveProblem(points) === undefined);

function pointsOf(text: string): readonly CurvePoint[] {
  const reading = readCurve(text);
  if ('problem' in reading) throw new Error(reading.problem);
  return reading.points;
}

describe('a curve as text', () => {
  it('is read as it was written, as close as its levels are, and is written the same again', () => {
    fc.assert(
      fc.property(curve, (points) => {
        const text = writeCurve(points);
        expect(text).toMatch(/^[\w-]{8,256}$/);
        const read = pointsOf(text);
        const sorted = points.toSorted((a, b) => a.x - b.x);
        expect(read).toHaveLength(points.length);
        for (const [k, { x, y }] of read.entries()) {
          expect(Math.abs(x - sorted[k]!.x)).toBeLessThanOrEqual(CURVE_STEP.x / 2 + 1e-9);
          expect(Math.abs(y - sorted[k]!.y)).toBeLessThanOrEqual(CURVE_STEP.y / 2 + 1e-9);
        }
        expect(writeCurve(read)).toBe(text);
      }),
    );
  });

  it('can say the ends and the middle exactly', () => {
    for (const exact of [
      { x: 0, y: 0 },
      { x: -5, y: CURVE_HEIGHT },
      { x: 5, y: -CURVE_HEIGHT },
    ]) {
      expect(snapPoint(exact)).toEqual(exact);
    }
  });

  it('is refused with one sentence when it is anything else', () => {
    const base = writeCurve([
      { x: -1, y: 0 },
      { x: 1, y: 2 },
    ]);
    const cases: [unknown, string][] = [
      ['', 'cannot be read'],
      [undefined, 'cannot be read'],
      [{ length: 8 }, 'cannot be read'],
      [base.slice(1), 'cannot be read'],
      [`${base.slice(0, 7)}!`, 'cannot be read'],
      ['____AAAA', 'cannot be read'], // level 4095 does not exist
      [base.slice(0, 4), 'fewer than two points'],
      [base.slice(4) + base.slice(0, 4), 'goes back in x'],
      [
        writeCurve([
          { x: -1, y: 1 },
          { x: 1, y: 1 },
        ]),
        'level line',
      ],
      ['A'.repeat(4 * MAX_CURVE_POINTS + 4), 'more than 64 points'],
    ];
    for (const [raw, why] of cases) {
      const reading = readCurve(raw);
      expect('problem' in reading && reading.problem).toContain(why);
    }
  });

  it('never fails, and whatever is read can be written again', () => {
    const digits = fc.constantFrom(...'AZaz09-_');
    const text = fc.oneof(
      fc.string(),
      fc.array(digits, { maxLength: 300 }).map((parts) => parts.join('')),
      fc.anything(),
    );
    fc.assert(
      fc.property(text, (raw) => {
        const reading = readCurve(raw);
        if ('points' in reading) expect(writeCurve(reading.points)).toBe(raw);
        else expect(reading.problem).toMatch(/^[^\n]{20,120}\.$/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the line through control points', () => {
  it('meets them, stays between neighbours, and is level beyond the ends', () => {
    fc.assert(
      fc.property(curve, fc.double({ min: 0, max: 1, noNaN: true }), (points, part) => {
        const value = curveFunction(points);
        const knots = pointsOf(writeCurve(points));
        for (const { x, y } of knots) expect(value(x)).toBeCloseTo(y, 9);
        for (let k = 1; k < knots.length; k += 1) {
          const [from, to] = [knots[k - 1]!, knots[k]!];
          const between = value(from.x + part * (to.x - from.x));
          expect(between).toBeGreaterThanOrEqual(Math.min(from.y, to.y));
          expect(between).toBeLessThanOrEqual(Math.max(from.y, to.y));
        }
        expect(value(-100)).toBe(knots[0]!.y);
        expect(value(100)).toBe(knots.at(-1)!.y);
      }),
    );
  });

  it('goes straight through points on a line', () => {
    const value = curveFunction([-4, -1, 0, 2.5, 5].map((x) => ({ x, y: x / 2 })));
    for (const x of [-3, -0.7, 1.2, 4]) expect(value(x)).toBeCloseTo(x / 2, 2);
    const two = curveFunction([-4, 5].map((x) => ({ x, y: x / 2 })));
    for (const x of [-3, -0.7, 1.2, 4]) expect(two(x)).toBeCloseTo(x / 2, 2);
  });

  it('agrees with pchip as others compute it', () => {
    // Worked out by hand from the formulas, and equal to scipy.interpolate.PchipInterpolator.
    const value = curveFunction([
      { x: -4, y: 0 },
      { x: -2, y: 2 },
      { x: 0, y: 1 },
      { x: 4, y: 2 },
    ]);
    expect(value(-3)).toBeCloseTo(1 + (2 * 1.75) / 8, 2);
    expect(value(-1)).toBeCloseTo(1.5, 2);
    expect(value(2)).toBeCloseTo(1.5 - (4 * 0.75) / 8, 2);
  });
});
