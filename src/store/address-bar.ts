/**
 * Keeps the address bar, the page on screen, the run's recipe and the open lesson the same. A changed recipe is a step in
 * the history, so Back undoes it; all that a slider passes on its way is one step.
 */
import { lessonEntry } from '../lessons/catalog.ts';
import { lessonRecipe } from '../lessons/lesson.ts';
import { type LessonAddress, readAddress, readPageAddress, writeAddress } from '../link/address.ts';
import { type Recipe, sameRecipe } from '../runs/recipe.ts';
import { changedNumber, writeStep } from './history-steps.ts';
import { enterView } from './lesson-view.ts';
import type { RunStore } from './run-store.ts';
import { viewStore } from './view-store.ts';

export interface AddressBar {
  /** The page is shown inside another one, without header and recipe. */
  readonly embed: boolean;
}

/** Recipes without the points that a visitor brought along: a link cannot say those. */
function sameInLink(a: Recipe, b: Recipe): boolean {
  return sameRecipe({ ...a, given: undefined }, { ...b, given: undefined });
}

/**
 * Shows the page that the address names and follows it from then on. The first of `pages` shows a run; it starts when that
 * page is first seen.
 * @param moving a run plays by itself, and lessons play their passages; not so for those who want less motion
 */
export function connectAddressBar(store: RunStore, pages: readonly string[], moving: boolean): AddressBar {
  const runPage = pages[0]!;
  const read = () => readAddress(location.hash, pages);
  let begun = false;
  /** What the address asks for; a lesson's page may ask for a recipe that its link does not spell out. */
  let asked: Recipe | undefined;
  let endPassage = () => {};

  const tell = (problems: readonly string[]) => {
    for (const problem of problems) store.getState().notify(problem);
  };

  /** Shows the run of a recipe: a branch that is there, or a new run. */
  const showRun = (recipe: Recipe, plays: boolean) => {
    asked = recipe;
    const { recipe: current, branches, branch, showBranch, start } = store.getState();
    const known = begun && branches.find(({ id, line }) => sameInLink(recipe, id === branch ? current : line.recipe));
    if (known) return showBranch(known.id);
    begun = true;
    start(recipe, plays);
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

  const showLesson = async ({ id, page, ownRecipe }: LessonAddress) => {
    const { hash } = location;
    const lesson = await lessonEntry(id)!
      .load()
      .catch(() => undefined);
    if (location.hash !== hash) return; // Left while it was loading.
    if (!lesson) {
      tell(['This lesson could not be loaded; check the connection and open it again.']);
      return showRun(read().recipe, false);
    }
    const number = Math.min(page, lesson.pages.length);
    const { view } = lesson.pages[number - 1]!;
    const focused = view.candidate === undefined ? undefined : { phase: view.at.phase, key: view.candidate };
    viewStore.setState({ lesson: { lesson, page: number, ownRecipe }, focused, rectangles: undefined });
    showRun(ownRecipe ? read().recipe : lessonRecipe(view), false);
    endPassage = enterView(store, view, !moving);
  };

  const show = () => {
    endPassage();
    viewStore.setState({ helpOpen: false });
    const { page, problems } = readPageAddress(location.hash, pages);
    if (page !== runPage) {
      viewStore.setState({ page });
      store.getState().pause();
      return tell(problems);
    }
    const address = read();
    tell(address.problems);
    viewStore.setState({ page, hidden: address.hide, ...(address.lesson ? {} : { lesson: undefined }) });
    if (address.lesson) return void showLesson(address.lesson);
    showRun(address.recipe, begun ? store.getState().playing : moving);
    goToPlace();
  };
  const { embed } = read();
  show();

  window.addEventListener('popstate', show);
  store.subscribe((state, before) => {
    if (state.recipe === before.recipe) return;
    // However the run came, from the link, a file or a list: there is one now.
    begun = true;
    const onRunPage = readPageAddress(location.hash, pages).page === runPage;
    if (onRunPage && asked && sameInLink(asked, state.recipe)) return;
    // The same run, whose recipe asked for candidates that are not there: it never was what the address says.
    const corrected = state.branches === before.branches;
    if (corrected && !onRunPage) return;
    asked = state.recipe;
    const { lesson, hidden: hide } = viewStore.getState();
    if (lesson) viewStore.setState({ lesson: { ...lesson, ownRecipe: true } });
    const lessonAddress = lesson && { id: lesson.lesson.id, page: lesson.page, ownRecipe: true };
    const { recipe } = state;
    const hash = writeAddress({
      page: runPage,
      recipe,
      embed,
      hide,
      ...(lessonAddress ? { lesson: lessonAddress } : {}),
    });
    if (corrected) history.replaceState(null, '', hash);
    else writeStep(hash, changedNumber({ ...before.recipe, changes: undefined }, { ...recipe, changes: undefined }));
    viewStore.setState({ page: runPage });
  });
  return { embed };
}
