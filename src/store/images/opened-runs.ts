/** Image runs from a file, on their way from wherever it was opened to the page "Images". */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type ImageLabState, isActive } from './image-lab-state.ts';
import type { KeptImageRun, KeptImageRuns } from './kept-image-runs.ts';

export interface OpenedRuns {
  /** The file's name. */
  readonly name: string;
  /** The first one is shown. */
  readonly runs: readonly KeptImageRun[];
}

/** What waits for the page. */
export const openedRuns = createStore<{ readonly waiting: OpenedRuns | undefined }>(() => ({ waiting: undefined }));

/** How far a run has come, for comparing. */
function progressOf({ finished, current }: KeptImageRun): number {
  return 1e6 * finished.length + (current?.epoch ?? 0);
}

export interface OpeningGround {
  readonly kept: KeptImageRuns;
  notify(text: string, tone?: 'info' | 'lasting' | 'error'): void;
  readKept(): Promise<void>;
  /** Puts a kept run on screen. */
  showKept(run: KeptImageRun): void;
}

/**
 * Makes what takes runs from a file: they are kept with the others, and the first one is shown, unless a run is being computed.
 * None takes the place of the same run that has come further.
 */
export function createOpening(store: StoreApi<ImageLabState>, { kept, notify, readKept, showKept }: OpeningGround) {
  return async ({ name, runs }: OpenedRuns): Promise<void> => {
    const { own, kept: list } = store.getState();
    const held = runs.find((run) => isActive(own) && own?.id === run.id);
    if (held) return notify(`The run of ${name} is being computed here; cancel that to open the file.`, 'error');
    const further = runs.find((run) => {
      const same = list.find(({ id }) => id === run.id);
      return same && progressOf(same) > progressOf(run);
    });
    if (further) {
      const { preset, method, seed } = further.recipe;
      const which = `${method}, preset ${preset}, seed ${seed}`;
      return notify(
        `${name} holds a run that has come further here (${which}); delete that in “Your runs” first.`,
        'error',
      );
    }
    const ids = new Set(runs.map(({ id }) => id));
    let isKept = true;
    // The first is the newest.
    for (const run of runs.toReversed()) isKept = (await kept.keep(run)) && isKept;
    if (isKept) await readKept();
    else store.setState(({ kept }) => ({ kept: [...runs, ...kept.filter(({ id }) => !ids.has(id))] }));
    const [first] = runs;
    if (!first) return;
    if (isActive(store.getState().own)) {
      return notify(`The run of ${name} is in “Your runs”; it can be shown once the run that is computed is over.`);
    }
    // What is on screen of the same run is older.
    store.setState({ own: undefined });
    showKept(first);
    if (!isKept) {
      store.setState(({ own }) => ({ own: own && { ...own, isKept } }));
      notify('This browser does not let the page keep runs: this one ends with the page.');
    }
    if (runs.length > 1) notify(`${name} holds ${runs.length} runs; the others are in “Your runs”.`);
  };
}
