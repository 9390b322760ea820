/** The size of an element, as it changes. */
import { type RefCallback, useCallback, useState } from 'react';
import { flushSync } from 'react-dom';
import { inPieces, whenFree } from '../store/free-frames.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A ref for the element to watch, and its size in whole CSS pixels (0 before the first layout). */
export function useSize(): [RefCallback<HTMLElement>, Size] {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    let first = true;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const width = Math.floor(entry.contentRect.width);
      const height = Math.floor(entry.contentRect.height);
      const change = () => setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
      // What a new place shows comes as a piece of its own.
      if (first && inPieces()) whenFree(() => flushSync(change));
      else change();
      first = false;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
