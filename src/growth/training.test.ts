import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cosineRates, trainingPlan } from './training.ts';

const total = fc.integer({ min: 1, max: 20_000 });

describe('learning rates', () => {
  it('fall as a cosine from the full rate, and do not depend on how a phase is cut into requests', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2000 }), fc.double({ min: 0, max: 1, noNaN: true }), (steps, cut) => {
        const rates = cosineRates(0.02, steps, 0, steps);
        const first = Math.floor(cut * steps);
        const pieces = [...cosineRates(0.02, steps, 0, first), ...cosineRates(0.02, steps, first, steps - first)];
        expect(pieces).toEqual([...rates]);
        const errors = rates.map((rate, k) => Math.abs(rate - 0.01 * (1 + Math.cos((Math.PI * k) / steps))));
        expect(Math.max(...errors)).toBeLessThan(1e-8);
        expect(rates.every((rate, k) => k === 0 || rate <= rates[k - 1]!)).toBe(true);
      }),
    );
  });
});

describe('the plan of a phase', () => {
  it('keeps about 150 pictures, cuts requests at pictures, and keeps requests short', () => {
    fc.assert(
      fc.property(total, (steps) => {
        const { recordEvery, requestSteps } = trainingPlan(steps);
        expect(requestSteps % recordEvery).toBe(0);
        expect(requestSteps).toBeGreaterThan(0);
        expect(requestSteps).toBeLessThanOrEqual(500);
        expect(Math.ceil(steps / recordEvery)).toBeLessThanOrEqual(225);
        if (steps >= 150) expect(Math.ceil(steps / recordEvery)).toBeGreaterThanOrEqual(112);
      }),
    );
  });
});
