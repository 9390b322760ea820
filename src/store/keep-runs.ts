/**
 * Keeps the run on screen in the browser's storage: when it pauses or ends, when another takes its place, and when the page
 * is left. Nothing is packed while a run plays, and packing never takes long from a frame.
 */

import { RUN_PAGE } from '../link/address.ts';
import { eventPosition } from '../runs/positions.ts';
import { addressOf, bringsPoints, isLostWithPage, isWorthKeeping, leftRun, packRun, runId } from './pack-run.ts';
import { type RecentRuns, StorageError } from './recent-runs.ts';
import { openRecent } from './recent-runs-store.ts';
import type { RunStore } from './run-store.ts';
import type { RunSummary } from './run-summary.ts';
import { viewStore } from './view-store.ts';

/** After the last change of a paused run, in milliseconds. */
const REST_TIME = 1200;
/** Packing takes this much of a frame at most, in milliseconds. */
const SLICE = 5;
/** Older unfinished runs are listed, but not offered. */
const OFFERED_FOR = 7 * 24 * 3600 * 1000;

type State = ReturnType<RunStore['getState']>;

/** Waits for an idle moment, where the browser has such; else for the next task. */
const idle = () =>
  new Promise<void>((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: 500 });
    else setTimeout(resolve, 0);
  });

class GivenUp extends Error {}

export interface Keeping {
  /** Keeps the run on screen at once, as when the page is left. */
  flush(): void;
  stop(): void;
}

/** Begins to keep runs. `embed` pages should not: a frame's visitor did not come to make runs. */
export function keepRuns(store: RunStore, runs: RecentRuns): Keeping {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The log that was kept last; a log is never changed, only replaced by a longer one. */
  let kept: State['events'] | undefined;
  let complained = false;

  /** True for a log that is kept already; where the visitor looks in it may have changed. */
  const isKept = ({ events, cursor, recipe, report }: State): boolean => {
    const shown = events[cursor];
    if (events !== kept || !shown) return false;
    runs.keepPlace(runId(recipe, report?.kind ?? 'cpu'), eventPosition(shown));
    return true;
  };

  const keep = async (state: State) => {
    if (isKept(state) || !isWorthKeeping(state)) return;
    let since = performance.now();
    const rest = () => {
      if (performance.now() - since < SLICE) return undefined;
      return idle().then(() => {
        const now = store.getState();
        if (now.playing && now.recipe === state.recipe) throw new GivenUp();
        since = performance.now();
      });
    };
    try {
      const run = await packRun(state, Date.now(), rest);
      await runs.keep(run);
      kept = state.events; // Not before: a page that is left now would count on a write that may not happen any more.
    } catch (error) {
      if (error instanceof GivenUp) return; // It plays again, and will be kept when it rests.
      if (complained || !(error instanceof StorageError)) return;
      complained = true;
      // Storage that is blocked altogether is told where runs are listed, to those who look for them.
      if (/no room/.test(error.message)) store.getState().notify(error.message);
    }
  };

  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void keep(store.getState()), REST_TIME);
  };
  const unsubscribe = store.subscribe((state, before) => {
    // Of the same run only the recipe may be put right; then it is not another that takes its place.
    if (state.recipe !== before.recipe && state.branches !== before.branches) void keep(before);
    if (state.playing) clearTimeout(timer);
    else if (before.playing || state.events !== before.events || state.cursor !== before.cursor) schedule();
  });
  const flush = () => {
    const state = store.getState();
    if (isKept(state) || !(isWorthKeeping(state) || isLostWithPage(state))) return;
    // A log that has no room is cut: the run goes on from its last snapshot, to the same end.
    for (let length = state.events.length; length > 0; length = Math.floor(length / 2)) {
      if (!runs.leave(leftRun({ ...state, events: state.events.slice(0, length) }, Date.now()))) continue;
      if (length === state.events.length) kept = state.events;
      return;
    }
  };
  const leave = () => document.visibilityState === 'hidden' && flush();
  const page = typeof document === 'undefined' ? undefined : document;
  page?.addEventListener('visibilitychange', leave);
  page?.defaultView?.addEventListener('pagehide', flush);
  return {
    flush,
    stop() {
      unsubscribe();
      clearTimeout(timer);
      page?.removeEventListener('visibilitychange', leave);
      page?.defaultView?.removeEventListener('pagehide', flush);
    },
  };
}

/**
 * Offers to go on with the last run, if it was left before its end or has points of its own, and the page now shows the same
 * recipe or none in particular. Only where runs are shown: elsewhere the offer waits until that page is, and leaves with it.
 */
export async function offerToResume(store: RunStore, runs: RecentRuns, now = Date.now()): Promise<void> {
  const [last] = await runs.list().catch(() => []);
  if (!last || (last.complete && !bringsPoints(last.id)) || now - last.savedAt > OFFERED_FOR) return;
  if (onRunPage()) return offer(store, runs, last);
  const stop = viewStore.subscribe(() => {
    if (!onRunPage()) return;
    stop();
    // The run of the address is on screen a moment after its page.
    queueMicrotask(() => offer(store, runs, last));
  });
}

const onRunPage = () => viewStore.getState().page === RUN_PAGE;

function offer(store: RunStore, runs: RecentRuns, last: RunSummary): void {
  const { recipe, notify, dismiss } = store.getState();
  const address = addressOf(recipe);
  if (address !== `#/${RUN_PAGE}` && !last.id.startsWith(`${address} `)) return;
  const name = last.name || last.recipe;
  const text = last.complete
    ? `Your last run is kept (${name}).`
    : `Your last run was left in phase ${last.phase} (${name}).`;
  notify(text, 'info', {
    label: last.complete ? 'Open it' : 'Resume',
    perform: () => void openRecent(store, runs, last),
  });
  const shown = store.getState().notices.find((notice) => notice.text === text);
  const stop = viewStore.subscribe(() => {
    if (onRunPage()) return;
    stop();
    if (shown) dismiss(shown.id);
  });
}
