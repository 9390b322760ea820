import { describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { RunStore } from './run-store.ts';
import { createStaggeredStore, figureMoved, setInSight } from './staggered-store.ts';

function open(speed: number) {
  const store = createStore(() => ({ playing: true, cursor: 0, elapsed: 0, seen: 0, speed, events: 0, recipe: 'a' }));
  const follow = (every: number, at: number) =>
    createStaggeredStore(store as unknown as RunStore, { every, at }, { every: 2 * every, at });
  const views = [follow(2, 0), follow(2, 1)];
  return { store, cursors: () => views.map((view) => view.getState().cursor), views };
}

describe('views that take turns', () => {
  it('follow every other frame of a run that plays, and a paused run at once', () => {
    const { store, cursors } = open(1);
    store.setState({ cursor: 1 });
    expect(cursors()).toEqual([0, 1]);
    store.setState({ cursor: 2 });
    expect(cursors()).toEqual([2, 1]);
    store.setState({ cursor: 3, playing: false });
    expect(cursors()).toEqual([3, 3]);
    store.setState({ cursor: 1 });
    expect(cursors()).toEqual([1, 1]);
  });

  it('follow fewer frames at the fastest speed', () => {
    const { store, cursors } = open(Infinity);
    const seen: number[][] = [];
    for (let cursor = 1; cursor <= 4; cursor += 1) {
      store.setState({ cursor });
      seen.push(cursors() as number[]);
    }
    expect(seen).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
      [4, 1],
    ]);
  });

  it('follow no frames while their figure is out of sight, and catch up when it is seen again', () => {
    const { store, cursors, views } = open(1);
    setInSight(views[0]!, false);
    for (const cursor of [1, 2, 3, 4]) store.setState({ cursor });
    expect(cursors()).toEqual([0, 3]);
    setInSight(views[0]!, true);
    expect(cursors()).toEqual([4, 3]);
    setInSight(views[0]!, false);
    store.setState({ cursor: 1, playing: false }); // whatever is not playing is followed all the same
    expect(cursors()).toEqual([1, 1]);
  });

  it('let events that arrive wait for a frame, and follow a new run or a look back at once', () => {
    const { store, cursors, views } = open(1);
    store.setState({ events: 5 });
    expect(views.map((view) => (view.getState() as unknown as { events: number }).events)).toEqual([0, 0]);
    store.setState({ cursor: 1 });
    store.setState({ recipe: 'b' });
    expect(cursors()).toEqual([1, 1]);
    expect((views[0]!.getState() as unknown as { events: number }).events).toBe(5);
    store.setState({ cursor: 0 });
    expect(cursors()).toEqual([0, 0]);
  });

  it('catch up with the end of a run one after the other', () => {
    const waiting: (() => void)[] = [];
    vi.stubGlobal('requestAnimationFrame', (perform: () => void) => waiting.push(perform));
    const store = createStore(() => ({ playing: true, cursor: 0, speed: 16, status: 'complete', events: [1, 2, 3] }));
    const views = [0, 2, 3].map((at) =>
      createStaggeredStore(store as unknown as RunStore, { every: 2, at: 0 }, { every: 4, at }),
    );
    const cursors = () => views.map((view) => view.getState().cursor);
    figureMoved();
    store.setState({ cursor: 2, playing: false });
    expect(cursors()).toEqual([2, 0, 0]);
    expect([figureMoved(), figureMoved()]).toEqual([true, false]);
    waiting.shift()?.();
    expect(cursors()).toEqual([2, 2, 0]);
    waiting.shift()?.();
    expect(cursors()).toEqual([2, 2, 2]);
    waiting.shift()?.();
    expect(waiting).toEqual([]);
    vi.unstubAllGlobals();
  });
});
