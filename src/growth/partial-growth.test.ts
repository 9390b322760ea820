import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METHODS } from '../methods/registry.ts';
import { arbitraryVector } from '../networks/arbitrary.ts';
import { predict } from '../networks/network.ts';
import { recordRun, SMALL_RECIPE } from '../runs/arbitrary.ts';
import { arbitraryGrowth } from './arbitrary.ts';
import { applyCandidates } from './neighbourhood.ts';
import { differenceOf, growthAt } from './partial-growth.ts';

const grownOf = ({ network, candidates }: typeof arbitraryGrowth extends fc.Arbitrary<infer T> ? T : never) =>
  applyCandidates(network, candidates, 1);

describe('a growth', () => {
  it('at step 0 is the same function to rounding, at any point', () => {
    fc.assert(
      fc.property(arbitraryGrowth, arbitraryVector(3, 5), (given, point) => {
        const start = growthAt(given.network, grownOf(given), 0);
        expect(start.neurons).toHaveLength(given.network.neurons.length + 3);
        expect(Math.abs(predict(start, point) - predict(given.network, point))).toBeLessThan(1e-12);
      }),
    );
  });

  it('at step 1 is the grown network itself, and goes there without a jump', () => {
    fc.assert(
      fc.property(arbitraryGrowth, arbitraryVector(3, 5), (given, point) => {
        const grown = grownOf(given);
        expect(growthAt(given.network, grown, 1)).toEqual(grown);
        const near = growthAt(given.network, grown, 1 - 1e-7);
        expect(Math.abs(predict(near, point) - predict(grown, point))).toBeLessThan(1e-4);
      }),
    );
  });

  it('of every method that grows preserves the function at step 0, in a run', async () => {
    for (const { id, rule } of METHODS) {
      if (rule.replace) continue;
      const x = Float64Array.from({ length: 50 }, (_, i) => -5 + i / 5);
      for (const event of await recordRun({ ...SMALL_RECIPE, method: id })) {
        if (event.kind !== 'apply') continue;
        const { network } = event.before;
        expect([id, differenceOf(network, growthAt(network, event.network, 0), x).largest < 1e-12]).toEqual([id, true]);
      }
    }
  });
});

describe('the difference of two networks', () => {
  it('is largest where it says, and nothing between a network and itself', () => {
    fc.assert(
      fc.property(
        arbitraryGrowth.filter(({ network }) => network.inputSize === 1),
        (given) => {
          const x = Float64Array.from({ length: 41 }, (_, i) => -2 + i / 10);
          const grown = grownOf(given);
          const { largest, at, values } = differenceOf(given.network, grown, x);
          expect(largest).toBe(Math.max(...Array.from(values, Math.abs)));
          expect(Math.abs(predict(grown, [at]) - predict(given.network, [at]))).toBe(largest);
          expect(differenceOf(grown, grown, x).largest).toBe(0);
        },
      ),
      { numRuns: 30 },
    );
  });
});
