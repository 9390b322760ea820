/** Gives the panels of the page "Figures" its store. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { FigureState, FigureStore, Sweep } from '../../store/figure-store.ts';
import { type FigureView, figureView } from '../../store/figure-view.ts';

export const FigureStoreContext = createContext<FigureStore | undefined>(undefined);

/** The store itself, for actions. Throws outside a provider. */
export function useFigureStore(): FigureStore {
  const store = useContext(FigureStoreContext);
  if (!store) throw new Error('No figure store: wrap the page in FigureStoreContext.');
  return store;
}

/** A part of the state; the component renders when that part changes. */
export function useFigures<T>(select: (state: FigureState) => T): T {
  return useStore(useFigureStore(), select);
}

/** The sweep of the figure on screen. */
export function useSweep(): Sweep | undefined {
  return useFigures(({ sweeps, figure }) => sweeps[figure.id]);
}

/** A part of how the visitor looks at the figures. */
export function useFigureView<T>(select: (view: FigureView) => T): T {
  return useStore(figureView, select);
}
