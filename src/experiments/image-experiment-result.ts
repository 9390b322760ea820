/** The result file of runs on images, `firefly-lab/experiment@1`: made, read and merged. */
import * as v from 'valibot';
import { imagePhaseShape } from '../runs/images/image-checkpoint.ts';
import type { ImagePhase } from '../runs/images/image-phase.ts';
import { methodOf, settingsOf } from '../runs/images/image-recipe.ts';
import { differingSetting, type RecordedSettings, recordedSettingsShape } from '../runs/images/recorded-settings.ts';
import { EXPERIMENT_FORMAT, ExperimentFileError } from './experiment-result.ts';
import { type ImageExperiment, type ImageOutcome, imageRecipeShape } from './image-experiment.ts';
import { eachOnce, jobsOf } from './toy-experiment.ts';

/** What a result is about: the runs of several methods may have been merged. */
export type ImageResultRecipe = Omit<ImageExperiment, 'method'> & { readonly methods: readonly string[] };

/** What was measured in one run, one entry per phase; see ImagePhase for the units. */
export type ImageResult = { readonly method: string; readonly seed: number } & {
  readonly [Key in keyof ImagePhase]: readonly ImagePhase[Key][];
};

export interface ImageExperimentResult {
  readonly format: typeof EXPERIMENT_FORMAT;
  readonly recipe: ImageResultRecipe;
  /** What the recipe's preset and changes set when it was computed; missing in results of older versions. */
  readonly settings?: RecordedSettings;
  /** Backend of tfjs, 'wasm' or 'webgpu', and how many threads shared batches if more than one (compute/report.ts). */
  readonly engine: string;
  /** Time it took; for merged results the sum of their times. */
  readonly seconds: number;
  /** Training steps of all runs together. */
  readonly networkSteps: number;
  /** By method, then by seed, those that are finished. */
  readonly results: readonly ImageResult[];
}

function imageResult(method: string, { seed, phases }: ImageOutcome): ImageResult {
  const keys = Object.keys(imagePhaseShape.entries) as (keyof ImagePhase)[];
  const lists = keys.map((key) => [key, phases.map((phase) => phase[key])] as const);
  return { method, seed, ...(Object.fromEntries(lists) as unknown as Omit<ImageResult, 'method' | 'seed'>) };
}

/**
 * The result of the runs that are finished.
 * @param settings that they were made with, undefined where an older version did not record them
 */
export function imageExperimentResult(
  { method, preset, seeds, changes, images }: ImageExperiment,
  settings: RecordedSettings | undefined,
  engine: string,
  seconds: number,
  networkSteps: number,
  outcomes: readonly ImageOutcome[],
): ImageExperimentResult {
  const recipe = { preset, methods: [method], seeds, ...(changes && { changes }), images };
  return {
    format: EXPERIMENT_FORMAT,
    recipe: { experiment: 'images', ...recipe },
    ...(settings && { settings }),
    engine,
    seconds,
    networkSteps,
    results: outcomes.map((outcome) => imageResult(method, outcome)),
  };
}

const positive = v.pipe(v.number(), v.finite(), v.minValue(0));
const { method: _, ...recipeEntries } = imageRecipeShape.entries;
const lists = Object.entries(imagePhaseShape.entries).map(([key, shape]) => [key, v.array(shape)] as const);
const result = v.pipe(
  v.strictObject({ method: v.string(), seed: recipeEntries.seeds.pipe[0].item, ...Object.fromEntries(lists) }),
  v.check(
    (run) => new Set(Object.values(run).flatMap((each) => (Array.isArray(each) ? [each.length] : []))).size === 1,
  ),
) as unknown as v.GenericSchema<unknown, ImageResult>;
const file = v.object({
  format: v.literal(EXPERIMENT_FORMAT),
  recipe: v.strictObject({ ...recipeEntries, methods: v.pipe(v.array(v.string()), v.minLength(1)) }),
  settings: v.exactOptional(recordedSettingsShape),
  engine: v.string(),
  seconds: positive,
  networkSteps: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  results: v.array(result),
});

/** Whether a file says that it holds runs on images. */
export function holdsImageRuns(text: string): boolean {
  try {
    const { format, recipe } = JSON.parse(text);
    return format === EXPERIMENT_FORMAT && recipe.experiment === 'images';
  } catch {
    return false;
  }
}

type Job = Pick<ImageResult, 'method' | 'seed'>;

const keyOf = ({ method, seed }: Job) => `${method} with seed ${seed}`;

