/** Gives panels the run's store. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { RunStore } from '../store/run-store.ts';
import { type ViewState, viewStore } from '../store/view-store.ts';

export const RunStoreContext = createContext<RunStore | undefined>(undefined);

/** The run's store itself, for actions. Throws outside a provider. */
export function useRunStore(): RunStore {
  const store = useContext(RunStoreContext);
  if (!store) throw new Error('No run store: wrap the page in RunStoreContext.');
  return store;
}

type State = ReturnType<RunStore['getState']>;

/** A part of the run's state; the component renders when that part changes. */
export function useRun<T>(select: (state: State) => T): T {
  return useStore(useRunStore(), select);
}

/** A part of what the visitor chose about looking. */
export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(viewStore, select);
}

/** Highlights a candidate or neuron wherever it is drawn; without one, that which was pressed to stay lit. */
export function point(pointed: string | undefined): void {
  viewStore.setState(({ pinned }) => ({ pointed: pointed ?? pinned }));
}
