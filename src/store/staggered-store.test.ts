import { expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { RunStore } from './run-store.ts';
import { createStaggeredStore } from './staggered-store.ts';

it('follows every other frame of a run that plays, in turns, and a paused run at once', () => {
  const store = createStore(() => ({ playing: true, cursor: 0 }));
  const [even, odd] = ([0, 1] as const).map((turn) => createStaggeredStore(store as unknown as RunStore, turn));
  const cursors = () => [even?.getState().cursor, odd?.getState().cursor];
  store.setState({ cursor: 1 });
  expect(cursors()).toEqual([0, 1]);
  store.setState({ cursor: 2 });
  expect(cursors()).toEqual([2, 1]);
  store.setState({ cursor: 3, playing: false });
  expect(cursors()).toEqual([3, 3]);
});
