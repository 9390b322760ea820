import { line } from 'd3-shape';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { areaFrom, linePath, oneDecimal } from './paths.ts';

const points = fc.array(
  fc.record({
    x: fc.double({ min: -2000, max: 2000, noNaN: true }),
    y: fc.double({ min: -2000, max: 2000, noNaN: true }),
  }),
);
type Point = { x: number; y: number };
const x = (point: Point) => point.x;
const y = (point: Point) => point.y;

it('a number is written as its nearest tenth is', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
      expect(oneDecimal(value)).toBe(String(Math.round(value * 10) / 10));
    }),
  );
});

it('lines are those of d3-shape, character by character', () => {
  fc.assert(
    fc.property(points, (all) => {
      expect(linePath(all, x, y)).toBe(line<Point>().x(x).y(y).digits(1)(all) ?? '');
    }),
  );
});

it('an area follows its line between two points at the level', () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 0, max: 500 }), (all, level) => {
      const [first, last] = [all[0], all.at(-1)];
      const around = [{ x: first?.x ?? 0, y: level }, ...all, { x: last?.x ?? 0, y: level }];
      expect(areaFrom(level, linePath(all, x, y))).toBe(all.length < 2 ? '' : linePath(around, x, y));
    }),
  );
});
