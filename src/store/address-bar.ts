/** Keeps the address bar and the run's recipe the same. A changed recipe is a step in the history, so Back undoes it. */
import { readAddress, writeAddress } from '../link/address.ts';
import { sameRecipe } from '../runs/recipe.ts';
import type { RunStore } from './run-store.ts';

export interface AddressBar {
  /** The page is shown inside another one, without header and recipe. */
  readonly embed: boolean;
}

/** Starts the run that the address asks for, and follows it from then on. `playing`: whether a run plays by itself. */
export function connectAddressBar(store: RunStore, pages: readonly string[], playing: boolean): AddressBar {
  const read = () => readAddress(location.hash, pages);
  const begin = (plays: boolean) => {
    const { recipe, phase, problems } = read();
    store.getState().start(recipe, plays);
    for (const problem of problems) store.getState().notify(problem);
    if (phase !== undefined) store.getState().seekPhase(phase);
  };
  const { embed } = read();
  begin(playing);

  window.addEventListener('popstate', () => {
    const { recipe } = read();
    if (!sameRecipe(recipe, { ...store.getState().recipe, given: undefined })) begin(store.getState().playing);
  });
  store.subscribe((state, before) => {
    if (state.recipe === before.recipe) return;
    const { page, recipe } = read();
    if (sameRecipe(recipe, { ...state.recipe, given: undefined })) return;
    history.pushState(null, '', writeAddress({ page, recipe: state.recipe, embed }));
  });
  return { embed };
}
