import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { recordRun, SMALL_RECIPE } from '../runs/arbitrary.ts';
import { eventPosition } from '../runs/positions.ts';
import { restoreRun } from '../runs/restore-run.ts';
import { keepRuns, offerToResume } from './keep-runs.ts';
import { openStore, opens, playOut } from './opened-store.ts';
import { leftRun, packRun, runId, summaryOf } from './pack-run.ts';
import { unpackRun } from './packed-run.ts';
import { type KeptRun, MOST_RUNS, openRecentRuns, type RecentRuns, StorageError } from './recent-runs.ts';
import { createRecentRunsStore, openRecent } from './recent-runs-store.ts';
import { storageStub } from './storage-stub.ts';
import { viewStore } from './view-store.ts';

import 'fake-indexeddb/auto';

const events = await recordRun(SMALL_RECIPE);
const end = events.length - 1;
const report = { kind: 'plain', device: '', reason: '', software: false, selfTestError: 0 } as const;
const line = (recipe = SMALL_RECIPE, length = events.length) => ({
  recipe,
  report,
  events: events.slice(0, length),
  cursor: length - 1,
  seen: length - 1,
  status: 'complete' as const,
});

const noRest = () => undefined;
const packed = (seed: number, now: number, length?: number) =>
  packRun(line({ ...SMALL_RECIPE, seed }, length), now, noRest);

