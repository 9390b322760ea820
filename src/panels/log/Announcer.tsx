/** Tells screen readers of each sub-step that is over: politely, and at most one message in two seconds. */
import { useEffect, useState } from 'react';
import { useRunStore } from '../lab-context.ts';
import { createCalmSpeaker } from './calm-speaker.ts';
import { lastEntry } from './run-sentences.ts';

const INTERVAL = 2000;

export function Announcer() {
  const store = useRunStore();
  const [said, setSaid] = useState('');
  useEffect(() => {
    const speaker = createCalmSpeaker(setSaid, INTERVAL);
    const unsubscribe = store.subscribe((state, before) => {
      if (state.cursor === before.cursor) return;
      const { events, cursor, playing } = state;
      const [from, to] = [before.events[before.cursor], events[cursor]];
      // While a training plays on, nothing ends.
      if (playing && from?.kind === 'train' && to?.kind === 'train' && to.phase === from.phase && to.step < to.steps)
        return;
      speaker.say(() => lastEntry(events, cursor)?.text);
    });
    return () => {
      unsubscribe();
      speaker.stop();
    };
  }, [store]);
  return (
    <p className="visually-hidden announcer" aria-live="polite" aria-atomic="true">
      {said}
    </p>
  );
}
