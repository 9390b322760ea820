import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordRun, SMALL_RECIPE } from '../runs/arbitrary.ts';
import { eventAtPosition, eventDuration, eventPosition, isStop, phaseStart, shownPhase } from '../runs/positions.ts';
import { taskOf } from '../runs/run-task.ts';
import { arrive, LONG, openStore, opens, playOut, settle, shown } from './opened-store.ts';

const expected = await recordRun(SMALL_RECIPE);
const last = expected.length - 1;

describe('playing', () => {
  it('shows every event in order to the end at any speed, and rests there', async () => {
    for (const speed of [4, 16, Infinity]) {
      const { store, get } = await opens(SMALL_RECIPE, true);
      get().setSpeed(speed);
      let before = -1;
      const stop = store.subscribe(({ cursor }) => {
        expect(cursor).toBeGreaterThanOrEqual(before);
        before = cursor;
      });
      await playOut(store);
      stop();
      expect(get()).toMatchObject({ status: 'complete', cursor: last, seen: last, playing: false });
      expect(get().events).toEqual(expected);
      expect(get().task).toEqual(taskOf(SMALL_RECIPE));
      expect(get().report?.kind).toBe('plain');
      get().play();
      expect(get()).toMatchObject({ cursor: 0, playing: true }); // from the start again
    }
  });

  it('shows each event as long as it lasts', async () => {
    const total = expected.reduce((sum, event) => sum + eventDuration(event), 0);
    for (const speed of [0.5, 1, 2]) {
      const { store, get } = await opens(SMALL_RECIPE, true);
      get().setSpeed(speed);
      let time = 0;
      while (get().playing && time < (2 * total) / speed) {
        get().advance(10, false);
        time += 10;
      }
      expect(Math.abs(time - total / speed)).toBeLessThan(20);
      expect(shown(store).kind).toBe('end');
    }
  });

  it('does not jump when the page was away for long', async () => {
    const { get } = await opens(SMALL_RECIPE, true);
    get().advance(60_000, false);
    expect(get()).toMatchObject({ cursor: 0, elapsed: 100 });
  });

  it('lets the worker be ahead of the eye by 400 events at most, and always far enough', async () => {
    const { store, get } = await opens(LONG);
    expect(get().status).toBe('computing');
    expect(get().events).toHaveLength(400);
    get().setSpeed(16);
    get().play();
    for (let frame = 0; frame < 20_000 && get().playing; frame += 1) {
      get().advance(16, false);
      if (frame % 5 === 0) await settle();
      expect(get().events.length - get().cursor).toBeLessThanOrEqual(400);
    }
    await playOut(store);
    expect(get()).toMatchObject({ status: 'complete', playing: false });
    expect(JSON.stringify(get().events)).toBe(JSON.stringify(await recordRun(LONG)));
  });

  it('paused lets the event on screen finish its movement and stays there', async () => {
    const { get } = await opens();
    for (let frame = 0; frame < 200; frame += 1) get().advance(16, false);
    expect(get()).toMatchObject({ cursor: 0, elapsed: eventDuration(expected[0]!) });
    get().reset();
    get().advance(16, true);
    expect(get().elapsed).toBe(eventDuration(expected[0]!)); // no movement to wait for
  });
});