let runs: RecentRuns;
beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  vi.stubGlobal('localStorage', storageStub());
  runs = openRecentRuns();
  viewStore.setState({ page: 'toy' });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('kept runs', () => {
  it('are listed newest first and read back as they were', async () => {
    for (const seed of [1, 2, 3]) await runs.keep(await packed(seed, 100 * seed));
    const list = await openRecentRuns().list();
    expect(list.map(({ savedAt }) => savedAt)).toEqual([300, 200, 100]);
    expect(list[0]).toEqual(summaryOf(line({ ...SMALL_RECIPE, seed: 3 }), 300));
    expect(list[0]).toMatchObject({
      complete: true,
      neurons: 4,
      events: events.length,
      at: eventPosition(events[end]!),
    });
    const restored = restoreRun(await unpackRun((await runs.read(list[0]!.id))!));
    expect(restored).toEqual({ recipe: { ...SMALL_RECIPE, seed: 3 }, engine: 'plain', events, problems: [] });
  });

  it('are at most twenty, and the oldest leaves', async () => {
    for (let seed = 0; seed < MOST_RUNS + 3; seed += 1) await runs.keep(await packed(seed, seed));
    const list = await runs.list();
    expect(list.map(({ savedAt }) => savedAt)).toEqual(Array.from({ length: MOST_RUNS }, (_, k) => MOST_RUNS + 2 - k));
    expect(await runs.read(runId({ ...SMALL_RECIPE, seed: 0 }, 'plain'))).toBeUndefined();
  });

  it('keep their name and their longer log when they are run again', async () => {
    await runs.keep(await packed(1, 100));
    const { id } = (await runs.list())[0]!;
    await runs.rename(id, '  The good one ');
    await runs.keep(await packed(1, 200, 20));
    expect(await runs.list()).toMatchObject([{ id, name: 'The good one', savedAt: 200, events: events.length }]);
    expect(runs.leave(leftRun(line({ ...SMALL_RECIPE, seed: 1 }, 10), 300))).toBe(true);
    expect(await runs.list()).toMatchObject([{ id, name: 'The good one', savedAt: 300, events: events.length }]);
    // What waited longer than the list is not the newest.
    expect(runs.leave(leftRun(line({ ...SMALL_RECIPE, seed: 1 }, 10), 250))).toBe(true);
    expect(await runs.list()).toMatchObject([{ id, name: 'The good one', savedAt: 300, events: events.length }]);
    expect(restoreRun(await unpackRun((await runs.read(id))!)).events).toHaveLength(events.length);
  });

  it('are there on the next visit when the page is gone before IndexedDB has answered', async () => {
    const answered = vi.spyOn(indexedDB, 'open').mockImplementation(() => ({ addEventListener() {} }) as never);
    const run = leftRun(line(), 5);
    expect(runs.leave(run)).toBe(true);
    runs.keepPlace(run.summary.id, 1500);
    answered.mockRestore();
    const next = openRecentRuns();
    expect(await next.list()).toEqual([{ ...run.summary, at: 1500 }]);
    const packed = (await next.read(run.summary.id))!;
    expect(packed.gzipped).toBe(true);
    expect(await unpackRun(packed)).toBe(run.text);
    // Taken in once, also where two pages begin at the same time.
    expect(localStorage.length).toBe(0);
    expect(next.leave(leftRun(line({ ...SMALL_RECIPE, seed: 8 }), 6))).toBe(true);
    const lists = await Promise.all([next.list(), openRecentRuns().list()]);
    expect(lists.map((list) => list.map(({ savedAt }) => savedAt))).toEqual([
      [6, 5],
      [6, 5],
    ]);
    expect(localStorage.length).toBe(0);
  });

  it('are taken in soon when the page was only hidden', async () => {
    expect(runs.leave(leftRun(line(), 5))).toBe(true);
    await vi.waitFor(() => expect(localStorage.length).toBe(0));
    expect(await runs.list()).toHaveLength(1);
  });

  it('remember where each was looked at, those among them that the page was left with', async () => {
    const two = [1, 2].map((seed) => leftRun(line({ ...SMALL_RECIPE, seed }), seed));
    for (const run of two) expect(runs.leave(run)).toBe(true);
    const ids = two.map(({ summary }) => summary.id);
    for (const id of ids) runs.keepPlace(id, 1500);
    const places = async () => new Map((await runs.list()).map(({ id, at }) => [id, at]));
    expect(await places()).toEqual(new Map(ids.map((id) => [id, 1500])));
    runs.keepPlace(ids[0]!, 700);
    runs.keepPlace('no such run', 700);
    expect(await places()).toEqual(
      new Map([
        [ids[0], 700],
        [ids[1], 1500],
      ]),
    );
    expect(localStorage.length).toBe(0);
  });

  it('are deleted one by one or all, and brought back whole', async () => {
    for (const seed of [1, 2, 3]) await runs.keep(await packed(seed, seed));
    const list = createRecentRunsStore(runs);
    await list.getState().refresh();
    const before = list.getState().list!;
    await list.getState().remove([before[1]!.id]);
    expect(list.getState().list).toEqual([before[0], before[2]]);
    expect(list.getState().deleted).toMatchObject([{ summary: before[1] }]);
    await list.getState().undo();
    expect(list.getState()).toMatchObject({ list: before, deleted: [] });
    await list.getState().remove(before.map(({ id }) => id));
    expect(list.getState().list).toEqual([]);
    await list.getState().undo();
    expect(list.getState().list).toEqual(before);
    expect(restoreRun(await unpackRun((await runs.read(before[1]!.id))!)).events).toHaveLength(events.length);
  });
});

describe('storage that does not work', () => {
  const broken = (name: string) => {
    const error = new DOMException('no', name);
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw error;
    });
  };

  it('is told in one sentence: a private window', async () => {
    broken('SecurityError');
    for (const work of [() => runs.list(), async () => runs.keep(await packed(1, 1)), () => runs.remove(['x'])]) {
      await expect(work()).rejects.toThrow(
        /^This browser does not let the page keep runs \(.*\); save them as files\.$/,
      );
    }
    const list = createRecentRunsStore(runs);
    await list.getState().refresh();
    expect(list.getState().problem).toContain('private window');
    const { store } = openStore();
    await offerToResume(store, runs);
    expect(store.getState().notices).toEqual([]);
  });

  it('works again when the browser lets it', async () => {
    broken('InvalidStateError');
    await expect(runs.list()).rejects.toThrow(StorageError);
    vi.restoreAllMocks();
    expect(await runs.list()).toEqual([]);
  });

  it('leaves what the page was left with for when it works again', async () => {
    broken('InvalidStateError');
    expect(runs.leave(leftRun(line(), 5))).toBe(true);
    await expect(runs.list()).rejects.toThrow(StorageError);
    vi.restoreAllMocks();
    expect(await runs.list()).toEqual([summaryOf(line(), 5)]);
  });

  it('that is full drops older runs until the new one fits, and says so when none is left', async () => {
    for (const seed of [1, 2, 3]) await runs.keep(await packed(seed, seed));
    const put = IDBObjectStore.prototype.put;
    let room = 2;
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      value,
      key,
    ) {
      if (this.name === 'runs' && room-- > 0) throw new DOMException('full', 'QuotaExceededError');
      return put.call(this, value, key);
    });
    await runs.keep(await packed(4, 4));
    expect((await runs.list()).map(({ savedAt }) => savedAt)).toEqual([4, 3]);
    room = Infinity;
    await expect(runs.keep(await packed(5, 5))).rejects.toThrow(/^This browser has no room left/);
    // Nor will it have any later for a run that the page was left with; others need the room that it takes.
    runs.leave(leftRun(line(), 6));
    expect(await runs.list()).toEqual([]);
    expect(localStorage.length).toBe(0);
    full.mockRestore();
  });
});

