import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImagePhase } from './image-phase.ts';
import {
  type CurrentPhase,
  lossesUpTo,
  momentAt,
  momentPosition,
  momentsOf,
  nextPhaseMoment,
  previousPhaseMoment,
  shownAt,
  type Trajectory,
  timelineLength,
  watchKey,
} from './image-timeline.ts';

const score = { group: 'conv1', splits: [-1], fresh: [], keptSplits: [0], keptFresh: [] };
const channels = (phase: number) => [
  { group: 'conv1', origins: Array(phase).fill('i').join(' '), kernels: '', kernelSize: 0 },
];

function phaseOf(number: number, epochs: number, scored: boolean): ImagePhase {
  return {
    parameters: 10 * number,
    multiplyAdds: 100 * number,
    widths: [number],
    epochLosses: Array.from({ length: epochs }, (_, k) => 10 * number - k),
    trainLoss: 1,
    validationAccuracy: 0.5,
    testAccuracy: 0.5,
    predictions: [number, number],
    channels: channels(number),
    scores: scored && number > 1 ? [score] : [],
    trainSeconds: 1,
    growSeconds: 1,
  };
}

const trajectory = fc
  .record({
    over: fc.integer({ min: 0, max: 4 }),
    left: fc.integer({ min: 0, max: 2 }),
    epochs: fc.integer({ min: 1, max: 6 }),
    scored: fc.boolean(),
    now: fc.constantFrom('train', 'overgrow', 'score'),
    epoch: fc.nat(6),
  })
  .map(({ over, left, epochs, scored, now, epoch }): Trajectory => {
    const finished = Array.from({ length: over }, (_, k) => phaseOf(k + 1, epochs, scored));
    const begun = Math.min(epoch, epochs);
    const next = phaseOf(over + 1, begun, scored);
    const current: CurrentPhase = { ...next, epoch: begun };
    const phases = over + left + (over === 0 ? 1 : 0);
    if (phases === over) return { finished, epochs, phases };
    if (now === 'train' || over === 0) return { finished, current, epochs, phases };
    return { finished, growing: now as 'overgrow' | 'score', epochs, phases };
  });

describe('moments of an image run', () => {
  it('lie in order on the timeline and are found again by their places', () => {
    fc.assert(
      fc.property(trajectory, (run) => {
        const moments = momentsOf(run);
        const places = moments.map((moment) => momentPosition(moment, run.epochs));
        expect(moments[0]).toEqual({ phase: 1, stage: 'train', epoch: 0 });
        for (const [k, place] of places.entries()) {
          if (k > 0) expect(place).toBeGreaterThan(places[k - 1]!);
          expect(place).toBeLessThanOrEqual(timelineLength(run) + (run.current || run.growing ? 200 : 0));
          expect(momentAt(moments, place, run.epochs)).toBe(k);
          expect(momentAt(moments, place + 0.5, run.epochs)).toBe(k);
        }
        expect(momentAt(moments, -1, run.epochs)).toBe(0);
        expect(momentAt(moments, 1e9, run.epochs)).toBe(moments.length - 1);
      }),
    );
  });

  it('show what was there, and nothing that came later', () => {
    fc.assert(
      fc.property(trajectory, (run) => {
        for (const moment of momentsOf(run)) {
          const shown = shownAt(run, moment);
          const count = shown.channels[0]?.origins.split(' ').length;
          if (count !== undefined) expect(count).toBe(moment.phase);
          if (shown.before) expect(shown.before[0]!.origins.split(' ').length).toBe(moment.phase - 1);
          for (const { phase, epoch } of lossesUpTo(run, moment)) {
            expect(phase < moment.phase || (phase === moment.phase && epoch <= moment.epoch)).toBe(true);
          }
          if (shown.trained) expect(shown.predictions).toEqual([moment.phase, moment.phase]);
        }
        const all = [...run.finished, ...(run.current ? [run.current] : [])];
        expect(lossesUpTo(run).map(({ loss }) => loss)).toEqual(all.flatMap(({ epochLosses }) => epochLosses));
      }),
    );
  });

  it('step from phase to phase and back', () => {
    const run: Trajectory = { finished: [1, 2, 3].map((k) => phaseOf(k, 2, true)), epochs: 2, phases: 3 };
    const moments = momentsOf(run);
    expect(moments.map(({ phase, stage, epoch }) => `${phase}${stage[0]}${stage[1]}${epoch}`).join(' ')).toBe(
      '1tr0 1tr1 1tr2 1sc2 1se2 2tr0 2tr1 2tr2 2sc2 2se2 3tr0 3tr1 3tr2',
    );
    expect(nextPhaseMoment(moments, 0)).toBe(5);
    expect(nextPhaseMoment(moments, 10)).toBe(12);
    expect(previousPhaseMoment(moments, 7)).toBe(5);
    expect(previousPhaseMoment(moments, 5)).toBe(0);
    expect(previousPhaseMoment(moments, 0)).toBe(0);
    expect(shownAt(run, moments[3]!).scores).toEqual([score]);
    expect(shownAt(run, moments[2]!).scores).toEqual([]);
    expect(shownAt(run, moments[6]!).scores).toEqual([score]);
    // Between the epochs of a stored run, predictions are those of its phase's end, and this is said.
    expect(shownAt(run, moments[6]!)).toMatchObject({ predictions: [2, 2], predictionsOfEnd: true });
    expect(shownAt(run, moments[5]!)).toMatchObject({ predictions: [1, 1], predictionsOfEnd: false });
    const watched = { ...run, watched: { [watchKey(2, 1)]: [7] } };
    expect(shownAt(watched, moments[6]!)).toMatchObject({ predictions: [7], predictionsOfEnd: false });
  });
});
