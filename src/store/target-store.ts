/** What is open for choosing a target: the editor of curves, the box for pasted points. */
import { createStore } from 'zustand/vanilla';

export interface TargetState {
  /** The "Function fit" figure is an editor. */
  readonly drawing: boolean;
  readonly pasting: boolean;
}

export const targetStore = createStore<TargetState>(() => ({ drawing: false, pasting: false }));
