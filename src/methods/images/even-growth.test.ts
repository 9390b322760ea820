import fc from 'fast-check';
import { expect, it } from 'vitest';
import { widen } from './even-growth.ts';

it('adds the whole budget and keeps layers as equally wide as they can be', () => {
  const layers = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(layers, fc.integer({ min: 0, max: 60 }), (before, budget) => {
      const after = widen(before, budget);
      expect(after.reduce((sum, width) => sum + width, 0)).toBe(before.reduce((sum, width) => sum + width, budget));
      for (const [k, width] of after.entries()) {
        expect(width).toBeGreaterThanOrEqual(before[k]!);
        // A layer that grew is not wider than the narrowest by more than one.
        if (width > before[k]!) expect(width - Math.min(...after)).toBeLessThanOrEqual(1);
      }
    }),
  );
});
