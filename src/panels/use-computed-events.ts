/** The log for pictures of the whole run, which are costly to remake and show no more than has been seen. */
import { useState } from 'react';
import type { DescentEvent } from '../growth/events.ts';
import { useRun } from './lab-context.ts';

/**
 * The events of the run, but a new array only when the old one no longer covers what has been seen: while a run plays, new
 * events arrive thirty times a second, far ahead of the eye.
 */
export function useComputedEvents(): readonly DescentEvent[] {
  const events = useRun((state) => state.events);
  const seen = useRun((state) => state.seen);
  const [kept, setKept] = useState(events);
  const stale = kept[0] !== events[0] || kept.length > events.length || seen >= kept.length - 1;
  if (stale && kept !== events) {
    setKept(events);
    return events;
  }
  return kept;
}
