import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lossScale, lossTick, lossTicks, spreadLabels } from './axis.ts';

describe('a scale of losses', () => {
  it('keeps every loss in sight, zero too', () => {
    const losses = fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { maxLength: 20 });
    fc.assert(
      fc.property(losses, fc.constantFrom('log' as const, 'linear' as const), (values, kind) => {
        const scale = lossScale(kind, values, [200, 10]);
        const [low, high] = scale.domain() as [number, number];
        // The scale clamps, so its heights say nothing of what it holds; its ends do.
        for (const value of values) {
          expect(value).toBeLessThan(high);
          if (kind === 'linear' || value > 1e-9) expect(value).toBeGreaterThanOrEqual(low);
          expect(scale(value)).toBeGreaterThanOrEqual(10);
          expect(scale(value)).toBeLessThanOrEqual(200);
        }
        const ticks = lossTicks(kind, scale);
        expect(ticks.length).toBeGreaterThan(0);
        expect(ticks.length).toBeLessThan(20);
      }),
    );
  });

  it('is not much larger than the losses, and begins at zero when it is linear', () => {
    expect(lossScale('linear', [0.5, 0.25], [200, 10]).domain()).toEqual([0, 0.52]);
    expect(lossScale('log', [0.5, 0.01], [200, 10]).domain()).toEqual([0.008, 0.625]);
    // Of one loss, or of zeros, some range is shown.
    expect(lossScale('log', [0.5], [200, 10]).domain()).toEqual([0.04, 0.625]);
    expect(lossScale('linear', [0], [200, 10]).domain()).toEqual([0, 1.04]);
    expect(lossScale('log', [], [200, 10]).domain()).toEqual([0.08, 1.25]);
  });

  it('has ticks at powers of ten where it spans some, and only there', () => {
    expect(lossTicks('log', lossScale('log', [2, 0.002], [200, 10]))).toEqual([0.01, 0.1, 1]);
    expect(lossTicks('log', lossScale('log', [0.5, 0.3], [200, 10])).every((tick) => tick > 0.03 && tick < 0.7)).toBe(
      true,
    );
    expect(lossTicks('linear', lossScale('linear', [0.2], [200, 10]))).toEqual([0, 0.05, 0.1, 0.15, 0.2]);
  });

  it('writes powers of ten as powers', () => {
    expect([1, 0.001, 10, 1e-12].map((tick) => lossTick('log', tick))).toEqual(['1', '10⁻³', '10¹', '10⁻¹²']);
    expect([lossTick('log', 0.02), lossTick('linear', 0.15000000000000002)]).toEqual(['0.0200', '0.15']);
  });
});

describe('labels', () => {
  it('keep their order, their distance and their place where there is room', () => {
    const heights = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 8 });
    fc.assert(
      fc.property(heights, (wanted) => {
        const placed = spreadLabels(wanted, 14, 0, 300);
        const sorted = [...placed].sort((a, b) => a - b);
        for (const [index, height] of sorted.entries()) {
          if (index > 0) expect(height - sorted[index - 1]!).toBeGreaterThan(14 - 1e-9);
        }
        for (const [a, first] of wanted.entries()) {
          expect(placed[a]).toBeGreaterThanOrEqual(-1e-9);
          expect(placed[a]).toBeLessThanOrEqual(300 + 1e-9);
          for (const [b, second] of wanted.entries()) if (first < second) expect(placed[a]).toBeLessThan(placed[b]!);
        }
      }),
    );
    expect(spreadLabels([20, 100], 14, 0, 300)).toEqual([20, 100]);
  });
});
