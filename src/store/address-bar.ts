/**
 * Keeps the address bar, the page on screen and the run's recipe the same. A changed recipe is a step in the history, so
 * Back undoes it.
 */
import { readAddress, readPageAddress, writeAddress } from '../link/address.ts';
import { type Recipe, sameRecipe } from '../runs/recipe.ts';
import type { RunStore } from './run-store.ts';
import { viewStore } from './view-store.ts';

export interface AddressBar {
  /** The page is shown inside another one, without header and recipe. */
  readonly embed: boolean;
}

/**
 * Shows the page that the address names and follows it from then on. The first of `pages` shows a run; it starts when that
 * page is first seen. `playing`: whether a run plays by itself.
 */
export function connectAddressBar(store: RunStore, pages: readonly string[], playing: boolean): AddressBar {
  const runPage = pages[0]!;
  const read = () => readAddress(location.hash, pages);
  let begun = false;
  const begin = (plays: boolean) => {
    const { recipe, problems } = read();
    begun = true;
    store.getState().start(recipe, plays);
    for (const problem of problems) store.getState().notify(problem);
    goToPlace();
  };
  /** Shows the place in the run that the link names, and rests there. */
  const goToPlace = () => {
    const { phase, at } = read();
    const { pause, seek, seekPhase } = store.getState();
    if (at !== undefined) {
      pause();
      seek(at);
    } else if (phase !== undefined) seekPhase(phase);
  };
  const show = () => {
    const { page, problems } = readPageAddress(location.hash, pages);
    viewStore.setState({ page });
    if (page !== runPage) {
      store.getState().pause();
      for (const problem of problems) store.getState().notify(problem);
    } else if (!begun) {
      begin(playing);
    } else {
      const { recipe } = read();
      const asked = (shown: Recipe) => sameRecipe(recipe, { ...shown, given: undefined });
      const { recipe: current, branches, branch, playing: plays, showBranch } = store.getState();
      const known = branches.find(({ id, line }) => asked(id === branch ? current : line.recipe));
      if (known) {
        showBranch(known.id);
        goToPlace();
      } else begin(plays);
    }
  };
  const { embed } = read();
  show();

  window.addEventListener('popstate', show);
  store.subscribe((state, before) => {
    if (state.recipe === before.recipe) return;
    const { page, recipe } = read();
    if (page === runPage && sameRecipe(recipe, { ...state.recipe, given: undefined })) return;
    history.pushState(null, '', writeAddress({ page: runPage, recipe: state.recipe, embed }));
    viewStore.setState({ page: runPage });
  });
  return { embed };
}
