/** What was, is and may be again: undo and redo for one value. */
import { useState } from 'react';

interface Steps<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** What kind of step made the present; steps of the same kind in a row are undone together. */
  readonly kind: string | undefined;
}

export interface History<T> {
  readonly present: T;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** A new value. `kind`: steps of one kind in a row (a key held down) count as one. */
  push(value: T, kind?: string): void;
  undo(): void;
  redo(): void;
}

/** The steps after one more. */
export function pushed<T>({ past, present, kind: last }: Steps<T>, value: T, kind?: string): Steps<T> {
  const joins = kind !== undefined && kind === last;
  return { past: joins ? past : [...past, present], present: value, future: [], kind };
}

/** The steps with the last one undone; the same if there is none. */
export function undone<T>(steps: Steps<T>): Steps<T> {
  const { past, present, future } = steps;
  if (past.length === 0) return steps;
  return { past: past.slice(0, -1), present: past.at(-1)!, future: [present, ...future], kind: undefined };
}

/** The steps with the last undone one done again; the same if there is none. */
export function redone<T>(steps: Steps<T>): Steps<T> {
  const { past, present, future } = steps;
  if (future.length === 0) return steps;
  return { past: [...past, present], present: future[0]!, future: future.slice(1), kind: undefined };
}

export function useHistory<T>(initial: () => T): History<T> {
  const [steps, setSteps] = useState<Steps<T>>(() => ({ past: [], present: initial(), future: [], kind: undefined }));
  return {
    present: steps.present,
    canUndo: steps.past.length > 0,
    canRedo: steps.future.length > 0,
    push: (value, kind) => setSteps((old) => pushed(old, value, kind)),
    undo: () => setSteps(undone),
    redo: () => setSteps(redone),
  };
}
