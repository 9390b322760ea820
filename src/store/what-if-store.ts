/** What the visitor would have done otherwise at a growth: other candidates ticked, or other settings. */
import { createStore } from 'zustand/vanilla';
import type { ChangeableKey } from '../runs/changes.ts';
import { viewStore } from './view-store.ts';

export type ChangedSettings = Partial<Record<ChangeableKey, string | number>>;

export interface WhatIfState {
  /** The growth that is meant; at any other, nothing has been changed yet. */
  readonly growth: string | undefined;
  /** Keys of the ticked candidates; undefined: as the method has them. */
  readonly ticked: readonly string[] | undefined;
  readonly settings: ChangedSettings;
}

const NOTHING: WhatIfState = { growth: undefined, ticked: undefined, settings: {} };

export const whatIfStore = createStore<WhatIfState>(() => NOTHING);

/** Changes something about a growth; what was changed about another is forgotten. */
export function changeGrowth(growth: string, change: Partial<Omit<WhatIfState, 'growth'>>): void {
  whatIfStore.setState((before) => ({ ...(before.growth === growth ? before : NOTHING), growth, ...change }));
}

/** Closes the question. */
export function closeWhatIf(): void {
  viewStore.setState({ whatIfOpen: false });
}

// However it is closed, what was ticked is forgotten.
viewStore.subscribe(({ whatIfOpen }) => {
  if (!whatIfOpen) whatIfStore.setState(NOTHING, true);
});
