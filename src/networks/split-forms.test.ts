import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formCurvature, SIGNED_FORMS, SPLIT_FORMS, type SplitCopy, type SplitForm } from './split-forms.ts';

const FORMS = Object.keys(SPLIT_FORMS) as SplitForm[];
const sum = (copies: readonly SplitCopy[], of: (copy: SplitCopy) => number) =>
  copies.reduce((total, copy) => total + of(copy), 0);

/** S3D's bound on sum_l |share_l|. */
const BOUND = 3;

describe('a form of splitting', () => {
  it.each(FORMS)('%s keeps the function and its first order, within the bounds', (form) => {
    const copies = SPLIT_FORMS[form];
    expect(sum(copies, ({ share }) => share)).toBe(1);
    expect(sum(copies, ({ share, move }) => share * move)).toBe(0);
    expect(sum(copies, ({ share }) => Math.abs(share))).toBeLessThanOrEqual(BOUND);
    for (const { move } of copies) expect(Math.abs(move)).toBeLessThanOrEqual(1);
  });

  it('has the curvature that its gain is made of', () => {
    expect(FORMS.map(formCurvature)).toEqual([1, -1 / 2, -1]);
  });

  it('is the best of its number of copies: no signed split within the bounds has less curvature', () => {
    const two = fc.record({
      t: fc.double({ min: -1, max: 2, noNaN: true }),
      m: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(two, ({ t, m }) => {
        fc.pre(Math.abs(t) > 1e-6);
        const other = (-(1 - t) / t) * m; // t other + (1 - t) m = 0
        fc.pre(Math.abs(other) <= 1);
        const curvature = t * other ** 2 + (1 - t) * m ** 2;
        expect(curvature).toBeGreaterThanOrEqual(formCurvature('signed pair') - 1e-9);
      }),
    );
    // However many copies: sum share move^2 >= the negative shares, and those are at most (BOUND - 1) / 2 in size.
    expect(formCurvature('signed triple')).toBe(-(BOUND - 1) / 2);
    expect(SIGNED_FORMS.map((form) => SPLIT_FORMS[form].length)).toEqual([2, 3]);
  });
});
