/** Drives playback of an image run from the browser's frames, and only while one is played. */
import { useEffect } from 'react';
import type { ImageLab } from '../../store/images/image-lab.ts';

/** Milliseconds from one picture to the next, at least: at most 30 in a second, whatever the screen shows. */
const BETWEEN = 1000 / 30 - 4;

export function useImagePlayback(lab: ImageLab): void {
  useEffect(() => {
    let frame = 0;
    let last = 0;
    const tick = (now: number) => {
      if (last === 0) last = now;
      if (now - last >= BETWEEN) {
        lab.advance(now - last);
        last = now;
      }
      frame = 0;
      schedule();
    };
    const schedule = () => {
      const { playing } = lab.getState();
      if (playing && frame === 0) frame = requestAnimationFrame(tick);
      if (!playing) last = 0;
    };
    const unsubscribe = lab.subscribe(schedule);
    schedule();
    return () => {
      unsubscribe();
      cancelAnimationFrame(frame);
      lab.rest();
    };
  }, [lab]);
}
