/**
 * Results of image networks as files in `public/results/images/`, made by `npm run figures`:
 *
 * - `FIGURE.json`, small: the numbers that charts need, of all methods of a figure.
 * - `FIGURE-METHOD.json`: everything that was recorded of the runs of one method, for their trajectories.
 * - the figure of growth times has one file of its own kind.
 */
import * as v from 'valibot';
import { imagePhaseShape } from '../runs/images/image-checkpoint.ts';
import type { ImagePhase } from '../runs/images/image-phase.ts';
import { type ImageExperiment, type ImageOutcome, imageRecipeShape } from './image-experiment.ts';
import type { ImageFigure } from './image-figures.ts';

/** How results came about. */
export interface ImageManifest {
  /** YYYY-MM-DD */
  readonly date: string;
  /** Backend of tfjs: 'wasm' or 'webgpu'. */
  readonly engine: string;
  /** Instruction set or adapter, and the machine if known. */
  readonly device: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Time that all runs of the method took, as if one after the other. */
  readonly seconds: number;
  /** Workers that computed at the same time: seconds of runs are those of a machine that had to share itself. */
  readonly workers: number;
  readonly recipe: ImageExperiment;
  /** What the recipe's preset was when it was computed. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Numbers of one run for charts, one entry per phase; units as in ImagePhase. */
export interface ImageRunSummary {
  readonly seed: number;
  readonly parameters: readonly number[];
  /** Of one image's way through the network. */
  readonly multiplyAdds: readonly number[];
  /** Channels of all layers that can grow. */
  readonly channels: readonly number[];
  /** Epochs of training in the phase. */
  readonly epochs: readonly number[];
  readonly trainLoss: readonly number[];
  readonly validationAccuracy: readonly number[];
  readonly testAccuracy: readonly number[];
  readonly trainSeconds: readonly number[];
  readonly growSeconds: readonly number[];
}

export const IMAGE_SUMMARY_FORMAT = 'firefly-lab/image-figure@1';

/** `FIGURE.json` */
export interface StoredImageFigure {
  readonly format: typeof IMAGE_SUMMARY_FORMAT;
  /** The figure's id. */
  readonly figure: string;
  /** How many images of each role. */
  readonly images: { readonly train: number; readonly validation: number; readonly test: number };
  /** By id, in the order of the figure; those that are not computed yet are missing. */
  readonly methods: Readonly<
    Record<string, { readonly manifest: ImageManifest; readonly runs: readonly ImageRunSummary[] }>
  >;
}

export const IMAGE_RUNS_FORMAT = 'firefly-lab/image-runs@1';

/** `FIGURE-METHOD.json` */
export interface StoredImageRuns {
  readonly format: typeof IMAGE_RUNS_FORMAT;
  /** The figure's id. */
  readonly figure: string;
  readonly manifest: ImageManifest;
  /** By seed. */
  readonly runs: readonly ImageOutcome[];
}

export const GROWTH_TIMES_FORMAT = 'firefly-lab/growth-times@1';

/** The file of a figure of growth times. */
export interface StoredGrowthTimes {
  readonly format: typeof GROWTH_TIMES_FORMAT;
  readonly figure: string;
  /** Its recipe's method is the one that trained the networks that grow. */
  readonly manifest: ImageManifest;
  /** Channels, parameters and multiply-adds of the network that grows: the same for all seeds. */
  readonly channels: number;
  readonly parameters: number;
  readonly multiplyAdds: number;
  /** Seconds of one epoch of training of that network: [seed][repeat]. */
  readonly epochSeconds: readonly (readonly number[])[];
  /** Seconds of one growth by the id of the method: [seed][repeat]. */
  readonly growSeconds: Readonly<Record<string, readonly (readonly number[])[]>>;
}

/** Where a figure's numbers lie, beneath the folder of results. */
export function imageFigurePath({ id }: Pick<ImageFigure, 'id'>): string {
  return `images/${id}.json`;
}

/** Where everything about the runs of a method lies, beneath the folder of results. */
export function imageRunsPath({ id }: Pick<ImageFigure, 'id'>, method: string): string {
  return `images/${id}-${method}.json`;
}

const digits = (value: number, count: number) => Number(value.toPrecision(count));
const all = (values: readonly number[], count: number) => values.map((value) => digits(value, count));

/** A phase with as many digits as are worth keeping. */
export function roundedPhase(phase: ImagePhase): ImagePhase {
  return {
    ...phase,
    epochLosses: all(phase.epochLosses, 4),
    trainLoss: digits(phase.trainLoss, 5),
    validationAccuracy: digits(phase.validationAccuracy, 4),
    testAccuracy: digits(phase.testAccuracy, 4),
    trainSeconds: digits(phase.trainSeconds, 3),
    growSeconds: digits(phase.growSeconds, 3),
  };
}

/** The numbers of a run for charts. */
export function summarizeImageRun({ seed, phases }: ImageOutcome): ImageRunSummary {
  return {
    seed,
    parameters: phases.map(({ parameters }) => parameters),
    multiplyAdds: phases.map(({ multiplyAdds }) => multiplyAdds),
    channels: phases.map(({ widths }) => widths.reduce((sum, width) => sum + width, 0)),
    epochs: phases.map(({ epochLosses }) => epochLosses.length),
    trainLoss: phases.map(({ trainLoss }) => trainLoss),
    validationAccuracy: phases.map(({ validationAccuracy }) => validationAccuracy),
    testAccuracy: phases.map(({ testAccuracy }) => testAccuracy),
    trainSeconds: phases.map(({ trainSeconds }) => trainSeconds),
    growSeconds: phases.map(({ growSeconds }) => growSeconds),
  };
}

/**
 * Multiply-adds of training by the end of each phase: three ways through the network (forward, and the gradients of what comes
 * in and of the filters) for each image of each epoch. What choosing channels costs is in `growSeconds`, not here.
 */
export function cumulativeMultiplyAdds(
  { multiplyAdds, epochs }: Pick<ImageRunSummary, 'multiplyAdds' | 'epochs'>,
  trainImages: number,
): number[] {
  let sum = 0;
  return multiplyAdds.map((each, phase) => {
    sum += 3 * trainImages * each * epochs[phase]!;
    return sum;
  });
}

const positive = v.pipe(v.number(), v.finite(), v.minValue(0));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const part = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const seed = v.pipe(whole, v.maxValue(2 ** 32 - 1));

const manifest = v.object({
  date: v.pipe(v.string(), v.isoDate()),
  engine: v.string(),
  device: v.string(),
  versions: v.record(v.string(), v.string()),
  seconds: positive,
  workers: whole,
  recipe: imageRecipeShape,
  settings: v.exactOptional(v.record(v.string(), v.unknown())),
});

const summary = v.pipe(
  v.object({
    seed,
    parameters: v.pipe(v.array(whole), v.minLength(1)),
    multiplyAdds: v.array(whole),
    channels: v.array(whole),
    epochs: v.array(whole),
    trainLoss: v.array(positive),
    validationAccuracy: v.array(part),
    testAccuracy: v.array(part),
    trainSeconds: v.array(positive),
    growSeconds: v.array(positive),
  }),
  v.check(({ seed: _, ...lists }) => Object.values(lists).every(({ length }) => length === lists.parameters.length)),
);

const figureFile = v.object({
  format: v.literal(IMAGE_SUMMARY_FORMAT),
  figure: v.string(),
  images: v.object({ train: whole, validation: whole, test: whole }),
  methods: v.record(v.string(), v.object({ manifest, runs: v.array(summary) })),
});

const runsFile = v.object({
  format: v.literal(IMAGE_RUNS_FORMAT),
  figure: v.string(),
  manifest,
  runs: v.array(v.object({ seed, phases: v.pipe(v.array(imagePhaseShape), v.minLength(1)) })),
});

const times = v.array(v.pipe(v.array(positive), v.minLength(1)));
const timesFile = v.object({
  format: v.literal(GROWTH_TIMES_FORMAT),
  figure: v.string(),
  manifest,
  channels: whole,
  parameters: whole,
  multiplyAdds: whole,
  epochSeconds: times,
  growSeconds: v.record(v.string(), times),
});

function restore<T extends { readonly figure: string }>(
  shape: v.GenericSchema<unknown, T>,
  raw: unknown,
  figure: string,
): T | string {
  const parsed = v.safeParse(shape, raw, { abortEarly: true });
  if (!parsed.success) {
    const at = v.getDotPath(parsed.issues[0]) ?? 'the file';
    return `The results of figure ${figure} are damaged: ${at} is not what it should be.`;
  }
  const found = parsed.output;
  if (found.figure !== figure) return `These are the results of figure ${found.figure.slice(0, 40)}, not of ${figure}.`;
  return found;
}

/** Reads the numbers of a figure. Returns one sentence when they are not that. */
export function restoreImageFigure(raw: unknown, figure: string): StoredImageFigure | string {
  return restore(figureFile, raw, figure);
}

/** Reads the runs of a method of a figure. Returns one sentence when they are not that. */
export function restoreImageRuns(raw: unknown, figure: string, method: string): StoredImageRuns | string {
  const found = restore(runsFile, raw, figure);
  if (typeof found === 'string' || found.manifest.recipe.method === method) return found;
  return `These are the results of the method ${found.manifest.recipe.method.slice(0, 40)}, not of ${method}.`;
}

/** Reads the times of a figure of growth times. Returns one sentence when they are not that. */
export function restoreGrowthTimes(raw: unknown, figure: string): StoredGrowthTimes | string {
  return restore(timesFile, raw, figure);
}
