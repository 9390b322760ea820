import { describe, expect, it } from 'vitest';
import { recordRun, SMALL_RECIPE } from '../runs/arbitrary.ts';
import { arrive, LONG, opens, playOut } from './opened-store.ts';

const expected = await recordRun(SMALL_RECIPE);
const scoring = expected.findIndex((event) => event.kind === 'score' && event.phase === 2);
const selection = expected[scoring + 1]!;
if (selection.kind !== 'select') throw new Error('The run has no second growth.');
const other = selection.scored.map(({ candidate }) => candidate.key).find((key) => !selection.selected.includes(key))!;
const change = { phase: 2, keep: [other] };

describe('a branch', () => {
  it('shares its history with the run it left, object by object, and plays on from the growth', async () => {
    const { store, workers, get } = await opens();
    get().goToEnd();
    expect(get().growBranch(change)).toBe(true);
    expect(get()).toMatchObject({ cursor: scoring, seen: scoring, playing: true, branch: 1, status: 'computing' });
    await arrive(store);
    expect(get().recipe.changes).toEqual([change]);
    expect(get().events).toEqual(await recordRun({ ...SMALL_RECIPE, changes: [change] }));
    const [first, branch] = get().branches;
    expect(branch).toMatchObject({ letter: 'B', parent: 0, shared: scoring + 1 });
    expect(branch!.name).toMatch(/^Keeps (fresh \d|split [A-Z]) in phase 2$/);
    for (let index = 0; index <= scoring; index += 1) expect(get().events[index]).toBe(first!.line.events[index]);
    await playOut(store);
    expect(get()).toMatchObject({ status: 'complete', playing: false, cursor: get().events.length - 1 });
    expect(workers).toHaveLength(1);
  });

  it('and the run it left are each where they were when they are shown again, without computing', async () => {
    const { store, workers, get } = await opens();
    get().goToEnd();
    get().seek(1200);
    const { cursor } = get();
    get().growBranch(change);
    await arrive(store);
    get().goToEnd();
    const sent = workers[0]!.received.filter(({ type }) => type === 'start').length;
    get().showBranch(0);
    expect(get()).toMatchObject({ branch: 0, cursor, status: 'complete', playing: false });
    expect(get().events).toEqual(expected);
    get().showBranch(1);
    expect(get().events[get().cursor]).toMatchObject({ kind: 'end' });
    expect(workers[0]!.received.filter(({ type }) => type === 'start')).toHaveLength(sent);
  });

  it('that was left unfinished goes on from its last snapshot, to the same end', async () => {
    const whole = await recordRun(LONG);
    const { store, get } = await opens(LONG);
    get().seek(1000);
    expect(get().growBranch({ phase: 1, settings: { stepSize: 0.2 } })).toBe(true);
    await arrive(store);
    get().showBranch(0);
    get().goToEnd();
    for (let k = 0; k < 50 && get().pending; k += 1) await arrive(store);
    expect(JSON.stringify(get().events)).toBe(JSON.stringify(whole));
  });

  it('can leave a branch, and hangs on the one before when that is deleted', async () => {
    const { store, get } = await opens();
    get().growBranch(change);
    await arrive(store);
    expect(get().growBranch({ phase: 3, settings: { method: 'rand-split' } })).toBe(true);
    await arrive(store);
    expect(get().branches.map(({ parent }) => parent)).toEqual([undefined, 0, 1]);
    expect(get().recipe.changes).toHaveLength(2);
    const before = get().events;
    get().deleteBranch(1);
    expect(get().branches.map(({ id, parent, shared }) => [id, parent, shared])).toEqual([
      [0, undefined, 0],
      [2, 0, scoring + 1],
    ]);
    expect(get().events).toBe(before);
    get().notices.at(-1)!.action!.perform();
    expect(get().branches.map(({ id, parent }) => [id, parent])).toEqual([
      [0, undefined],
      [1, 0],
      [2, 1],
    ]);
  });

  it('is renamed, deleted while on screen, and brought back as it was', async () => {
    const { store, get } = await opens();
    get().growBranch(change);
    await arrive(store);
    get().renameBranch(1, '  the other one  ');
    get().renameBranch(1, '   ');
    const { events } = get();
    get().deleteBranch(1);
    expect(get()).toMatchObject({ branch: 0, branches: [{ letter: 'A' }] });
    expect(get().events).toEqual(expected);
    const undo = get().notices.at(-1)!.action!;
    undo.perform();
    undo.perform();
    expect(get()).toMatchObject({ branch: 1, branches: [{ letter: 'A' }, { letter: 'B', name: 'the other one' }] });
    expect(get().events).toEqual(events);
    get().deleteBranch(0);
    expect(get().branches).toHaveLength(2); // the first run cannot be deleted
  });

  it('cannot leave where the run has not come yet', async () => {
    const { get } = await opens();
    expect(get().growBranch({ phase: 77, keep: ['fresh 1'] })).toBe(false);
    expect(get().branches).toHaveLength(1);
  });

  it('of a run that is replaced can be brought back', async () => {
    const { store, get } = await opens();
    get().growBranch(change);
    await arrive(store);
    const { events } = get();
    get().setRecipe({ seed: 12 });
    expect(get()).toMatchObject({ branch: 0, branches: [{ letter: 'A' }], recipe: { seed: 12, changes: undefined } });
    await arrive(store);
    get().notices.at(-1)!.action!.perform();
    expect(get()).toMatchObject({ branch: 1, branches: [{ letter: 'A' }, { letter: 'B' }] });
    expect(get().events).toEqual(events);
  });
});

