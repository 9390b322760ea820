import { describe, expect, it } from 'vitest';
import { recordRun, SMALL_RECIPE } from '../runs/arbitrary.ts';
import { taskOf } from '../runs/run-task.ts';
import { DEATHS } from '../worker/in-process-worker.ts';
import { arrive, LONG, openStore, opens, settle } from './opened-store.ts';

const expected = await recordRun(SMALL_RECIPE);
const last = expected.length - 1;

describe('a changed recipe', () => {
  it('starts another run; the same one starts nothing', async () => {
    const { store, workers, get } = await opens();
    get().goToEnd();
    get().setRecipe({ seed: SMALL_RECIPE.seed });
    expect(get().events).toHaveLength(expected.length);
    get().setRecipe({ seed: 11 });
    expect(get()).toMatchObject({ events: [], cursor: -1, seen: -1, status: 'computing', playing: true }); // was at the end
    expect(get().task).toBeDefined(); // the old target stays until the new one arrives
    await arrive(store);
    expect(get().events).toEqual(await recordRun({ ...SMALL_RECIPE, seed: 11 }));
    expect(get().task).toEqual(taskOf({ ...SMALL_RECIPE, seed: 11 }));
    get().reset();
    get().setRecipe({ seed: 12 });
    expect(get().playing).toBe(false); // was paused in the middle
    expect(workers).toHaveLength(1);
  });

  it('many times in a row ends with the last', async () => {
    const { store, workers, get } = await opens();
    for (const seed of [5, 6, 7, 8, 9]) get().setRecipe({ seed });
    await arrive(store);
    expect(get().events).toEqual(await recordRun({ ...SMALL_RECIPE, seed: 9 }));
    expect(workers).toHaveLength(1);
  });

  it('that cannot be run is told, and the next one works', async () => {
    const { store, get } = openStore();
    get().start({ ...SMALL_RECIPE, method: 'firefli' }, true);
    await arrive(store);
    expect(get()).toMatchObject({ status: 'failed', playing: false });
    expect(get().notices).toMatchObject([{ tone: 'error', text: expect.stringContaining('firefli') }]);
    get().setRecipe({ method: 'firefly' });
    await arrive(store);
    expect(get().events).toEqual(expected);
    expect(get().notices).toEqual([]); // It was of the run that is gone.
  });

  it('that keeps a candidate which a growth does not have loses it, and the run goes on', async () => {
    const { get, store } = await opens({ ...SMALL_RECIPE, changes: [{ phase: 1, keep: ['split 99'] }] });
    const { branches } = get();
    get().goToEnd();
    await arrive(store);
    expect(get()).toMatchObject({ status: 'complete', recipe: { changes: undefined } });
    expect(get().events).toEqual(expected);
    expect(get().notices).toMatchObject([
      { tone: 'info', text: expect.stringMatching(/^Phase 1 cannot keep split V4, .* has split A, fresh 1/) },
    ]);
    expect(get().branches).toBe(branches); // No other run: what the address bar tells from a new recipe by.
  });

  it('that keeps a candidate of a growth stays as it is', async () => {
    const changes = [{ phase: 1, keep: ['fresh 2'] }];
    const { get } = await opens({ ...SMALL_RECIPE, changes });
    expect(get().recipe.changes).toBe(changes);
    expect(get().notices).toEqual([]);
  });

  it('from a file replaces the run that was being computed', async () => {
    const { store, get } = openStore();
    get().start(LONG, false);
    get().show(SMALL_RECIPE, 'cpu', expected);
    await arrive(store);
    await settle();
    expect(get()).toMatchObject({ recipe: SMALL_RECIPE, status: 'complete', report: { device: 'from a file' } });
    expect(get().events).toEqual(expected);
  });

  it('comes from a file with its events, and computes nothing', async () => {
    const { workers, store, get } = openStore();
    get().show(SMALL_RECIPE, 'plain', expected);
    expect(get()).toMatchObject({ status: 'complete', cursor: last, playing: false, report: { kind: 'plain' } });
    expect(get().task).toEqual(taskOf(SMALL_RECIPE));
    get().reset();
    get().nextPhase();
    await settle();
    expect(workers).toHaveLength(0);
    get().setRecipe({ seed: 11 });
    await arrive(store);
    expect(get().events).toEqual(await recordRun({ ...SMALL_RECIPE, seed: 11 }));
  });
});

describe('a loss', () => {
  it('is told in a notice and costs no event, wherever the visitor looks', async () => {
    const whole = JSON.stringify(await recordRun(LONG));
    for (const death of DEATHS.filter((kind) => kind !== 'silent')) {
      const { store, workers, get } = await opens(LONG);
      get().seek(1500);
      workers[0]!.die(death);
      await arrive(store);
      const what = death === 'device-lost' ? 'The GPU device was lost' : 'The worker ended unexpectedly';
      expect(get().notices).toMatchObject([
        { tone: 'info', text: expect.stringMatching(`^${what}.*the last snapshot`) },
      ]);
      expect(get().cursor).toBeLessThan(get().events.length);
      expect(workers).toHaveLength(2);
      get().goToEnd();
      for (let k = 0; k < 50 && get().pending; k += 1) await arrive(store);
      expect(JSON.stringify(get().events)).toBe(whole);
      expect(get().status).toBe('complete');
    }
  });

  it('takes back what came after the last snapshot, and the eye with it', async () => {
    const { store, workers, get } = await opens(LONG, true);
    get().setSpeed(Infinity);
    for (let frame = 0; frame < 20; frame += 1) get().advance(16, false);
    expect(get()).toMatchObject({ cursor: 399, seen: 399 });
    const lengths: number[] = [];
    store.subscribe(({ cursor, seen, events }) => {
      lengths.push(events.length);
      expect(Math.max(cursor, seen)).toBeLessThan(events.length);
    });
    workers[0]!.die('error');
    await arrive(store);
    expect(Math.min(...lengths)).toBeLessThan(400);
    expect(workers).toHaveLength(2);
  });

  it('before the first event begins again', async () => {
    const { store, workers, get } = openStore();
    get().start(SMALL_RECIPE, false);
    workers[0]!.die('error');
    await arrive(store);
    expect(get().notices[0]!.text).toContain('from the start');
    expect(get().events).toEqual(expected);
  });

  it('again and again stops the run with an error, and what has arrived can still be seen', async () => {
    const { store, get, workers } = openStore({
      onPost: ({ type }, worker) => type === 'events' && worker.die('error'),
    });
    get().start(SMALL_RECIPE, true);
    await arrive(store);
    expect(get()).toMatchObject({ status: 'failed', playing: false });
    expect(get().notices.at(-1)).toMatchObject({ tone: 'error', text: expect.stringContaining('It broke.') });
    expect(workers).toHaveLength(6);
    get().reset();
    get().step();
    expect(get().cursor).toBeLessThan(Math.max(1, get().events.length));
  });
});
