/** Content that may come a moment after what is around it. */
import { type ReactNode, useLayoutEffect, useState } from 'react';

/**
 * Mounts its content in the frame after the next: what is set in a frame's callback is rendered after that frame. A figure
 * with many parts that appears while a run plays is so made in two frames; the one between them is the fit's
 * (store/staggered-store.ts).
 */
export function LaterFrame({ children }: { children: ReactNode }) {
  const [due, setDue] = useState(false);
  useLayoutEffect(() => {
    const frame = requestAnimationFrame(() => setDue(true));
    return () => cancelAnimationFrame(frame);
  }, []);
  return due && children;
}