/**
 * Reads a result of runs on images.
 * @param name what the file is called in sentences
 * @throws ExperimentFileError with one sentence when the text is not that
 */
export function restoreImageExperiment(text: string, name: string): ImageExperimentResult {
  if (!holdsImageRuns(text)) throw new ExperimentFileError(`${name} is not the result of runs on images.`);
  const parsed = v.safeParse(file, JSON.parse(text), { abortEarly: true });
  if (!parsed.success) {
    const at = v.getDotPath(parsed.issues[0]) ?? 'the file';
    throw new ExperimentFileError(`${name} is damaged: ${at} is not what it should be.`);
  }
  const { recipe, results } = parsed.output;
  try {
    settingsOf(recipe);
    for (const method of recipe.methods) methodOf({ ...recipe, method });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ExperimentFileError(`${name} is damaged: ${error.message}`);
  }
  const expected = new Set(jobsOf(recipe).map(keyOf));
  const strange = results.find((run) => !expected.delete(keyOf(run)));
  if (strange) {
    throw new ExperimentFileError(`${name} is damaged: ${keyOf(strange)} is there twice or not in its recipe.`);
  }
  return parsed.output;
}

/** A result and the name of its file. */
export interface NamedImageResult {
  readonly name: string;
  readonly result: ImageExperimentResult;
}

/** What must be the same in results that are merged, by what people call it. */
function shared({ recipe, engine }: ImageExperimentResult): Record<string, string> {
  const changes = Object.entries(recipe.changes ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return { presets: recipe.preset, changes: JSON.stringify(changes), images: recipe.images.sha256, engines: engine };
}

/** What is not the same in two results, as the end of a sentence. */
function differenceOf(one: ImageExperimentResult, other: ImageExperimentResult): string | undefined {
  const setting = one.settings && other.settings && differingSetting(one.settings, other.settings);
  const [a, b] = [shared(one), shared(other)];
  const key = Object.keys(a).find((name) => a[name] !== b[name]);
  // Other presets differ in many settings.
  if (setting && key !== 'presets') {
    const { name } = setting;
    return `${name} is ${setting.one} in the first and ${setting.other} in the second; compute one of them anew with the other's settings`;
  }
  return key && `their ${key} differ`;
}

/**
 * One result from several: runs of other methods or seeds under the same settings on the same images. It says the settings
 * where all of them do.
 * @param parts at least one
 * @throws ExperimentFileError when they do not fit together or hold the same run twice
 */
export function mergeImageExperiments(parts: readonly NamedImageResult[]): ImageExperimentResult {
  const first = parts[0]!;
  // Those that say their settings are compared with one that does.
  const telling = parts.find(({ result: { settings } }) => settings) ?? first;
  const owners = new Map<string, string>();
  for (const { name, result: part } of parts) {
    for (const known of [first, telling]) {
      const difference = differenceOf(known.result, part);
      if (difference) throw new ExperimentFileError(`${known.name} and ${name} cannot be merged: ${difference}.`);
    }
    for (const run of part.results) {
      const owner = owners.get(keyOf(run));
      if (owner !== undefined) {
        throw new ExperimentFileError(`${owner} and ${name} cannot be merged: both hold ${keyOf(run)}.`);
      }
      owners.set(keyOf(run), name);
    }
  }
  const all = parts.map(({ result: part }) => part);
  const recipe: ImageResultRecipe = {
    ...first.result.recipe,
    methods: eachOnce(all.flatMap(({ recipe: { methods } }) => methods)),
    seeds: eachOnce(all.flatMap(({ recipe: { seeds } }) => seeds)),
  };
  const byKey = new Map(all.flatMap(({ results }) => results.map((run) => [keyOf(run), run] as const)));
  const { settings, ...rest } = first.result;
  return {
    ...rest,
    recipe,
    ...(settings && all.every((part) => part.settings) && { settings }),
    seconds: all.reduce((sum, part) => sum + part.seconds, 0),
    networkSteps: all.reduce((sum, part) => sum + part.networkSteps, 0),
    results: jobsOf(recipe).flatMap((job) => byKey.get(keyOf(job)) ?? []),
  };
}

/** Runs of the recipe that a result does not hold. */
export function missingImageRuns({ recipe, results }: ImageExperimentResult): Job[] {
  const present = new Set(results.map(keyOf));
  return jobsOf(recipe).filter((job) => !present.has(keyOf(job)));
}