describe('a page', () => {
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  it('keeps a run when it has ended, and one that another replaces', async () => {
    const { store, get } = await opens();
    const keeping = keepRuns(store, runs);
    get().setSpeed(Infinity);
    get().play();
    await playOut(store);
    get().setRecipe({ seed: 77 });
    await vi.waitFor(async () => expect(await runs.list()).toHaveLength(1));
    expect(await runs.list()).toMatchObject([{ complete: true, recipe: expect.stringContaining('seed 3') }]);
    keeping.stop();
  });

  it('keeps nothing while a run plays, and what there is when the page is left', async () => {
    await runs.list();
    const { store, get } = await opens();
    const keeping = keepRuns(store, runs);
    get().nextPhase();
    get().play();
    await pause(30);
    expect(await runs.list()).toEqual([]);
    keeping.flush();
    expect(await runs.list()).toMatchObject([{ complete: true, at: eventPosition(get().events[get().cursor]!) }]);
    keeping.stop();
  });

  it('that is left while a run is being written leaves it all the same: the write may not happen any more', async () => {
    const keep = vi.fn(() => new Promise<void>(() => undefined));
    const { store, get } = await opens();
    const keeping = keepRuns(store, { ...runs, keep });
    get().goToEnd();
    await vi.waitFor(() => expect(keep).toHaveBeenCalled(), { timeout: 10_000 });
    keeping.flush();
    keeping.stop();
    expect(await runs.list()).toMatchObject([{ complete: true, events: get().events.length }]);
  });

  it('is left with as much of a long log as there is room for, which goes on to the same end', async () => {
    const { store, get } = await opens();
    const keeping = keepRuns(store, runs);
    get().goToEnd();
    await vi.waitFor(() => expect(get().status).toBe('complete'));
    const full = get().events;
    vi.stubGlobal('localStorage', storageStub(leftRun(get(), 0).text.length * 0.7));
    keeping.flush();
    keeping.stop();
    const [summary] = await runs.list();
    expect(summary).toMatchObject({ complete: false, events: Math.floor(full.length / 2) });
    const next = openStore();
    await openRecent(next.store, runs, summary!);
    next.get().play();
    await playOut(next.store);
    expect(next.get().events).toEqual(full);
  });

  it('keeps points that were brought along, also before anything has grown, but not what its link brings back', async () => {
    await runs.list();
    const { store, get } = await opens();
    const keeping = keepRuns(store, runs);
    keeping.flush();
    await pause(10);
    expect(await runs.list()).toEqual([]);
    const given = { name: 'mine.csv', x: [-5, -2, 0, 1, 5], y: [1, 2, -1, 0, 3] };
    get().setRecipe({ given });
    await vi.waitFor(() => expect(get().seen).toBeGreaterThanOrEqual(0));
    keeping.flush();
    const [kept] = await runs.list();
    expect(kept).toMatchObject({ recipe: expect.stringContaining('mine.csv') });
    const restored = restoreRun(await unpackRun((await runs.read(kept!.id))!));
    expect(restored).toMatchObject({ recipe: { given } });
    keeping.stop();
    // The page has nothing of them after a reload: they are offered, also where the run was computed to its end.
    const reloaded = openStore();
    await offerToResume(reloaded.store, runs);
    expect(reloaded.get().notices).toMatchObject([{ text: expect.stringMatching(/^Your last run .*mine\.csv/) }]);
    reloaded.get().notices[0]!.action!.perform();
    await vi.waitFor(() => expect(reloaded.get().recipe).toMatchObject({ given }));
  });

  it('remembers where the visitor last looked in a kept run', async () => {
    await runs.list();
    const { store, get } = await opens();
    const keeping = keepRuns(store, runs);
    get().goToEnd();
    keeping.flush();
    await vi.waitFor(async () => expect(await openRecentRuns().list()).toMatchObject([{ complete: true }]));
    get().seek(1500);
    keeping.flush();
    const at = eventPosition(get().events[get().cursor]!);
    expect(at).toBeGreaterThan(1000);
    await vi.waitFor(async () => expect(await openRecentRuns().list()).toMatchObject([{ at, complete: true }]));
    keeping.stop();
  });

  it('offers to resume what was left unfinished, and goes on to the same end', async () => {
    const cut = events.findIndex(({ kind }) => kind === 'apply') + 2;
    await runs.keep(await packed(SMALL_RECIPE.seed, 1000, cut));
    const { store, get } = openStore();
    await offerToResume(store, runs, 2000);
    expect(get().notices).toMatchObject([
      { text: expect.stringMatching(/^Your last run was left in phase 2 \(.*\)\.$/) },
    ]);
    get().notices[0]!.action!.perform();
    await vi.waitFor(() => expect(get().events.length).toBeGreaterThanOrEqual(cut));
    get().play();
    await playOut(store);
    expect(get().events).toEqual(events);
  });

  it('offers it only where a run is shown: the offer waits for that page, and leaves with it', async () => {
    await runs.keep(await packed(SMALL_RECIPE.seed, 1000, 20));
    viewStore.setState({ page: 'images' });
    const { store, get } = openStore();
    await offerToResume(store, runs, 2000);
    expect(get().notices).toEqual([]);
    viewStore.setState({ page: 'learn' });
    viewStore.setState({ page: 'toy' });
    await vi.waitFor(() => expect(get().notices).toMatchObject([{ text: expect.stringContaining('Your last run') }]));
    viewStore.setState({ page: 'images' });
    expect(get().notices).toEqual([]);
  });

  it('offers nothing that is complete, old, or of another recipe than the link asks for', async () => {
    const offered = async (run: KeptRun, now: number, recipe = SMALL_RECIPE) => {
      globalThis.indexedDB = new IDBFactory();
      const storage = openRecentRuns();
      await storage.keep(run);
      const { store, get } = openStore();
      get().start(recipe, false);
      await offerToResume(store, storage, now);
      return get().notices.length > 0;
    };
    const unfinished = await packed(SMALL_RECIPE.seed, 1000, 20);
    expect(await offered(unfinished, 2000)).toBe(true);
    expect(await offered(unfinished, 2000, { ...SMALL_RECIPE, seed: 8 })).toBe(false);
    expect(await offered(unfinished, 8 * 24 * 3600 * 1000)).toBe(false);
    expect(await offered(await packed(SMALL_RECIPE.seed, 1000), 2000)).toBe(false);
  });

  it('says in one sentence when a kept run is gone or damaged, and changes nothing', async () => {
    const run = await packed(1, 1);
    const { store, get } = openStore();
    await openRecent(store, runs, run.summary);
    expect(get().notices.at(-1)?.text).toBe('This run is no longer kept in this browser.');
    const damaged = { bytes: run.packed.bytes.slice(0, 50), gzipped: true };
    await runs.keep({ ...run, packed: damaged });
    await openRecent(store, runs, run.summary);
    await runs.keep({ ...run, packed: { bytes: new TextEncoder().encode('{"format":1}'), gzipped: false } });
    await openRecent(store, runs, run.summary);
    expect(get().notices.map(({ text }) => text)).toEqual([
      'This run is no longer kept in this browser.',
      'This kept run is damaged and cannot be opened; delete it from the list.',
      expect.stringContaining('This is not a run file'),
    ]);
    expect(get().events).toEqual([]);
  });
});
