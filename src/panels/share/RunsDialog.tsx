/** "Your runs": open a file, or go on with a run that this browser kept. */
import { type ReactNode, useEffect } from 'react';
import { useStore } from 'zustand';
import { MOST_RUNS } from '../../store/recent-runs.ts';
import { createRecentRunsStore, openRecent, recentRuns } from '../../store/recent-runs-store.ts';
import type { RunSummary } from '../../store/run-summary.ts';
import { viewStore } from '../../store/view-store.ts';
import { Dialog } from '../Dialog.tsx';
import { FilePicker, RUN_OR_POINTS } from '../FilePicker.tsx';
import { useRunStore } from '../lab-context.ts';
import { RecentRun } from './RecentRun.tsx';
import '../../styles/share.css';

const listed = createRecentRunsStore(recentRuns);

export interface RunsDialogProps {
  /** Runs of the page on screen, where those are not the toy's; they come first. */
  readonly others?: ReactNode;
}

export function RunsDialog({ others }: RunsDialogProps) {
  const store = useRunStore();
  const { list, problem, deleted, refresh, rename, remove, undo, forget } = useStore(listed);
  useEffect(() => {
    void refresh();
    return forget;
  }, [refresh, forget]);
  const close = () => viewStore.setState({ runsOpen: false });
  // A message why a run could not be opened shows on the page, so the dialog closes either way.
  const open = (run: RunSummary) => openRecent(store, recentRuns, run).then(close);
  return (
    <Dialog title="Your runs" className="runs" onClose={close}>
      {others}
      <section>
        <div className="share-buttons">
          <FilePicker name="Run file or CSV" accept={RUN_OR_POINTS} onOpened={close}>
            Open a file
          </FilePicker>
          <p className="note">A run that was saved, or a CSV with columns x and y. Or drop one anywhere on the page.</p>
        </div>
      </section>
      <section aria-label="Recent runs">
        <div className="runs-head">
          <h3>Recent runs{others !== undefined && <span className="note"> of the Toy page</span>}</h3>
          {list !== undefined && list.length > 0 && (
            <button type="button" className="button quiet" onClick={() => void remove(list.map(({ id }) => id))}>
              Clear all
            </button>
          )}
        </div>
        {problem !== undefined && (
          <p role="alert" className="problem">
            {problem}
          </p>
        )}
        <div role="status" aria-label="Deleted runs">
          {deleted.length > 0 && (
            <p className="undo">
              {deleted.length === 1
                ? `“${deleted[0]!.summary.name || deleted[0]!.summary.recipe}” was deleted.`
                : `${deleted.length} runs were deleted.`}
              <button type="button" className="button quiet" onClick={() => void undo()}>
                Undo
              </button>
            </p>
          )}
        </div>
        {list !== undefined && list.length > 0 ? (
          <ul className="run-list">
            {list.map((run) => (
              <RecentRun
                key={run.id}
                run={run}
                onOpen={() => void open(run)}
                onRename={(name) => void rename(run.id, name)}
                onDelete={() => void remove([run.id])}
              />
            ))}
          </ul>
        ) : (
          list !== undefined && (
            <p className="empty">Runs that have grown at least once are listed here when they pause or end.</p>
          )
        )}
        <p className="note">
          Kept in this browser only, {MOST_RUNS} at most; the oldest leaves when another comes. Save what should stay.
          {others === undefined && ' Runs on images are listed on the page Images.'}
        </p>
      </section>
    </Dialog>
  );
}
