/** The image runs that the browser keeps, as the page lists them: taken up again, deleted, and brought back. */
import type { StoreApi } from 'zustand/vanilla';
import type { ImageStateFile } from '../../runs/images/image-checkpoint.ts';
import { settingsOf } from '../../runs/images/image-recipe.ts';
import { sameImageRecipe } from '../../runs/images/same-image-recipe.ts';
import { type ImageLabState, isActive, type OwnRun } from './image-lab-state.ts';
import { extentOfKept, type KeptImageRun, type KeptImageRuns } from './kept-image-runs.ts';
import { countsKey, mayHaveUsed } from './run-images.ts';

/** A run as it was kept. */
function asOwn(run: KeptImageRun): OwnRun {
  const {
    id,
    recipe,
    settings,
    engine,
    kinds = [],
    threads = [1],
    images,
    seconds,
    finished,
    current,
    state,
    last,
  } = run;
  const extent = extentOfKept(run);
  return {
    ...extent,
    id,
    recipe,
    settings,
    engine,
    kinds,
    threads,
    images,
    seconds,
    finished,
    current,
    state: (state ?? last) as ImageStateFile | undefined,
    status: state === undefined ? 'finished' : 'kept',
    until: undefined,
    report: undefined,
    problem: undefined,
    isKept: true,
  };
}

export function createKeptList(store: StoreApi<ImageLabState>, kept: KeptImageRuns) {
  const { setState: set, getState: get } = store;

  /**
   * Takes up the run that is kept of the recipe on screen, unless another is being computed: one that used the images that are
   * there, if there is one, else the newest.
   */
  const takeUp = (): void => {
    const { own, recipe, kept, images } = get();
    if (isActive(own)) return;
    const key = countsKey(settingsOf(recipe));
    const ofRecipe = kept.filter((run) => sameImageRecipe(run.recipe, recipe));
    const ofImages = ofRecipe.find((run) => mayHaveUsed(run.images, key, images));
    if (own && sameImageRecipe(own.recipe, recipe)) {
      // What the browser could not keep would be gone.
      const stays = !ofImages || own.isKept !== true || (own.images && mayHaveUsed(own.images, key, images));
      if (!stays) set({ own: asOwn(ofImages), at: undefined });
      return;
    }
    const found = ofImages ?? ofRecipe[0];
    if (own || found) set({ own: found && asOwn(found) });
  };

  /** Puts a kept run on screen, unless one is being computed. */
  const show = (run: KeptImageRun): void => {
    const { own } = get();
    if (!isActive(own) && own?.id !== run.id) set({ own: asOwn(run) });
  };

  const forget = (id: string): void => {
    set(({ kept }) => ({ kept: kept.filter((run) => run.id !== id) }));
    void kept.remove(id);
  };

  return {
    takeUp,
    show,
    /** Deletes a run for good. */
    forget,
    /** Reads which runs this browser keeps. */
    async readKept(): Promise<void> {
      set({ kept: await kept.list() });
      takeUp();
    },
    /** Deletes a run, which `putBack` brings back; not the one that is being computed. */
    deleteKept(id: string): void {
      const { own, kept } = get();
      const deleted = kept.find((run) => run.id === id);
      const isOnScreen = own?.id === id;
      if (!deleted || (isOnScreen && isActive(own))) return;
      forget(id);
      set({ deleted, ...(isOnScreen ? { own: undefined, looking: 'stored', at: undefined } : {}) });
    },
    /** Brings back the run that was deleted last, as it was. */
    async putBack(): Promise<void> {
      const { deleted } = get();
      if (!deleted) return;
      set((state) => ({
        deleted: undefined,
        kept: [deleted, ...state.kept].sort((a, b) => b.savedAt - a.savedAt),
      }));
      takeUp();
      await kept.keep(deleted);
    },
    /** Forgets what was deleted: it cannot be brought back any more. */
    endUndo: (): void => set({ deleted: undefined }),
  };
}
