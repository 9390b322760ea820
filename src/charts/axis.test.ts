import { scaleLinear, scaleLog } from 'd3-scale';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lossScale, lossTick, lossTicks, spreadLabels, valueAxis } from './axis.ts';

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
        for (const [k, { value }] of ticks.slice(1).entries()) {
          expect(Math.abs(scale(value) - scale(ticks[k]!.value))).toBeGreaterThanOrEqual(16);
        }
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

  it('writes powers of ten as powers', () => {
    expect([1, 0.001, 10, 1e-12].map(lossTick)).toEqual(['1', '10⁻³', '10¹', '10⁻¹²']);
    expect(lossTick(0.02)).toBe('0.0200');
  });
});

describe('ticks of a loss', () => {
  const labels = (kind: 'log' | 'linear', losses: readonly number[], height: number, count?: number) =>
    lossTicks(kind, lossScale(kind, losses, [height, 0]), count).map(({ label }) => label);

  it('are powers of ten where there are some, else few plain numbers that have room', () => {
    expect(labels('log', [0.002, 2], 190)).toEqual(['10⁻²', '10⁻¹', '1']);
    expect(labels('log', [0.42, 0.53], 120)).toEqual(['0.05', '0.1', '0.2', '0.5']);
    expect(labels('log', [0.42, 0.53], 30)).toEqual(['0.05', '0.5']);
    // A scale that is narrower than those of most charts.
    const narrow = scaleLog([1.83, 2.57], [120, 0]);
    expect(lossTicks('log', narrow, 4).map(({ label }) => label)).toEqual(['2', '2.2', '2.4']);
    expect(labels('linear', [0.2], 190)).toEqual(['0', '0.05', '0.1', '0.15', '0.2']);
    expect(labels('linear', [0.3], 120, 4)).toEqual(['0', '0.1', '0.2', '0.3']);
    expect(labels('linear', [0.3], 40, 4)).toEqual(['0', '0.2']);
  });
});

describe('an axis of values', () => {
  const scale = scaleLinear([-2, 2], [200, 0]);
  const axis = (factor: number, offset = 0) => {
    const { ticks, times } = valueAxis(scale, { offset, factor }, 4);
    return [ticks.map(({ label }) => label).join(' '), times];
  };

  it('is in the units that the data came in, and short whatever their size', () => {
    expect(axis(1)).toEqual(['−2 −1 0 1 2', undefined]);
    expect(axis(10, 5)).toEqual(['−10 0 10 20', undefined]);
    expect(axis(681_800)).toEqual(['−1 −0.5 0 0.5 1', '×10⁶']);
    expect(axis(2000)).toEqual(['−4 −2 0 2 4', '×10³']);
    expect(axis(1e-4)).toEqual(['−200 −100 0 100 200', '×10⁻⁶']);
  });

  it('has each number where it is drawn', () => {
    const factor = fc.double({ min: -9, max: 9, noNaN: true }).map((power) => 10 ** power);
    fc.assert(
      fc.property(factor, fc.double({ min: -3, max: 3, noNaN: true }), (factor, offset) => {
        const units = { offset: offset * factor, factor };
        const { ticks, times } = valueAxis(scale, units, 4);
        const digits = [...(times ?? '')].slice(3).map((sign) => '⁰¹²³⁴⁵⁶⁷⁸⁹⁻'.indexOf(sign));
        const power = Number(digits.map((digit) => (digit === 10 ? '-' : digit)).join(''));
        for (const { at, label } of ticks) {
          const value = Number(label.replace('−', '-')) * 10 ** power;
          expect((value - units.offset) / factor).toBeCloseTo(scale.invert(at), 5);
          expect(label.length).toBeLessThanOrEqual(5);
        }
      }),
    );
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
