import { describe, expect, it } from 'vitest';
import type { ImageRunSummary } from '../../experiments/image-results.ts';
import { accuracyCurves, growthShare, type MethodRuns } from './accuracy-curves.ts';

function run(seed: number, phases: number, better = 0): ImageRunSummary {
  const each = (value: (phase: number) => number) => Array.from({ length: phases }, (_, k) => value(k));
  return {
    seed,
    parameters: each((k) => 1000 * 2 ** k + 100 * seed),
    multiplyAdds: each((k) => 10 * (k + 1)),
    channels: each((k) => 64 + k),
    epochs: each(() => 2),
    trainLoss: each((k) => 2 - k / 10),
    validationAccuracy: each((k) => 0.2 + k / 10),
    testAccuracy: each((k) => 0.3 + k / 10 + better),
    trainSeconds: each(() => 3),
    growSeconds: each((k) => (k === 0 ? 0 : 1)),
  };
}

const grown: MethodRuns = { id: 'firefly', name: 'Firefly', grows: true, runs: [run(0, 3), run(1, 3, 0.04)] };
const scratch: MethodRuns = { id: 'fixed', name: 'From scratch', grows: false, runs: [run(0, 1, 0.2)] };
const options = { methods: [grown, scratch], live: undefined, measure: 'testAccuracy', trainImages: 5 } as const;

describe('curves of accuracy against size', () => {
  it('have a mean and range over seeds for each phase', () => {
    const [first, second] = accuracyCurves({ ...options, axis: 'parameters' });
    expect(first!.means.map(({ x }) => x)).toEqual([1050, 2050, 4050]);
    expect(first!.means[1]).toMatchObject({ phase: 2, low: 0.4, high: 0.44 });
    expect(first!.means[1]!.y).toBeCloseTo(0.42);
    expect(first!.runs.map(({ points }) => points.length)).toEqual([3, 3]);
    expect([first!.kind, second!.kind]).toEqual(['grown', 'scratch']);
  });

  it('add up the cost of training over phases', () => {
    const [first] = accuracyCurves({ ...options, axis: 'multiplyAdds' });
    // Three ways through the network, 5 images, 2 epochs.
    expect(first!.means.map(({ x }) => x)).toEqual([300, 900, 1800]);
  });

  it('take the mean of the seeds that have got as far', () => {
    const early = { ...grown, runs: [run(0, 3), run(1, 1, 0.04)] };
    const [first] = accuracyCurves({ ...options, methods: [early], axis: 'channels' });
    expect(first!.means.map(({ low, high }) => high > low)).toEqual([true, false, false]);
  });

  it('draw the run on screen last, as itself', () => {
    const live = { ...grown, runs: [run(7, 2)] };
    const curves = accuracyCurves({ ...options, live, axis: 'phase' });
    expect(curves.map(({ key }) => key)).toEqual(['firefly', 'fixed', 'live']);
    expect(curves.at(-1)).toMatchObject({ kind: 'live', label: 'this run' });
  });

  it('leave out methods without runs', () => {
    expect(accuracyCurves({ ...options, methods: [{ ...grown, runs: [] }], axis: 'parameters' })).toEqual([]);
  });
});

it('choosing what grows takes a part of all seconds', () => {
  expect(growthShare(grown.runs)).toBeCloseTo(4 / 22);
  expect(growthShare(scratch.runs)).toBe(0);
});
