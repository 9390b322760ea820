import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DescentEvent } from '../growth/events.ts';
import { recordRun, SMALL_RECIPE } from './arbitrary.ts';
import {
  eventAtPosition,
  eventDuration,
  eventPosition,
  expectedPhases,
  isStop,
  nextPhase,
  nextStop,
  PHASE_LENGTH,
  phaseStart,
  previousPhase,
  previousStop,
  shownPhase,
  stagePosition,
  trainingEnd,
} from './positions.ts';

let run: DescentEvent[] = [];
beforeAll(async () => {
  run = await recordRun(SMALL_RECIPE);
});

const anyRun = fc
  .record({
    seed: fc.nat(1000),
    method: fc.constantFrom('firefly', 'firefly-split'),
    directionSteps: fc.nat(25),
    stepsPerPhase: fc.integer({ min: 1, max: 12 }),
    neuronBudget: fc.integer({ min: 1, max: 3 }),
    maxNeurons: fc.integer({ min: 1, max: 4 }),
  })
  .map((settings) => ({ ...SMALL_RECIPE, ...settings }));

describe('positions', () => {
  it('never decrease along a run, and lie in the phase of their event', async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async (recipe) => {
        let before = 0;
        for (const event of await recordRun(recipe)) {
          const position = eventPosition(event);
          expect(position).toBeGreaterThanOrEqual(before);
          expect(position).toBeGreaterThanOrEqual((event.phase - 1) * PHASE_LENGTH);
          expect(position).toBeLessThanOrEqual(event.phase * PHASE_LENGTH);
          before = position;
        }
      }),
      { numRuns: 30 },
    );
  });

  it('lead to the end of a sub-step, where "Step" stops', () => {
    let found = 0;
    for (const [index, event] of run.entries()) {
      const { kind, phase } = event;
      if (kind === 'start' || kind === 'apply' || kind === 'end' || !isStop(run, index)) continue;
      // The last phase ends the run where its training does.
      if (run[index + 1]?.kind === 'end') continue;
      expect(eventAtPosition(run, stagePosition(phase, kind))).toBe(index);
      found += 1;
    }
    expect(found).toBeGreaterThan(4);
  });

  it('find their event again: the last one at or before them, as a search from the end finds it', () => {
    const positions = run.map(eventPosition);
    const anywhere = fc.oneof(
      fc.double({ min: 0, max: positions.at(-1)! + 100, noNaN: true }),
      fc.constantFrom(...positions),
    );
    fc.assert(
      fc.property(anywhere, fc.nat(run.length - 1), (position, cut) => {
        const log = run.slice(0, run.length - cut);
        const found = log.findLastIndex((event) => eventPosition(event) <= position);
        expect(eventAtPosition(log, position)).toBe(found);
      }),
      { numRuns: 1000 },
    );
    run.forEach((event, index) => {
      const found = eventAtPosition(run, eventPosition(event));
      expect(found).toBeGreaterThanOrEqual(index);
      expect(eventPosition(run[found]!)).toBe(eventPosition(event));
    });
  });

  it('before the start show the start, and nothing for an empty log', () => {
    expect(eventAtPosition(run, -1)).toBe(0);
    expect(eventAtPosition([], 5)).toBe(-1);
    expect(eventAtPosition(run, Infinity)).toBe(run.length - 1);
  });
});

describe('stops', () => {
  it('are the ends of the sub-steps, in order, and the way back meets the same', () => {
    const forward: number[] = [];
    for (let at = nextStop(run, 0); at !== undefined; at = nextStop(run, at)) forward.push(at);
    expect(forward.map((index) => run[index]!.kind)).toEqual([
      ...Array.from({ length: 3 }, () => ['train', 'overgrow', 'score', 'select', 'apply']).flat(),
      'train',
      'end',
    ]);
    for (const index of forward) {
      const event = run[index]!;
      if (event.kind === 'train') expect(event.step).toBe(event.steps);
      if (event.kind === 'overgrow') expect(event.iteration).toBe(event.iterations);
    }
    const back: number[] = [];
    for (let at = previousStop(run, run.length); at > 0; at = previousStop(run, at)) back.unshift(at);
    expect(back).toEqual(forward);
    expect(isStop(run, 0)).toBe(false);
    expect(isStop(run.slice(0, 1), 0)).toBe(true);
  });
});

describe('phases', () => {
  it('begin at the growth that led to them', () => {
    const begins: number[] = [];
    for (let at = nextPhase(run, 0); at !== undefined; at = nextPhase(run, at)) begins.push(at);
    expect(begins.map((index) => run[index]!.kind)).toEqual(['apply', 'apply', 'apply', 'end']);
    const back: number[] = [];
    for (let at = previousPhase(run, run.length); at > 0; at = previousPhase(run, at)) back.unshift(at);
    expect(back).toEqual(begins);
    expect(phaseStart([], 1)).toBeUndefined();
    expect([0, 1, 2, 3, 4, 5].map((phase) => phaseStart(run, phase))).toEqual([0, 0, ...begins.slice(0, 3), undefined]);
    for (const phase of [2, 3, 4]) {
      const event = run[phaseStart(run, phase)!]!;
      expect(shownPhase(event)).toBe(phase);
      expect(eventPosition(event)).toBe((phase - 1) * PHASE_LENGTH);
    }
  });

  it('have been trained at the position that is their end of training', () => {
    for (const phase of [1, 2, 3, 4]) {
      const event =
        run[eventAtPosition(run.slice(0, run.findLastIndex(({ kind }) => kind === 'train') + 1), trainingEnd(phase))]!;
      expect([event.kind, event.phase]).toEqual(['train', phase]);
      if (event.kind === 'train') expect(event.step).toBe(event.steps);
    }
  });

  it('are as many as expected when every growth uses its whole budget', async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async (recipe) => {
        const events = await recordRun(recipe);
        const applied = events.filter((event) => event.kind === 'apply');
        const full = applied.every(({ selected, budget }) => selected.length === budget);
        const last = events.at(-1)!;
        fc.pre(full && last.kind === 'end' && last.reason === 'neuron-limit');
        expect(expectedPhases(recipe)).toBe(last.phase);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the way from any event', () => {
  it('leads to the nearest stop and phase on either side', () => {
    const stops = run.flatMap((_, index) => (index > 0 && isStop(run, index) ? [index] : []));
    const begins = run.flatMap(({ kind }, index) => (kind === 'apply' || kind === 'end' ? [index] : []));
    run.forEach((_, index) => {
      const following = (list: number[]) => list.find((at) => at > index);
      const preceding = (list: number[]) => list.findLast((at) => at < index) ?? 0;
      expect([nextStop(run, index), previousStop(run, index)]).toEqual([following(stops), preceding(stops)]);
      expect([nextPhase(run, index), previousPhase(run, index)]).toEqual([following(begins), preceding(begins)]);
    });
  });
});

describe('durations', () => {
  it('are positive for everything but the end, where playback rests', () => {
    for (const event of run) {
      if (event.kind === 'end') expect(eventDuration(event)).toBe(0);
      else expect(eventDuration(event)).toBeGreaterThan(0);
    }
  });
});
