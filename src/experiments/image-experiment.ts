/** Runs on images as an experiment: one preset and method on several seeds, its result and its checkpoint. */
import * as v from 'valibot';
import { imageMethodById } from '../methods/images/registry.ts';
import { type ImageStateFile, imagePhaseShape, readImageState } from '../runs/images/image-checkpoint.ts';
import type { ImagePhase } from '../runs/images/image-phase.ts';
import { IMAGE_CHANGES, IMAGE_CHOICES, type ImageChanges, phasesOf, settingsOf } from '../runs/images/image-recipe.ts';
import type { ImageState } from '../runs/images/image-run.ts';
import { EXPERIMENT_FORMAT, ExperimentFileError } from './experiment-result.ts';

export interface ImageExperiment {
  readonly experiment: 'images';
  readonly preset: string;
  readonly method: string;
  readonly seeds: readonly number[];
  /** What differs from the preset. */
  readonly changes?: ImageChanges;
  /** Which images: the data set's name, and the SHA-256 of those that are used, in the order train, validation, test. */
  readonly images: { readonly dataset: string; readonly sha256: string };
}

/** What was measured in one run, one entry per phase; see ImagePhase for the units. */
export type ImageResult = { readonly method: string; readonly seed: number } & {
  readonly [Key in keyof ImagePhase]: readonly ImagePhase[Key][];
};

export interface ImageOutcome {
  readonly seed: number;
  readonly phases: readonly ImagePhase[];
}

function imageResult(method: string, { seed, phases }: ImageOutcome): ImageResult {
  return {
    method,
    seed,
    parameters: phases.map(({ parameters }) => parameters),
    multiplyAdds: phases.map(({ multiplyAdds }) => multiplyAdds),
    widths: phases.map(({ widths }) => widths),
    epochLosses: phases.map(({ epochLosses }) => epochLosses),
    trainLoss: phases.map(({ trainLoss }) => trainLoss),
    validationAccuracy: phases.map(({ validationAccuracy }) => validationAccuracy),
    testAccuracy: phases.map(({ testAccuracy }) => testAccuracy),
    predictions: phases.map(({ predictions }) => predictions),
    channels: phases.map(({ channels }) => channels),
    scores: phases.map(({ scores }) => scores),
    trainSeconds: phases.map(({ trainSeconds }) => trainSeconds),
    growSeconds: phases.map(({ growSeconds }) => growSeconds),
  };
}

/** The result of the runs that are finished. */
export function imageExperimentResult(
  recipe: ImageExperiment,
  engine: string,
  seconds: number,
  networkSteps: number,
  outcomes: readonly ImageOutcome[],
) {
  const results = outcomes.map((outcome) => imageResult(recipe.method, outcome));
  return { format: EXPERIMENT_FORMAT, recipe, engine, seconds, networkSteps, results };
}

export const CHECKPOINT_FORMAT = 'firefly-lab/image-checkpoint@1';

/** Written after each epoch. */
export interface ImageCheckpoint {
  readonly recipe: ImageExperiment;
  /** Seconds of computing so far, in all sittings. */
  readonly seconds: number;
  readonly finished: readonly ImageOutcome[];
  /** The run of the next seed, once it has an epoch behind it. */
  readonly state: ImageStateFile | undefined;
}

/** A checkpoint that was read. */
export type RestoredCheckpoint = Omit<ImageCheckpoint, 'state'> & { readonly state: ImageState | undefined };

const seed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1));
const changedNumber = v.exactOptional(v.number());
const changedNumbers = Object.fromEntries(Object.keys(IMAGE_CHANGES).map((name) => [name, changedNumber])) as {
  [Key in keyof typeof IMAGE_CHANGES]: typeof changedNumber;
};
/** An ImageExperiment in files; whether there is such a preset or method is not looked at. */
export const imageRecipeShape = v.strictObject({
  experiment: v.literal('images'),
  preset: v.string(),
  method: v.string(),
  seeds: v.pipe(v.array(seed), v.minLength(1)),
  changes: v.exactOptional(
    v.strictObject({ ...changedNumbers, selection: v.exactOptional(v.picklist(IMAGE_CHOICES.selection)) }),
  ),
  images: v.strictObject({ dataset: v.string(), sha256: v.string() }),
});
const shape = v.object({
  format: v.literal(CHECKPOINT_FORMAT),
  recipe: imageRecipeShape,
  seconds: v.pipe(v.number(), v.minValue(0)),
  finished: v.array(v.strictObject({ seed, phases: v.array(imagePhaseShape) })),
  state: v.optional(v.unknown()),
});

export function writeCheckpoint(checkpoint: ImageCheckpoint): string {
  return JSON.stringify({ format: CHECKPOINT_FORMAT, ...checkpoint });
}

/**
 * @param name of the file, for the sentence
 * @param classes of the images
 * @throws ExperimentFileError with one sentence
 */
export function restoreCheckpoint(text: string, name: string, classes: number): RestoredCheckpoint {
  const wrong = (why: string) => new ExperimentFileError(`${name} is not a checkpoint of an image run: ${why}`);
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw wrong('it is not JSON.');
  }
  const parsed = v.safeParse(shape, raw);
  if (!parsed.success) {
    const at = v.getDotPath(parsed.issues[0]);
    throw wrong(at ? `see "${at}".` : 'it is not an object.');
  }
  const { recipe, seconds, finished, state } = parsed.output;
  try {
    settingsOf(recipe);
    imageMethodById(recipe.method);
    const { phases } = phasesOf(recipe);
    const inOrder = finished.every(
      (outcome, k) => outcome.seed === recipe.seeds[k] && outcome.phases.length === phases,
    );
    if (!inOrder || (state !== undefined && finished.length >= recipe.seeds.length)) {
      throw new RangeError('its finished runs are not those of its recipe.');
    }
    const run = { ...recipe, seed: recipe.seeds[finished.length] ?? 0 };
    return { recipe, seconds, finished, state: state === undefined ? undefined : readImageState(state, run, classes) };
  } catch (error) {
    throw error instanceof RangeError ? wrong(error.message) : error;
  }
}
