/**
 * A view of the run's store that skips every other frame while the run plays. Figures that need not move sixty times a
 * second take turns on two such views, so that no frame draws everything.
 */
import { createStore } from 'zustand/vanilla';
import type { RunStore } from './run-store.ts';

/** @param turn which of the two alternating frames this view follows; a paused run is followed at once */
export function createStaggeredStore(store: RunStore, turn: 0 | 1): RunStore {
  const view = createStore(() => store.getState());
  let frame = 0;
  store.subscribe((state) => {
    frame += 1;
    if (!state.playing || frame % 2 === turn) view.setState(state, true);
  });
  return view;
}
