/** Drives the store's playback from the browser's frames, and only while something moves. */
import { useEffect } from 'react';
import { eventDuration } from '../runs/positions.ts';
import { performWaiting, playedFrame, playedNoFrame } from '../store/free-frames.ts';
import type { RunStore } from '../store/run-store.ts';
import { FAST, figureMoved } from '../store/staggered-store.ts';

const REDUCED_MOTION = '(prefers-reduced-motion: reduce)';

/** True when the visitor asked the system for less motion. */
export function prefersReducedMotion(): boolean {
  return matchMedia(REDUCED_MOTION).matches;
}

export function usePlayback(store: RunStore): void {
  useEffect(() => {
    let frame = 0;
    let last = 0;
    // One list for all frames: it follows the system by itself.
    const reducedMotion = matchMedia(REDUCED_MOTION);
    const moving = () => {
      const { playing, events, cursor, elapsed } = store.getState();
      const event = events[cursor];
      return event !== undefined && (playing || elapsed < eventDuration(event));
    };
    const tick = (now: number) => {
      frame = 0;
      if (last > 0) store.getState().advance(now - last, reducedMotion.matches);
      const free = !figureMoved();
      const { playing, speed } = store.getState();
      if (playing && speed >= FAST) playedFrame(free);
      else playedNoFrame();
      last = now;
      schedule();
    };
    const schedule = () => {
      if (frame === 0 && moving()) frame = requestAnimationFrame(tick);
      else if (!moving()) {
        last = 0;
        playedNoFrame();
      }
    };
    const settle = () => {
      if (!store.getState().playing) performWaiting();
    };
    const unsubscribe = store.subscribe(schedule);
    for (const type of ['pointerdown', 'keydown']) document.addEventListener(type, settle, true);
    schedule();
    return () => {
      unsubscribe();
      for (const type of ['pointerdown', 'keydown']) document.removeEventListener(type, settle, true);
      cancelAnimationFrame(frame);
    };
  }, [store]);
}
