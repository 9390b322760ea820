/**
 * A view of the run's store that skips frames while the run plays. Figures that need not move sixty times a second take
 * turns on such views, so that no frame draws everything.
 */
import { createStore } from 'zustand/vanilla';
import { whenFree } from './free-frames.ts';
import type { RunState } from './run-state.ts';
import type { RunStore } from './run-store.ts';

/** Frames a view follows: every `every`-th, the one numbered `at` among them. */
export interface Turn {
  readonly every: number;
  readonly at: number;
}

/** Speeds from here on are fast: thirty pictures pass in a frame, and no eye follows every figure. */
export const FAST = 16;

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

/** True when playing came to the end of the run by itself. */
function isEnd(state: RunState, before: RunState): boolean {
  return (
    before.playing &&
    !state.playing &&
    state.recipe === before.recipe &&
    state.branch === before.branch &&
    state.status !== 'computing' &&
    state.cursor === state.events.length - 1
  );
}

/** What a view is told about the figure that it feeds. */
const sights = new WeakMap<RunStore, (inSight: boolean) => void>();

/**
 * Says whether a figure can be seen. A view whose figure cannot follows no frames, and catches up when it can again. Does
 * nothing for a store that is not such a view.
 */
export function setInSight(view: RunStore, inSight: boolean): void {
  sights.get(view)?.(inSight);
}

/** Whether a view has moved since `figureMoved` was asked. */
let moved = false;

/** True if a figure has moved since this was asked last. */
export function figureMoved(): boolean {
  const before = moved;
  moved = false;
  return before;
}

/**
 * @param calm the frames to follow while the run plays at a speed for watching
 * @param fast the frames to follow at the fastest speeds
 * The end of a run is followed by one view after the other, each in a frame of its own; by one that moves in frame 0, at once.
 * Whatever is not playing (a click, a new recipe) is followed at once; events that arrive wait for a frame.
 */
export function createStaggeredStore(store: RunStore, calm: Turn, fast: Turn): RunStore {
  const view = createStore(() => store.getState());
  let frame = 0;
  let seen = true;
  sights.set(view, (inSight) => {
    seen = inSight;
    if (seen && view.getState() !== store.getState()) view.setState(store.getState(), true);
  });
  store.subscribe((state, before) => {
    if (isFrame(state, before)) {
      if (state.cursor === before.cursor && state.elapsed === before.elapsed && state.seen === before.seen) return;
      frame += 1;
      if (!seen) return;
      const { every, at } = state.speed >= FAST ? fast : calm;
      if (frame % every !== at) return;
    }
    if (isEnd(state, before) && fast.at > 0) {
      // Everything catches up with the end, and still not all in one frame.
      whenFree(() => view.setState(store.getState(), true));
      return;
    }
    moved = true;
    view.setState(state, true);
  });
  return view;
}
