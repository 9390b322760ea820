import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot, INSIDE_UNIT_BALL, norm, zeroVectors } from './vectors.ts';

const numbers = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 20 });

describe('vectors', () => {
  it('have the product and the length of textbooks', () => {
    expect(dot([1, 2, 3], [4, -5, 6])).toBe(12);
    expect(norm([3, -4])).toBe(5);
    expect(dot([], [])).toBe(0);
    expect(norm(Float32Array.of(0, 0))).toBe(0);
  });

  it('sum from the first entry to the last, whatever kind of array holds them', () => {
    // In any other order the ones are lost beside the large number, or the large numbers cancel first.
    const order = [1e16, 1, 1, -1e16];
    expect(dot(order, [1, 1, 1, 1])).toBe(0);
    fc.assert(
      fc.property(numbers, (list) => {
        const sum = list.reduce((total, value) => total + value * value, 0);
        expect(dot(list, Float64Array.from(list))).toBe(sum);
        expect(norm(Float64Array.from(list))).toBe(Math.sqrt(sum));
      }),
    );
  });

  it('brought to norm 1 and a hair inside stay in the unit ball when they are rounded to 32 bits', () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const length = norm(list);
        fc.pre(length > 1e-3);
        const rounded = Float32Array.from(list, (value) => (value / length) * INSIDE_UNIT_BALL);
        expect(norm(rounded)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

it('vectors side by side have their lengths, begin as zeros, and share no number', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (lengths) => {
      const vectors = zeroVectors(lengths);
      expect(vectors.map(({ length }) => length)).toEqual(lengths);
      expect(vectors.every((vector) => vector.every((value) => value === 0))).toBe(true);
      for (const [k, vector] of vectors.entries()) vector.fill(k + 1);
      for (const [k, vector] of vectors.entries()) expect(vector.every((value) => value === k + 1)).toBe(true);
    }),
  );
});
