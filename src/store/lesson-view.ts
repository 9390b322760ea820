/** Moves the view of a run to what a page of a lesson shows: another run, a place in it, a passage that plays. */
import { type LessonView, positionOf } from '../lessons/lesson.ts';
import { eventPosition } from '../runs/positions.ts';
import type { RunStore } from './run-store.ts';

/**
 * Goes to a page's moment in the run on screen, or plays the passage that leads there. Returns a function that ends a
 * passage under way; whatever the visitor does with the transport ends it too.
 * @param reducedMotion jump instead of playing
 */
export function enterView(store: RunStore, view: LessonView, reducedMotion: boolean): () => void {
  const { pause, seek, setSlowMotion, setSpeed } = store.getState();
  const target = positionOf(view.at);
  pause();
  setSlowMotion(false);
  setSpeed(view.speed ?? 1);
  if (view.from === undefined || reducedMotion) {
    seek(target);
    return () => {};
  }
  seek(positionOf(view.from));
  let begun = false;
  let end = () => {};
  end = store.subscribe((state) => {
    const { events, cursor, pending, playing, behind, status } = state;
    const event = events[cursor];
    if (!event || pending) return;
    const atEnd = status !== 'computing' && cursor === events.length - 1;
    if (!begun) {
      begun = true;
      state.play();
    } else if (eventPosition(event) >= target || atEnd) {
      end();
      state.pause();
      state.seek(target);
    } else if (!playing || behind) {
      end();
    }
  });
  // Where nothing had to be waited for, no change would come by itself.
  store.setState({});
  return () => end();
}