describe('stepping', () => {
  it('stops at the end of every sub-step, and back at the same ones', async () => {
    const { get } = await opens();
    const stops = expected.flatMap((_, index) => (index > 0 && isStop(expected, index) ? [index] : []));
    for (const stop of stops) {
      get().step();
      expect(get().cursor).toBe(stop);
    }
    get().step();
    expect(get().cursor).toBe(last);
    for (const stop of [...stops.slice(0, -1).reverse(), 0, 0]) {
      get().stepBack();
      expect(get().cursor).toBe(stop);
    }
  });

  it('goes from phase to phase and back, to a phase, and to the end', async () => {
    const { store, get } = await opens();
    for (const phase of [2, 3, 4]) {
      get().nextPhase();
      expect([get().cursor, shownPhase(shown(store))]).toEqual([phaseStart(expected, phase), phase]);
    }
    for (const phase of [3, 2, 1]) {
      get().previousPhase();
      expect(get().cursor).toBe(phaseStart(expected, phase));
    }
    get().seekPhase(3);
    expect(get().cursor).toBe(phaseStart(expected, 3));
    get().seekPhase(99);
    expect(get().cursor).toBe(last);
    get().reset();
    get().goToEnd();
    expect(get().cursor).toBe(last);
  });

  it('waits for what has not been computed, and then goes there', async () => {
    for (const move of ['step', 'nextPhase', 'goToEnd'] as const) {
      const { store, get } = openStore();
      get().start(SMALL_RECIPE, false);
      get()[move]();
      expect(get()).toMatchObject({ cursor: -1, pending: expect.anything() });
      await arrive(store);
      expect(get().pending).toBeUndefined();
      const goal = { step: isStop, nextPhase: () => true, goToEnd: () => true }[move];
      expect(get().cursor).toBeGreaterThan(0);
      expect(goal(expected, get().cursor)).toBe(true);
      expect(shown(store).kind).toBe({ step: 'train', nextPhase: 'apply', goToEnd: 'end' }[move]);
    }
    const { store, get } = openStore();
    get().start(LONG, false);
    get().goToEnd(); // further than the worker may be ahead
    for (let k = 0; k < 50 && get().pending; k += 1) await arrive(store);
    expect(get()).toMatchObject({ status: 'complete', cursor: get().events.length - 1 });
  });
});

describe('seeking', () => {
  it('shows the event at a position, touches no event and no worker, and goes on as if nothing had been', async () => {
    const { store, workers, get } = await opens();
    const events = [...get().events];
    const asked = workers[0]!.received.filter(({ type }) => type !== 'ping').length;
    const end = eventPosition(expected[last]!);
    fc.assert(
      fc.property(fc.double({ min: 0, max: end * 1.1, noNaN: true }), (position) => {
        get().seek(position);
        const wanted = Math.min(position, end);
        expect(get()).toMatchObject({ cursor: eventAtPosition(expected, wanted), playing: false, pending: undefined });
      }),
    );
    get().reset();
    expect(shown(store)).toBe(events[0]);
    expect(shown(store)).toEqual(expected[0]);
    for (const phase of [1, 2, 3]) {
      get().seekPhase(phase);
      get().setSpeed(Infinity);
      get().play();
      await playOut(store);
      expect(get().events).toEqual(events);
      expect(get().cursor).toBe(last);
    }
    expect(workers[0]!.received.filter(({ type }) => type !== 'ping')).toHaveLength(asked);
  });

  it('early in a run does not change what the run becomes', async () => {
    const { store, get } = openStore();
    get().start(LONG, true);
    get().seekPhase(2);
    await arrive(store);
    get().reset();
    get().seekPhase(3);
    await arrive(store);
    get().setSpeed(Infinity);
    get().play();
    await playOut(store);
    expect(JSON.stringify(get().events)).toBe(JSON.stringify(await recordRun(LONG)));
  });
});

describe('a run from a file', () => {
  it('that had not ended is shown at its end, and played on to the same end as the whole run', async () => {
    const { store: first, get: whole } = await opens();
    await playOut(first);
    const events = whole().events;
    const cut = events.findIndex(({ kind }) => kind === 'apply') + 1;
    const { store, get } = openStore();
    get().show(SMALL_RECIPE, 'plain', events.slice(0, cut));
    expect([get().cursor, get().playing]).toEqual([cut - 1, false]);
    await arrive(store);
    expect(get().cursor).toBe(cut - 1);
    get().play();
    await playOut(store);
    expect(JSON.stringify(get().events)).toBe(JSON.stringify(events));
    expect(get().status).toBe('complete');
  });

  it('that had ended computes nothing', async () => {
    const { store: first, get: whole } = await opens();
    await playOut(first);
    const { store, get, workers } = openStore();
    get().show(SMALL_RECIPE, 'plain', whole().events);
    await arrive(store);
    expect([get().status, get().events.length, workers.length]).toEqual(['complete', whole().events.length, 0]);
  });
});
