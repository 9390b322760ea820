/** What the store of the page "Images" holds. */
import type { EngineKind, EnginePreference, EngineReport, ThreadCount } from '../../compute/report.ts';
import { IMAGE_FIGURES, type ImageRunsFigure } from '../../experiments/image-figures.ts';
import type { StoredImageFigure, StoredImageRuns } from '../../experiments/image-results.ts';
import type { ImageStateFile } from '../../runs/images/image-checkpoint.ts';
import type { ImagePhase } from '../../runs/images/image-phase.ts';
import type { ImageRecipe } from '../../runs/images/image-recipe.ts';
import { phasesOf } from '../../runs/images/image-recipe.ts';
import { type Moment, momentAt, momentsOf, type Trajectory } from '../../runs/images/image-timeline.ts';
import type { RecordedSettings } from '../../runs/images/recorded-settings.ts';
import { sameImageRecipe } from '../../runs/images/same-image-recipe.ts';
import type { FetchProgress, ImagesByRole } from '../../tasks/images/fetch-images.ts';
import type { ImageProgress, Until } from '../../worker/images/image-messages.ts';
import type { KeptImageRun } from './kept-image-runs.ts';

export type { ImageProgress };

/** The images that are there. */
export interface Images {
  /** 'stored': those that come along; 'files': the visitor's own. */
  readonly source: 'stored' | 'files';
  /** For people: `CIFAR-10`, or the names of files. */
  readonly name: string;
  /** Names of the visitor's files; none for images that come along. */
  readonly files: readonly string[];
  readonly sets: ImagesByRole;
  /** SHA-256 of what runs take of them, by `countsKey`; null where they are too few. Filled in as runs are compared with them. */
  readonly fingerprints: Readonly<Record<string, string | null>>;
  /** What is on its way. */
  readonly loading: FetchProgress | undefined;
  /** One sentence, when they could not be had. */
  readonly problem: string | undefined;
}

/** The images that a run used. */
export interface UsedImages {
  /** As people write it. */
  readonly dataset: string;
  readonly sha256: string;
  /** Names of the visitor's files; missing for images that come along, and in runs that older versions of the page kept. */
  readonly files?: readonly string[];
}

export type OwnStatus = 'loading' | 'starting' | 'running' | 'paused' | 'finished' | 'failed' | 'stopped' | 'kept';

/** A run of the visitor's: one that is computed, or one that was and is kept. */
export interface OwnRun extends Trajectory {
  /** Of the kept run; known once the images are. */
  readonly id: string | undefined;
  readonly recipe: ImageRecipe;
  /** What its preset and changes set when it began; undefined where an older version kept it. */
  readonly settings: RecordedSettings | undefined;
  readonly engine: EnginePreference;
  readonly images: UsedImages | undefined;
  /**
   * 'loading': its images are on their way; 'starting': its engine is; 'stopped': cancelled; 'kept': from an earlier visit.
   * One that is neither finished nor failed for want of a state goes on from `state`.
   */
  readonly status: OwnStatus;
  /** After the last epoch or growth. */
  readonly state: ImageStateFile | undefined;
  /** Where it pauses by itself. */
  readonly until: Until | undefined;
  readonly report: EngineReport | undefined;
  /** What computed it so far, each once, the latest last; empty where an older version kept it. */
  readonly kinds: readonly EngineKind[];
  /** How many threads shared its batches, each number once. */
  readonly threads: readonly ThreadCount[];
  /** Of computing so far, in all sittings. */
  readonly seconds: number;
  /** Why it failed. */
  readonly problem: string | undefined;
  /** Whether the browser keeps it; undefined before the first epoch. */
  readonly isKept: boolean | undefined;
}

/** `undefined` while it is loaded; a sentence when there is none. */
export type Loaded<T> = T | string | undefined;

export interface ImageLabState {
  /** What is shown, and what a new run takes. */
  readonly recipe: ImageRecipe;
  readonly engine: EnginePreference;
  /** Wanted to share the batches of the next run, or of one that goes on. */
  readonly threads: ThreadCount;
  readonly images: Images;
  /** The visitor's files that are being read. */
  readonly reading: FetchProgress | undefined;
  /** By `storedKey`. */
  readonly stored: Readonly<Record<string, Loaded<StoredImageRuns>>>;
  /** By the figure's id. */
  readonly figures: Readonly<Record<string, Loaded<StoredImageFigure>>>;
  readonly own: OwnRun | undefined;
  /** Runs that the browser keeps, newest first. */
  readonly kept: readonly KeptImageRun[];
  /** The run that was deleted last, for undo. */
  readonly deleted: KeptImageRun | undefined;
  /** What the visitor's run is doing right now. */
  readonly progress: ImageProgress | undefined;
  /** Which run of the recipe is looked at, where there are both. */
  readonly looking: 'stored' | 'own';
  /** Place on the timeline; undefined: where the run is. */
  readonly at: number | undefined;
  /** Whether what is on screen, a run that is over, is being played. */
  readonly playing: boolean;
  /** How many times as fast as at 1. */
  readonly speed: number;
}

