/** One kept run in the list: open, rename, delete. */
import { useEffect, useRef, useState } from 'react';
import { formatLoss } from '../../charts/numbers.ts';
import type { EngineReport } from '../../compute/report.ts';
import type { RunSummary } from '../../store/run-summary.ts';
import { engineName } from '../status-text.ts';

export interface RecentRunProps {
  readonly run: RunSummary;
  readonly onOpen: () => void;
  readonly onRename: (name: string) => void;
  readonly onDelete: () => void;
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `3 minutes ago`, `yesterday`, `just now`. */
export function timeAgo(then: number, now: number): string {
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  for (const [unit, length] of UNITS) {
    const count = Math.floor((now - then) / length);
    if (count > 0) return format.format(-count, unit);
  }
  return 'just now';
}

function details({ phase, neurons, loss, engine, savedAt }: RunSummary): string {
  return [
    `phase ${phase}`,
    `${neurons} ${neurons === 1 ? 'neuron' : 'neurons'}`,
    `loss ${formatLoss(loss)}`,
    engineName(engine as EngineReport['kind']) ?? engine,
    timeAgo(savedAt, Date.now()),
  ].join(' · ');
}

export function RecentRun({ run, onOpen, onRename, onDelete }: RecentRunProps) {
  const [renaming, setRenaming] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const title = run.name || run.recipe;
  useEffect(() => {
    if (renaming) field.current?.select();
  }, [renaming]);
  const commit = () => {
    if (renaming && field.current) onRename(field.current.value);
    setRenaming(false);
  };
  return (
    <li className="recent-run">
      {renaming ? (
        <input
          ref={field}
          type="text"
          aria-label={`Name of ${title}`}
          maxLength={80}
          defaultValue={title}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape') {
              // Leaves the name as it was, and the dialog open.
              event.preventDefault();
              event.stopPropagation();
              setRenaming(false);
            }
          }}
        />
      ) : (
        <button type="button" className="run-open" onClick={onOpen}>
          <span className="run-name" title={title}>
            {title}
          </span>
          <span className="note">
            {!run.complete && <span className="run-tag">unfinished</span>}
            {run.name && `${run.recipe} · `}
            {details(run)}
          </span>
        </button>
      )}
      <span className="recent-run-tools">
        <button type="button" className="button quiet" aria-label={`Rename ${title}`} onClick={() => setRenaming(true)}>
          Rename
        </button>
        <button type="button" className="button quiet" aria-label={`Delete ${title}`} onClick={onDelete}>
          Delete
        </button>
      </span>
    </li>
  );
}
