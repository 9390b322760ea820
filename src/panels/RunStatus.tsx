/**
 * The status line, at most four times a second. Screen readers find it when they look for it; what they hear by themselves
 * comes calmer, from log/Announcer.tsx.
 */
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { whenFree } from '../store/free-frames.ts';
import type { RunStore } from '../store/run-store.ts';
import { Facts } from './Facts.tsx';
import { useRunStore } from './lab-context.ts';
import { statusText } from './status-text.ts';

const INTERVAL = 250;

function textOf(store: RunStore): string {
  const { events, cursor, report, status, pending } = store.getState();
  const event = events[cursor];
  if (!event) return status === 'failed' ? 'The run has stopped' : 'Starting the engine …';
  return `${statusText(event, report)}${pending ? ' · computing …' : ''}`;
}

export function RunStatus() {
  const store = useRunStore();
  const [text, setText] = useState(() => textOf(store));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const update = () => {
      timer = undefined;
      setText(textOf(store));
    };
    const unsubscribe = store.subscribe((state, before) => {
      if (!state.playing && (before.playing || state.cursor !== before.cursor)) {
        clearTimeout(timer);
        update();
      } else {
        timer ??= setTimeout(() => whenFree(() => flushSync(update), true), INTERVAL);
      }
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [store]);
  return (
    <p className="run-status" role="status" aria-live="off" aria-label="Run status">
      <Facts line={text} />
    </p>
  );
}