/** The figure that has runs of a preset; its methods are compared. */
export function figureOf({ preset }: Pick<ImageRecipe, 'preset'>): ImageRunsFigure | undefined {
  return IMAGE_FIGURES.find((figure): figure is ImageRunsFigure => figure.kind === 'runs' && figure.preset === preset);
}

/** Where the stored runs of a recipe are, if there can be any. */
export function storedKey(recipe: ImageRecipe): string | undefined {
  const figure = figureOf(recipe);
  return figure && `${figure.id}-${recipe.method}`;
}

/** Whether a run is being computed, or held by the worker. */
export function isActive(own: OwnRun | undefined): boolean {
  return own !== undefined && ['loading', 'starting', 'running', 'paused'].includes(own.status);
}

export function isComputing(own: OwnRun | undefined): boolean {
  return isActive(own) && own?.status !== 'paused';
}

/** In the place of what is stored, when the network did not give it; it is asked for again when it is looked at again. */
export const NOT_FETCHED = 'The stored run could not be fetched; check the connection.';

/** Whether there may be a stored run of the recipe on screen that the network did not give. */
export function isStoredOutOfReach({ stored, recipe, images }: ImageLabState): boolean {
  return images.source === 'stored' && stored[storedKey(recipe) ?? ''] === NOT_FETCHED;
}

/** Whether a stored run of the recipe on screen may still come. */
export function isStoredOnItsWay({ stored, recipe, images }: ImageLabState): boolean {
  const key = storedKey(recipe);
  return key !== undefined && images.source === 'stored' && stored[key] === undefined;
}

/** The visitor's run of the recipe on screen. */
export function ownOf({ own, recipe }: Pick<ImageLabState, 'own' | 'recipe'>): OwnRun | undefined {
  return own && sameImageRecipe(own.recipe, recipe) ? own : undefined;
}

// The same object as long as nothing changes.
const known = new WeakMap<readonly ImagePhase[], Trajectory>();

/** What is stored of the recipe's method, of all seeds; only what comes along is computed on images that come along. */
export function storedRunsOf({
  stored,
  recipe,
  images,
}: Pick<ImageLabState, 'stored' | 'recipe' | 'images'>): StoredImageRuns | undefined {
  const runs = stored[storedKey(recipe) ?? ''];
  return typeof runs === 'object' && images.source === 'stored' ? runs : undefined;
}

/** The stored run of the recipe on screen; its images are those that come along. */
export function storedOf(state: Pick<ImageLabState, 'stored' | 'recipe' | 'images'>): Trajectory | undefined {
  const runs = storedRunsOf(state);
  if (!runs) return undefined;
  const { recipe } = state;
  const { preset, changes = {} } = runs.manifest.recipe;
  const found = runs.runs.find(({ seed }) => sameImageRecipe({ preset, method: recipe.method, seed, changes }, recipe));
  if (!found) return undefined;
  const { phases } = found;
  const trajectory = known.get(phases) ?? {
    finished: phases,
    epochs: phases[0]!.epochLosses.length,
    phases: phases.length,
  };
  known.set(phases, trajectory);
  return trajectory;
}

/** Which run is on screen. */
export function lookingAt(state: ImageLabState): 'stored' | 'own' | undefined {
  const own = ownOf(state);
  const stored = storedOf(state);
  if (own && stored) return state.looking;
  return own ? 'own' : stored && 'stored';
}

/** The run on screen, or nothing where the recipe has none yet. */
export function trajectoryOf(state: ImageLabState): Trajectory | undefined {
  const looking = lookingAt(state);
  return looking === 'own' ? ownOf(state) : looking && storedOf(state);
}

/** Whether the run on screen is over, so that it can be played. */
export function isOver(state: ImageLabState): boolean {
  const trajectory = trajectoryOf(state);
  return trajectory !== undefined && trajectory.finished.length === trajectory.phases;
}

/** Where the visitor looks: the moments there are, and which of them. */
export function placeOf(state: ImageLabState): { readonly moments: readonly Moment[]; readonly index: number } {
  const trajectory = trajectoryOf(state);
  if (!trajectory) return { moments: [], index: -1 };
  const moments = momentsOf(trajectory);
  const index = state.at === undefined ? moments.length - 1 : momentAt(moments, state.at, trajectory.epochs);
  return { moments, index };
}

/** Phases and epochs of a recipe, for runs that have none yet. */
export function extentOf(recipe: ImageRecipe): Pick<Trajectory, 'epochs' | 'phases'> {
  return phasesOf(recipe);
}
