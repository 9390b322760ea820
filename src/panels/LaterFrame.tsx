/** Content that may come a moment after what is around it: figures with many parts are so made in pieces. */
import { type ReactNode, useLayoutEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { inPieces, whenFree } from '../store/free-frames.ts';

/** Mounts its content in a later frame in which no figure moves. */
export function LaterFrame({ children }: { children: ReactNode }) {
  const [due, setDue] = useState(false);
  useLayoutEffect(() => whenFree(() => flushSync(() => setDue(true))), []);
  return due && children;
}

/**
 * A value as it is while a run rests or is watched. At the fastest speeds it is the value before (at first, `none`) until a
 * frame in which no figure moves; a few words (`ahead`) come before pieces of figures.
 */
export function useLater<T>(value: T, none: T = value, ahead = false): T {
  const [shown, setShown] = useState(() => (inPieces() ? none : value));
  useLayoutEffect(() => {
    if (shown !== value) return whenFree(() => flushSync(() => setShown(value)), ahead);
    return undefined;
  }, [shown, value, ahead]);
  return inPieces() ? shown : value;
}
