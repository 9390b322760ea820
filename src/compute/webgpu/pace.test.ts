import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PaceKeeper, TARGET_MS } from './pace.ts';

/** Time of each dispatch of a batch on a device with a cost per step. */
function dispatch(keeper: PaceKeeper, jobs: number, work: number, steps: number, msPerStep: number): number[] {
  const pace = keeper.start(jobs, work);
  const times: number[] = [];
  for (let left = steps; left > 0; ) {
    const taken = Math.min(left, pace.next());
    times.push(taken * msPerStep);
    pace.measured(taken, taken * msPerStep);
    left -= taken;
  }
  return times;
}

describe('the pace of dispatches', () => {
  it.each(Object.entries(TARGET_MS))('is well under half a second on %s adapters, however slow', (_kind, target) => {
    expect(target).toBeLessThanOrEqual(250);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 1e-4, max: 100, noNaN: true }),
        (jobs, msPerStep) => {
          const keeper = new PaceKeeper(target);
          dispatch(keeper, jobs, 11_000, 1500, msPerStep);
          // The first batch was a measurement: from then on it is known what a step costs.
          for (const ms of dispatch(keeper, jobs, 11_000, 1500, msPerStep)) {
            expect(ms).toBeLessThanOrEqual(Math.max(target * 1.001, msPerStep));
          }
        },
      ),
    );
  });

  it('comes close to its target where time is what bounds a dispatch', () => {
    const keeper = new PaceKeeper(120);
    dispatch(keeper, 120, 11_000, 500, 3);
    const times = dispatch(keeper, 120, 11_000, 500, 3);
    expect(times.slice(0, -1).every((ms) => ms > 110)).toBe(true);
  });

  it('knows of other networks from those it has measured: a step costs in proportion to neurons and points', () => {
    const keeper = new PaceKeeper(120);
    dispatch(keeper, 8, 10_000, 3000, 1);
    for (const ms of dispatch(keeper, 8, 1000, 12_000, 0.1).slice(0, -1)) {
      expect(ms).toBeGreaterThan(110);
      expect(ms).toBeLessThanOrEqual(120.1);
    }
  });

  it('takes all steps at once where that takes less', () => {
    const keeper = new PaceKeeper(120);
    for (let k = 0; k < 5; k += 1) dispatch(keeper, 120, 11_000, 500, 0.01);
    expect(dispatch(keeper, 120, 11_000, 500, 0.01)).toHaveLength(1);
  });
});
