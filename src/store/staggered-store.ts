/**
 * A view of the run's store that skips frames while the run plays. Figures that need not move sixty times a second take
 * turns on such views, so that no frame draws everything.
 */
import { createStore } from 'zustand/vanilla';
import type { RunState } from './run-state.ts';
import type { RunStore } from './run-store.ts';

/** Frames a view follows: every `every`-th, the one numbered `at` among them. */
export interface Turn {
  readonly every: number;
  readonly at: number;
}

/** Speeds from here on are fast: thirty pictures pass in a frame, and no eye follows every figure. */
const FAST = 16;

/** True when playing alone made one state from the other. */
function isFrame(state: RunState, before: RunState): boolean {
  return (
    state.playing &&
    before.playing &&
    state.recipe === before.recipe &&
    state.branch === before.branch &&
    state.branches === before.branches &&
    state.task === before.task &&
    state.report === before.report &&
    state.behind === before.behind &&
    state.cursor >= before.cursor
  );
}

/**
 * @param calm the frames to follow while the run plays at a speed for watching
 * @param fast the frames to follow at the fastest speeds
 * Whatever is not playing (a click, a new recipe, the end) is followed at once; events that arrive wait for a frame.
 */
export function createStaggeredStore(store: RunStore, calm: Turn, fast: Turn): RunStore {
  const view = createStore(() => store.getState());
  let frame = 0;
  store.subscribe((state, before) => {
    if (isFrame(state, before)) {
      if (state.cursor === before.cursor && state.elapsed === before.elapsed && state.seen === before.seen) return;
      frame += 1;
      const { every, at } = state.speed >= FAST ? fast : calm;
      if (frame % every !== at) return;
    }
    view.setState(state, true);
  });
  return view;
}
