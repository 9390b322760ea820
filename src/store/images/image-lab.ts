/**
 * The store of the page "Images": which recipe is looked at, its stored run and the visitor's own, and where in it the visitor
 * looks. Looking never touches the worker.
 */
import { createStore } from 'zustand/vanilla';
import type { EnginePreference, ThreadCount } from '../../compute/report.ts';
import { type ImageRecipe, imagePresetById, methodsFor } from '../../runs/images/image-recipe.ts';
import { momentPosition, nextPhaseMoment, previousPhaseMoment } from '../../runs/images/image-timeline.ts';
import { changeImageRecipe, imageRecipeKey } from '../../runs/images/same-image-recipe.ts';
import type { Until } from '../../worker/images/image-messages.ts';
import { lateChoice } from './going-on.ts';
import {
  type ImageLabState,
  isActive,
  isComputing,
  isOver,
  lookingAt,
  ownOf,
  placeOf,
  trajectoryOf,
} from './image-lab-state.ts';
import { createImageLoading, type ImageSources } from './image-loading.ts';
import { IMAGE_SPEEDS, playMoments } from './image-playback.ts';
import type { KeptImageRun } from './kept-image-runs.ts';
import { createKeptList } from './kept-list.ts';
import { createOpening } from './opened-runs.ts';
import { createOwnFiles, type OwnFilesSurroundings } from './own-files.ts';
import { createOwnRun, type OwnRunSurroundings } from './own-run.ts';
import { watchImages } from './run-images.ts';

export interface ImageSurroundings extends ImageSources, OwnRunSurroundings, OwnFilesSurroundings {}

export const FIRST_IMAGE_RECIPE: ImageRecipe = { preset: 'pocket', method: 'firefly', seed: 0 };

const NO_IMAGES = {
  source: 'stored',
  name: 'CIFAR-10',
  files: [],
  sets: {},
  fingerprints: {},
  loading: undefined,
  problem: undefined,
} as const;

export type ImageLab = ReturnType<typeof createImageLab>;

