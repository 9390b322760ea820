/** The list of kept runs as the page shows it, and what a visitor can do with it. */
import { createStore } from 'zustand/vanilla';
import { unpackRun } from './packed-run.ts';
import { type KeptRun, openRecentRuns, type RecentRuns } from './recent-runs.ts';
import type { RunStore } from './run-store.ts';
import type { RunSummary } from './run-summary.ts';

export interface RecentRunsState {
  /** Newest first; undefined until the list has been read. */
  readonly list: readonly RunSummary[] | undefined;
  /** Why there is no list. */
  readonly problem: string | undefined;
  /** What was deleted last, for undo. */
  readonly deleted: readonly KeptRun[];
}

export interface RecentRunsActions {
  refresh(): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  undo(): Promise<void>;
  /** Forgets what was deleted: it cannot be undone any more. */
  forget(): void;
}

export type RecentRunsStore = ReturnType<typeof createRecentRunsStore>;

/** A list over a storage. */
export function createRecentRunsStore(runs: RecentRuns) {
  return createStore<RecentRunsState & RecentRunsActions>((set, get) => {
    const attempt = async (work: () => Promise<unknown>) => {
      try {
        await work();
        set({ list: await runs.list(), problem: undefined });
      } catch (error) {
        set({ problem: error instanceof Error ? error.message : String(error) });
      }
    };
    return {
      list: undefined,
      problem: undefined,
      deleted: [],
      refresh: () => attempt(async () => undefined),
      rename: (id, name) => attempt(() => runs.rename(id, name)),
      remove: (ids) => attempt(async () => set({ deleted: await runs.remove(ids) })),
      undo: () =>
        attempt(async () => {
          await runs.putBack(get().deleted);
          set({ deleted: [] });
        }),
      forget: () => set({ deleted: [] }),
    };
  });
}

/** The storage of this page. */
export const recentRuns = openRecentRuns();

/** Shows a kept run where it was left, or says in one sentence why it cannot. */
export async function openRecent(store: RunStore, runs: RecentRuns, { id, at }: RunSummary): Promise<void> {
  const { notify, show, seek } = store.getState();
  try {
    const packed = await runs.read(id);
    if (!packed) throw new Error('This run is no longer kept in this browser.');
    const { restoreRun } = await import('../runs/restore-run.ts');
    const { recipe, engine, events, problems } = restoreRun(await unpackRun(packed));
    show(recipe, engine, events);
    seek(at);
    for (const problem of problems) notify(problem);
  } catch (error) {
    notify(error instanceof Error ? error.message : String(error), 'error');
  }
}
