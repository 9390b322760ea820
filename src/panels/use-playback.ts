/** Drives the store's playback from the browser's frames, and only while something moves. */
import { useEffect } from 'react';
import { eventDuration } from '../runs/positions.ts';
import type { RunStore } from '../store/run-store.ts';

/** True when the visitor asked the system for less motion. */
export function prefersReducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

export function usePlayback(store: RunStore): void {
  useEffect(() => {
    let frame = 0;
    let last = 0;
    const moving = () => {
      const { playing, events, cursor, elapsed } = store.getState();
      const event = events[cursor];
      return event !== undefined && (playing || elapsed < eventDuration(event));
    };
    const tick = (now: number) => {
      frame = 0;
      if (last > 0) store.getState().advance(now - last, prefersReducedMotion());
      last = now;
      schedule();
    };
    const schedule = () => {
      if (frame === 0 && moving()) frame = requestAnimationFrame(tick);
      else if (!moving()) last = 0;
    };
    const unsubscribe = store.subscribe(schedule);
    schedule();
    return () => {
      unsubscribe();
      cancelAnimationFrame(frame);
    };
  }, [store]);
}
