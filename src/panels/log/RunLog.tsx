/** The run log: what happened so far, as an ordered list of sentences; each leads to its moment. */
import { useEffect, useMemo, useRef } from 'react';
import { eventPosition } from '../../runs/positions.ts';
import { chooseLog } from '../../store/view-store.ts';
import { useRun, useRunStore } from '../lab-context.ts';
import { useComputedEvents } from '../use-computed-events.ts';
import { logOf } from './run-sentences.ts';
import '../../styles/run-log.css';

/** @param reveal scroll the page so that it is seen */
export function RunLog({ reveal }: { reveal: boolean }) {
  const store = useRunStore();
  const events = useComputedEvents();
  const all = useMemo(() => logOf(events, events.length - 1), [events]);
  const seen = useRun((state) => all.findLastIndex(({ index }) => index <= state.seen));
  const current = useRun((state) => all.findLastIndex(({ index }) => index <= state.cursor));
  const entries = all.slice(0, seen + 1);
  const section = useRef<HTMLElement>(null);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (reveal) section.current?.scrollIntoView({ block: 'nearest' });
  }, [reveal]);
  useEffect(() => {
    // Only the list scrolls, and not while someone reads it with the keyboard.
    const shown = list.current?.children[current];
    if (!list.current || !(shown instanceof HTMLElement) || list.current.contains(document.activeElement)) return;
    const { offsetTop, offsetHeight } = shown;
    const { scrollTop, clientHeight } = list.current;
    if (offsetTop < scrollTop) list.current.scrollTop = offsetTop;
    else if (offsetTop + offsetHeight > scrollTop + clientHeight) {
      list.current.scrollTop = offsetTop + offsetHeight - clientHeight;
    }
  }, [current]);
  return (
    <section ref={section} className="card run-log" aria-labelledby="run-log-title">
      <header className="figure-head">
        <h2 id="run-log-title">Run log</h2>
        <span className="note">{entries.length === 1 ? '1 entry' : `${entries.length} entries`}</span>
        <button
          type="button"
          className="button quiet icon"
          aria-label="Close the run log"
          onClick={() => chooseLog(false)}
        >
          ✕
        </button>
      </header>
      {entries.length === 0 ? (
        <p className="empty">Nothing has happened yet.</p>
      ) : (
        <ol ref={list}>
          {entries.map(({ index, text }, at) => (
            <li key={index} aria-current={at === current ? 'step' : undefined}>
              <button type="button" onClick={() => store.getState().seek(eventPosition(events[index]!))}>
                {text}
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
