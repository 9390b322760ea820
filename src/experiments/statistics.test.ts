import { describe, expect, it } from 'vitest';
import { openStream } from '../random/stream.ts';
import { bootstrapMean, meanOf, quantile, studentMean } from './statistics.ts';

function normals(count: number, seed: number): number[] {
  const stream = openStream(seed, 'statistics test');
  return Array.from({ length: count }, () => 5 + 2 * stream.normal());
}

describe('quantiles', () => {
  it('are the known ones of a few numbers', () => {
    const values = [1, 2, 4, 8];
    expect([0, 0.25, 0.5, 0.75, 1].map((fraction) => quantile(values, fraction))).toEqual([1, 1.75, 3, 5, 8]);
    expect(quantile([7], 0.3)).toBe(7);
  });
});

describe('the bootstrap interval of a mean', () => {
  it('is that of the normal distribution where there is one', () => {
    const values = normals(400, 1);
    const mean = meanOf(values);
    const deviation = Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
    const half = (1.96 * deviation) / Math.sqrt(values.length);
    const { low, high } = bootstrapMean(values);
    expect(Math.abs(low - (mean - half))).toBeLessThan(0.1 * half);
    expect(Math.abs(high - (mean + half))).toBeLessThan(0.1 * half);
  });

  it('holds the true mean in about 95 of 100 samples', () => {
    let held = 0;
    for (let seed = 0; seed < 300; seed += 1) {
      const { low, high } = bootstrapMean(normals(20, seed));
      if (low <= 5 && 5 <= high) held += 1;
    }
    // Percentile intervals of twenty values are a little too narrow; by chance alone 300 samples vary by 4 %.
    expect(held / 300).toBeGreaterThan(0.88);
    expect(held / 300).toBeLessThan(0.99);
  });

  it('is the same at every call, has no width for equal values and no end for a few', () => {
    const values = normals(20, 3);
    expect(bootstrapMean(values)).toEqual(bootstrapMean([...values]));
    expect(bootstrapMean([0.5, 0.5, 0.5, 0.5, 0.5])).toEqual({ low: 0.5, high: 0.5 });
    expect(bootstrapMean([0.1, 0.5, 0.2, 0.3])).toEqual({ low: -Infinity, high: Infinity });
  });
});

describe("Student's interval", () => {
  it('is the textbook’s', () => {
    const { low, high } = studentMean([1, 2, 3]);
    expect([low, high]).toEqual([expect.closeTo(2 - 2.4843, 3), expect.closeTo(2 + 2.4843, 3)]);
    expect(studentMean([5])).toEqual({ low: -Infinity, high: Infinity });
  });

  it('holds the mean of normal deviates 95 times in 100', () => {
    const stream = openStream(1, 'test');
    const rounds = 4000;
    let held = 0;
    for (let round = 0; round < rounds; round += 1) {
      const { low, high } = studentMean([stream.normal(), stream.normal(), stream.normal()]);
      if (low < 0 && high > 0) held += 1;
    }
    // The deviation of the part is 0.0034.
    expect(Math.abs(held / rounds - 0.95)).toBeLessThan(0.015);
  });
});
