import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Stage } from '../growth/events.ts';
import { recordRun, SMALL_RECIPE } from '../runs/arbitrary.ts';
import { opens, playOut, shown } from './opened-store.ts';
import { slowDuration, stageOf } from './slow-motion.ts';

const recorded = await recordRun(SMALL_RECIPE);

/** Milliseconds each stage is on screen, one after the other. */
function stageTimes(events: typeof recorded, calm: boolean): { stage: Stage; time: number }[] {
  const times: { stage: Stage; time: number }[] = [];
  for (const [index, event] of events.entries()) {
    const stage = stageOf(event);
    if (!stage || event.kind === 'start') continue;
    const last = times.at(-1);
    // A growth is part of the selection before it.
    if (last?.stage === stage) last.time += slowDuration(events, index, calm);
    else times.push({ stage, time: slowDuration(events, index, calm) });
  }
  return times;
}

describe('slow motion', () => {
  it('gives every stage of every phase the same few seconds, however many steps it takes', async () => {
    const longer = await recordRun({ ...SMALL_RECIPE, stepsPerPhase: 40, directionSteps: 9 });
    for (const calm of [false, true]) {
      const times = stageTimes(recorded, calm);
      expect(times.map(({ stage }) => stage).slice(0, 5)).toEqual(['train', 'overgrow', 'score', 'select', 'train']);
      for (const { stage, time } of times) {
        // The selection is two pictures: what is kept, and how it joins.
        const pictures = stage === 'select' ? 2 : 1;
        expect(time / pictures).toBeGreaterThanOrEqual(1500);
        expect(time / pictures).toBeLessThanOrEqual(3000);
      }
      const lengths = (all: typeof times) => all.slice(0, 8).map(({ time }) => Math.round(time));
      expect(lengths(stageTimes(longer, calm))).toEqual(lengths(times));
    }
  });

  it('without movement shows only the last picture of a stage', () => {
    for (const [index, event] of recorded.entries()) {
      const inside =
        (event.kind === 'train' && event.step < event.steps) ||
        (event.kind === 'overgrow' && event.iteration < event.iterations);
      if (inside) expect(slowDuration(recorded, index, true)).toBe(0);
    }
  });

  it('plays a run in so many milliseconds at any speed, and can be paused', async () => {
    const { store, get } = await opens(SMALL_RECIPE, true);
    get().setSpeed(16);
    get().setSlowMotion(true);
    expect(get()).toMatchObject({ slowMotion: true, speed: 1 });
    let frames = 0;
    const wholeTime = recorded.reduce((sum, _, index) => sum + slowDuration(recorded, index, false), 0);
    while (get().playing) {
      if (frames === 100) {
        const { cursor } = get();
        get().pause();
        for (let k = 0; k < 500; k += 1) get().advance(16, false);
        expect(get().cursor).toBe(cursor);
        get().play();
      }
      get().advance(16, false);
      frames += 1;
    }
    expect(shown(store).kind).toBe('end');
    // Resting while paused may have used up part of one event's time.
    expect(Math.abs(frames * 16 - wholeTime)).toBeLessThan(3000);
  });

  it('steps from stage to stage, and is left by choosing a speed', async () => {
    const { store, get } = await opens(SMALL_RECIPE);
    get().setSlowMotion(true);
    const kinds = Array.from({ length: 5 }, () => {
      get().step();
      return shown(store).kind;
    });
    expect(kinds).toEqual(['train', 'overgrow', 'score', 'select', 'apply']);
    get().setSpeed(4);
    expect(get()).toMatchObject({ slowMotion: false, speed: 4 });
    await playOut(store);
  });
});

describe('the choice', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is remembered, and forgotten when it is turned off', async () => {
    const stored = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
      removeItem: (key: string) => stored.delete(key),
    });
    const first = await opens();
    expect(first.get().slowMotion).toBe(false);
    first.get().setSlowMotion(true);
    expect((await opens()).get().slowMotion).toBe(true);
    first.get().setSpeed(2);
    expect((await opens()).get().slowMotion).toBe(false);
  });

  it('is merely not remembered where storage is forbidden', async () => {
    vi.stubGlobal('localStorage', {
      getItem: () => {
        throw new Error('forbidden');
      },
      setItem: () => {
        throw new Error('forbidden');
      },
    });
    const { get } = await opens();
    get().setSlowMotion(true);
    expect(get().slowMotion).toBe(true);
  });
});
