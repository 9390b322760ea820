import { expect, it } from 'vitest';
import { secondsLeft } from './time-left.ts';

const run = {
  phases: 3,
  epochs: 10,
  growth: 0.5,
  finished: [],
  epochsOver: 0,
  trainSeconds: 0,
  part: 0,
  growing: false,
};

it('knows nothing before the first epoch', () => {
  expect(secondsLeft(run)).toBeUndefined();
});

it('reckons with larger networks and with growths', () => {
  // 4 epochs of 2 s are over: 6 are left, then growths of 6 s and 9 s (guessed) and phases of 30 s and 45 s.
  expect(secondsLeft({ ...run, epochsOver: 4, trainSeconds: 8 })).toBeCloseTo(12 + 6 + 30 + 9 + 45);
  // While the first growth is half done.
  const finished = [{ trainSeconds: 20, growSeconds: 0 }];
  expect(secondsLeft({ ...run, finished, growing: true, part: 0.5 })).toBeCloseTo(3 + 30 + 9 + 45);
  // A growth that was measured stands for the next.
  const two = [...finished, { trainSeconds: 30, growSeconds: 4 }];
  expect(secondsLeft({ ...run, finished: two, growing: true, part: 0 })).toBeCloseTo(4 * 1.5 + 45);
  expect(secondsLeft({ ...run, finished: two, epochsOver: 10, trainSeconds: 40 })).toBe(0);
});

it('never grows while nothing but time passes', () => {
  let before = Number.POSITIVE_INFINITY;
  for (let epochsOver = 1; epochsOver <= 10; epochsOver += 1) {
    for (const part of [0, 0.4, 0.8]) {
      const left = secondsLeft({ ...run, epochsOver, trainSeconds: 2 * epochsOver, part: epochsOver < 10 ? part : 0 })!;
      expect(left).toBeLessThanOrEqual(before);
      before = left;
    }
  }
});
