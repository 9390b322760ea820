/** Keeps the runs of this page, and offers to go on with the last one. Loaded when the page has time for it. */
import { keepRuns, offerToResume } from './keep-runs.ts';
import { recentRuns } from './recent-runs-store.ts';
import type { RunStore } from './run-store.ts';

export async function beginKeeping(store: RunStore): Promise<void> {
  await offerToResume(store, recentRuns);
  keepRuns(store, recentRuns);
}
