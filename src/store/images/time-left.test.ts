import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OwnRun } from './image-lab-state.ts';
import { partDone, type RunSoFar, secondsLeft, soFarOf } from './time-left.ts';

const run: RunSoFar = {
  phases: 3,
  epochs: 10,
  growth: 0.5,
  growthEpochs: 3,
  measureEpochs: 0.5,
  finished: [],
  epochsOver: 0,
  trainSeconds: 0,
  stage: 'train',
  part: 0,
};

it('knows nothing before the first epoch', () => {
  expect(secondsLeft(run)).toBeUndefined();
});

it('reckons with larger networks, with measuring and with growths', () => {
  // 4 epochs of 2 s are over: 6 and measuring are left, then growths of 6 s and 9 s (guessed) and phases of 31.5 s and 47.25 s.
  expect(secondsLeft({ ...run, epochsOver: 4, trainSeconds: 8 })).toBeCloseTo(12 + 1 + 6 + 31.5 + 9 + 47.25);
  expect(secondsLeft({ ...run, epochsOver: 10, trainSeconds: 20, stage: 'measure', part: 0.5 })).toBeCloseTo(
    0.5 + 6 + 31.5 + 9 + 47.25,
  );
  // While the first growth is half done.
  const finished = [{ trainSeconds: 20, growSeconds: 0 }];
  expect(secondsLeft({ ...run, finished, stage: 'grow', part: 0.5 })).toBeCloseTo(3 + 31.5 + 9 + 47.25);
  // A growth that was measured stands for the next.
  const two = [...finished, { trainSeconds: 30, growSeconds: 4 }];
  expect(secondsLeft({ ...run, finished: two, stage: 'grow' })).toBeCloseTo(4 * 1.5 + 47.25);
  expect(secondsLeft({ ...run, finished: two, epochsOver: 10, trainSeconds: 40, stage: 'measure', part: 1 })).toBe(0);
});

/** All that a run goes through, in order. */
function course({ phases, epochs }: RunSoFar): RunSoFar[] {
  const parts = [0, 0.4, 0.8, 1];
  const all: RunSoFar[] = [];
  for (let phase = 1; phase <= phases; phase += 1) {
    const finished = Array.from({ length: phase - 1 }, () => ({ trainSeconds: 2 * epochs, growSeconds: 6 }));
    if (phase > 1) for (const part of parts) all.push({ ...run, finished, stage: 'grow', part });
    for (let epochsOver = 0; epochsOver < epochs; epochsOver += 1) {
      for (const part of parts) all.push({ ...run, finished, epochsOver, trainSeconds: 2 * epochsOver, part });
    }
    const over = { epochsOver: epochs, trainSeconds: 2 * epochs };
    for (const part of parts) all.push({ ...run, finished, ...over, stage: 'measure', part });
  }
  return all;
}

it('goes from nothing to all, never back', () => {
  const parts = course(run).map(partDone);
  expect([parts[0], parts.at(-1)]).toEqual([0, 1]);
  expect([...parts].sort((a, b) => a - b)).toEqual(parts);
});

it('never grows while a network trains', () => {
  const first = course(run).filter(({ finished, epochsOver }) => finished.length === 0 && epochsOver > 0);
  const left = first.map((so) => secondsLeft(so)!);
  expect([...left].sort((a, b) => b - a)).toEqual(left);
});

const own = {
  recipe: { preset: 'tiny', method: 'firefly', seed: 0 },
  phases: 2,
  epochs: 4,
  finished: [],
} as unknown as OwnRun;
const current = (epoch: number) => ({ epoch, trainSeconds: epoch }) as OwnRun['current'];

it('is of what the run does: progress of what is over counts no more', () => {
  const training = { phase: 1, stage: 'train', epoch: 2, part: 0.7 } as const;
  expect(soFarOf({ ...own, current: current(1) }, training)).toMatchObject({ stage: 'train', part: 0.7 });
  expect(soFarOf({ ...own, current: current(2) }, { ...training, part: 1 })).toMatchObject({ stage: 'train', part: 0 });
  const last = { ...own, current: current(4) };
  expect(soFarOf(last, { ...training, epoch: 4, part: 1 })).toMatchObject({ stage: 'measure', part: 0 });
  expect(soFarOf(last, { phase: 1, stage: 'measure', epoch: 4, part: 0.2 })).toMatchObject({
    stage: 'measure',
    part: 0.2,
  });
  const growing = { ...own, finished: [{}] as never };
  expect(soFarOf(growing, { phase: 1, stage: 'measure', epoch: 4, part: 1 })).toMatchObject({ stage: 'grow', part: 0 });
  expect(soFarOf(growing, { phase: 1, stage: 'score', epoch: 4, part: 0.6 })).toMatchObject({
    stage: 'grow',
    part: 0.6,
  });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4 }), fc.double({ min: 0, max: 1, noNaN: true }), (epoch, part) => {
      const progress = {
        phase: 1,
        stage: epoch === 4 ? 'measure' : 'train',
        epoch: Math.min(4, epoch + 1),
        part,
      } as const;
      expect(soFarOf({ ...own, current: current(epoch) }, progress).part).toBe(part);
    }),
  );
});
