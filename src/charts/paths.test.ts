import { area, line } from 'd3-shape';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { areaPath, linePath } from './paths.ts';

const points = fc.array(
  fc.record({
    x: fc.double({ min: -2000, max: 2000, noNaN: true }),
    y: fc.double({ min: -2000, max: 2000, noNaN: true }),
  }),
);
type Point = { x: number; y: number };
const x = (point: Point) => point.x;
const y = (point: Point) => point.y;

it('lines and areas are those of d3-shape, character by character', () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 0, max: 500 }), (all, level) => {
      expect(linePath(all, x, y)).toBe(line<Point>().x(x).y(y).digits(1)(all) ?? '');
      expect(areaPath(all, x, level, y)).toBe(area<Point>().x(x).y0(level).y1(y).digits(1)(all) ?? '');
    }),
  );
});