export function createImageLab(surroundings: ImageSurroundings) {
  const { kept } = surroundings;
  const store = createStore<ImageLabState>(() => ({
    recipe: FIRST_IMAGE_RECIPE,
    engine: 'auto',
    threads: 1,
    images: NO_IMAGES,
    reading: undefined,
    stored: {},
    figures: {},
    own: undefined,
    kept: [],
    deleted: undefined,
    progress: undefined,
    looking: 'stored',
    at: undefined,
    playing: false,
    speed: 1,
  }));
  const { setState: set, getState: get } = store;
  const { imagesOf, loadStored, loadFigure } = createImageLoading(store, surroundings);

  const { takeUp, show, forget, ...keptList } = createKeptList(store, kept);
  const ownRun = createOwnRun(store, surroundings, imagesOf, forget);
  const { goOn, resume } = ownRun;
  const ownFiles = createOwnFiles(store, surroundings, takeUp);
  const stopWatching = watchImages(store, imagesOf);

  const moveTo = (index: number) => {
    const trajectory = trajectoryOf(get());
    const { moments } = placeOf(get());
    const moment = moments[Math.max(0, index)];
    if (!trajectory || !moment) return;
    set({ at: index >= moments.length - 1 ? undefined : momentPosition(moment, trajectory.epochs) });
  };

  /** Milliseconds, at speed 1, that the moment on screen has been played. */
  let elapsed = 0;
  const rest = () => set({ playing: false });

  /** Trains the visitor's run of the recipe on, or a new one. */
  const train = (until?: Until) => {
    rest();
    goOn(until);
  };

  /** One moment or phase on: looking, as far as there is something to look at; else computing. */
  const forward = (until: Until, next: (index: number) => number) => {
    rest();
    const { moments, index } = placeOf(get());
    if (index < moments.length - 1) return moveTo(next(index));
    if (lookingAt(get()) !== 'own') return;
    const own = ownOf(get());
    if (own && isComputing(own)) {
      // What is being computed is finished first.
      if (own.status === 'running') resume(until);
    } else train(until);
  };

  const showKept = (run: KeptImageRun): void => {
    const { recipe } = run;
    set({ recipe, looking: 'own', at: undefined, playing: false });
    show(run);
    void loadStored(recipe);
    void loadFigure(recipe);
  };
  const { notify } = surroundings;
  const openRuns = createOpening(store, { kept, notify, readKept: keptList.readKept, showKept });

  return Object.assign(store, {
    /** Shows a recipe and loads what is stored of it. */
    async open(recipe: ImageRecipe, engine: EnginePreference = get().engine): Promise<void> {
      set({ recipe, engine, at: undefined, playing: false });
      if (!isActive(get().own)) set({ looking: 'stored' });
      takeUp();
      // Test images are for looking at; a failure is shown where they would be.
      await Promise.all([loadStored(recipe), loadFigure(recipe), imagesOf(['test']).catch(() => {})]);
    },
    ...keptList,
    /** Shows a run that is kept. */
    showKept,
    /** Takes runs from a file. */
    openRuns,
    setRecipe(change: Partial<ImageRecipe>): void {
      // What another preset is changed by means something else, and not every method can grow as it does.
      const { preset = get().recipe.preset } = change;
      const other = preset === get().recipe.preset ? {} : { changes: {} };
      const methods = methodsFor(imagePresetById(preset)).map(({ id }) => id);
      const { method } = { ...get().recipe, ...change };
      const fitting = methods.includes(method) ? method : methods[0]!;
      const recipe = changeImageRecipe(get().recipe, { ...other, ...change, method: fitting });
      if (imageRecipeKey(recipe) === imageRecipeKey(get().recipe)) return;
      set({ recipe, at: undefined, playing: false, looking: isActive(get().own) ? 'own' : 'stored' });
      takeUp();
      void loadStored(recipe);
      void loadFigure(recipe);
    },
    setEngine(engine: EnginePreference): void {
      set({ engine });
      const own = ownOf(get());
      const late = own && isActive(own) && lateChoice(own, engine);
      if (late) surroundings.notify(late);
    },
    setThreads(threads: ThreadCount): void {
      set({ threads });
    },
    step: (): void => forward('epoch', (index) => index + 1),
    nextPhase: (): void => forward('phase', (index) => nextPhaseMoment(placeOf(get()).moments, index)),
    stepBack(): void {
      rest();
      moveTo(placeOf(get()).index - 1);
    },
    previousPhase(): void {
      rest();
      const { moments, index } = placeOf(get());
      moveTo(previousPhaseMoment(moments, index));
    },
    reset(): void {
      rest();
      moveTo(0);
    },
    /** Goes to where the run is, and follows it. */
    backToLive: (): void => set({ at: undefined, playing: false }),
    seek(position: number): void {
      const trajectory = trajectoryOf(get());
      if (!trajectory) return;
      elapsed = 0;
      set({ at: position });
      moveTo(placeOf(get()).index);
    },
    look(looking: 'stored' | 'own'): void {
      set({ looking, at: undefined, playing: false });
    },
    /** Shows the run that is being computed. */
    showOwn(): void {
      const { own } = get();
      if (own) set({ recipe: own.recipe, looking: 'own', at: undefined, playing: false });
    },
    takeFiles: ownFiles.takeFiles,
    cancelFiles: ownFiles.cancelFiles,
    /** Back to the images that come along. */
    takeStoredImages(): void {
      set({ images: NO_IMAGES, at: undefined, playing: false });
      takeUp();
      void imagesOf(['test']).catch(() => {});
    },
    retryImages(): void {
      void imagesOf(['test']).catch(() => {});
    },
    start(): void {
      rest();
      ownRun.start();
    },
    train: (): void => train(),
    /** Plays the run on screen, if it is over: from the start where it is at its end. Trains one that is not. */
    play(): void {
      const { moments, index } = placeOf(get());
      if (!isOver(get())) train();
      else {
        if (index >= moments.length - 1) moveTo(0);
        elapsed = 0;
        set({ playing: true });
      }
    },
    /** Holds what moves: playback, or else the training. */
    pause(): void {
      if (get().playing) rest();
      else ownRun.pause();
    },
    /** Holds playback alone. */
    rest,
    setSpeed: (speed: number): void => set({ speed }),
    changeSpeed(by: number): void {
      const index = IMAGE_SPEEDS.findIndex(({ value }) => value === get().speed);
      set({ speed: IMAGE_SPEEDS[Math.min(IMAGE_SPEEDS.length - 1, Math.max(0, index + by))]!.value });
    },
    /** So much time has passed while a run is played. */
    advance(milliseconds: number): void {
      const trajectory = trajectoryOf(get());
      // What was played may be gone from the screen.
      if (!trajectory || !isOver(get())) rest();
      if (!trajectory || !get().playing) return;
      const { moments, index } = placeOf(get());
      const place = playMoments(moments, trajectory.epochs, { index, elapsed }, milliseconds, get().speed);
      elapsed = place.elapsed;
      if (place.index === index) return;
      if (place.index >= moments.length - 1) rest();
      moveTo(place.index);
    },
    cancel: ownRun.cancel,
    discard: ownRun.discard,
    drill: ownRun.drill,
    dispose(): void {
      stopWatching();
      ownFiles.cancelFiles();
      ownRun.dispose();
    },
  });
}
