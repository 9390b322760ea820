/** Keeps the runs of this page, and offers to go on with the last one. Loaded when the page has time for it. */
import { keepRuns, offerToResume } from './keep-runs.ts';
import { recentRuns } from './recent-runs-store.ts';
import type { RunStore } from './run-store.ts';

export async function beginKeeping(store: RunStore): Promise<void> {
  // What is there is read first; a page that is left before the answer comes keeps its run all the same.
  const offered = offerToResume(store, recentRuns);
  keepRuns(store, recentRuns);
  await offered;
}
