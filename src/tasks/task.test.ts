import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INPUT_RANGE, type Scale, standardDeviation, taskFromPoints } from './task.ts';

const raw = ({ offset, factor }: Scale, scaled: number) => offset + factor * scaled;

const points = fc
  .record({
    x: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 30 }),
    y: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 30, maxLength: 30 }),
    middle: fc.double({ min: -20, max: 20, noNaN: true }),
    reach: fc.double({ min: 0.1, max: 100, noNaN: true }),
  })
  .map(({ x, y, middle, reach }) => ({ x: x.map((at) => middle + reach * at), y: y.slice(0, x.length) }))
  .filter(({ x, y }) => standardDeviation(x) > 0.01 && standardDeviation(y) > 0.01);

describe('the standard deviation', () => {
  it('is the root of the mean squared distance from the mean', () => {
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBe(2);
    expect(standardDeviation([3, 3, 3])).toBe(0);
  });
});

describe('a task from points', () => {
  it('has y of standard deviation 1, not centred, and the scales lead back to what was given', () => {
    fc.assert(
      fc.property(points, ({ x, y }) => {
        const { data, inputScale, targetScale } = taskFromPoints(x, y);
        expect([data.inputSize, data.count, data.inputs.length, data.targets.length]).toEqual([
          1,
          ...Array(3).fill(x.length),
        ]);
        expect(standardDeviation(data.targets)).toBeCloseTo(1, 4);
        expect(targetScale.offset).toBe(0);
        for (const [i, value] of y.entries()) expect(raw(targetScale, data.targets[i]!)).toBeCloseTo(value, 5);
        const size = Math.max(...x.map(Math.abs));
        for (const [i, value] of x.entries())
          expect(Math.abs(raw(inputScale, data.inputs[i]!) - value)).toBeLessThan(1e-6 * size);
      }),
    );
  });

  it('keeps x that fills a good part of the range, and maps any other onto all of it', () => {
    fc.assert(
      fc.property(points, ({ x, y }) => {
        const { inputs } = taskFromPoints(x, y).data;
        const [low, high] = [Math.min(...x), Math.max(...x)];
        if (low >= -INPUT_RANGE && high <= INPUT_RANGE && high - low >= INPUT_RANGE) {
          expect([...inputs]).toEqual([...Float32Array.from(x)]);
        } else {
          expect(Math.min(...inputs)).toBeCloseTo(-INPUT_RANGE, 4);
          expect(Math.max(...inputs)).toBeCloseTo(INPUT_RANGE, 4);
        }
      }),
    );
    const y = [0, 1, 0];
    expect([...taskFromPoints([-1, 0, 4], y).data.inputs]).toEqual([-1, 0, 4]);
    expect([...taskFromPoints([-1, 0, 3.9], y).data.inputs]).not.toEqual([-1, 0, 3.9].map(Math.fround));
  });
});