describe('looking back while the run plays', () => {
  it('keeps the picture and moves the live head on; live is where it would have been', async () => {
    const looking = await opens(SMALL_RECIPE, true);
    const watching = await opens(SMALL_RECIPE, true);
    for (let frame = 0; frame < 400; frame += 1) {
      if (frame === 60) {
        looking.get().seek(100);
        expect(looking.get()).toMatchObject({ behind: true, playing: true });
      }
      looking.get().advance(16, false);
      watching.get().advance(16, false);
    }
    expect(looking.get().seen).toBe(watching.get().seen);
    expect(looking.get().cursor).toBeLessThan(10);
    looking.get().backToLive();
    expect(looking.get()).toMatchObject({ cursor: watching.get().cursor, behind: false, playing: true });
    await playOut(looking.store);
    expect(looking.get().cursor).toBe(expected.length - 1);
  });

  it('lets the worker compute for the head, not for the eye', async () => {
    const { store, get } = await opens(LONG, true);
    get().setSpeed(Infinity);
    get().advance(16, false);
    get().seek(0);
    for (let k = 0; k < 3000 && get().playing; k += 1) {
      get().advance(16, false);
      if (k % 20 === 0) await arrive(store);
    }
    const last = get().events.length - 1;
    expect(get()).toMatchObject({ cursor: 0, status: 'complete', playing: false, behind: false, seen: last });
  });

  it('a seek past what was seen plays on from there; a paused one rests', async () => {
    const { get } = await opens(SMALL_RECIPE, true);
    get().seek(1500);
    expect(get()).toMatchObject({ playing: true, behind: false });
    get().seek(100);
    expect(get()).toMatchObject({ playing: true, behind: true });
    get().pause();
    expect(get()).toMatchObject({ playing: false, behind: false });
    get().seek(50);
    expect(get()).toMatchObject({ playing: false, behind: false });
  });

  it('selections can be visited in turn', async () => {
    const { get } = await opens();
    const kinds: string[] = [];
    get().nextSelection();
    kinds.push(get().events[get().cursor]!.kind);
    get().nextSelection();
    kinds.push(get().events[get().cursor]!.kind);
    const second = get().cursor;
    get().previousSelection();
    expect(get().cursor).toBeLessThan(second);
    expect(kinds).toEqual(['select', 'select']);
  });
});
