import { describe, expect, it } from 'vitest';
import { midpoints } from '../../growth/importance.ts';
import { largestChange, lossAt, slopeAt } from './one-bell.ts';

describe('the smallest example', () => {
  it('changes with the square of eps when split, in proportion when joined by a fresh bell', () => {
    expect(largestChange('split', 0.02) / largestChange('split', 0.01)).toBeCloseTo(4, 2);
    expect(largestChange('fresh', 0.02) / largestChange('fresh', 0.01)).toBeCloseTo(2, 9);
    expect(largestChange('split', 0)).toBe(0);
  });

  it('has the slope that finite differences give, and none where the split begins', () => {
    for (const zeta of [0.1, 0.5, 1, 1.6, 2]) {
      expect(slopeAt(zeta)).toBeCloseTo((lossAt(zeta + 1e-5) - lossAt(zeta - 1e-5)) / 2e-5, 8);
    }
    expect(slopeAt(0)).toBeCloseTo(0, 12);
  });

  it('has an area under the slope that is the change of the loss', () => {
    const area = (n: number) => midpoints(1.4, n).reduce((sum, zeta) => sum + (1.4 / n) * slopeAt(zeta), 0);
    const change = lossAt(1.4) - lossAt(0);
    expect(area(400)).toBeCloseTo(change, 6);
    expect(Math.abs(area(3) - change)).toBeLessThan(Math.abs(area(1) - change));
    expect(change).toBeLessThan(0);
  });
});
