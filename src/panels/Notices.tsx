/** Messages to the visitor: what a link said that could not be used, a lost engine, a file that is not a run. */
import { useEffect } from 'react';
import type { Notice } from '../store/run-store.ts';
import { useRun, useRunStore } from './lab-context.ts';

/** Milliseconds after which information leaves by itself. */
const INFO_TIME = 12_000;

export function Notices() {
  const notices = useRun((state) => state.notices);
  return (
    <div className="notices" role="log" aria-label="Messages" aria-live="polite">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeCard({ notice }: { notice: Notice }) {
  const store = useRunStore();
  useEffect(() => {
    if (notice.tone !== 'info') return;
    const timer = setTimeout(() => store.getState().dismiss(notice.id), INFO_TIME);
    return () => clearTimeout(timer);
  }, [notice, store]);
  return (
    <div className={`card notice ${notice.tone}`}>
      <p>{notice.text}</p>
      {notice.action && (
        <button
          type="button"
          className="button"
          onClick={() => {
            store.getState().dismiss(notice.id);
            notice.action?.perform();
          }}
        >
          {notice.action.label}
        </button>
      )}
      <button
        type="button"
        className="button quiet"
        aria-label="Dismiss"
        onClick={() => store.getState().dismiss(notice.id)}
      >
        ✕
      </button>
    </div>
  );
}
