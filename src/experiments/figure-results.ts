/** What was computed of a figure: runs by series, their summaries, and the file of a stored reference. */
import * as v from 'valibot';
import type { EngineKind } from '../compute/engine.ts';
import { type Recipe, restoreRecipe } from '../runs/recipe.ts';
import { bootstrapMean, meanOf, quantile } from './statistics.ts';
import type { ToyOutcome } from './toy-experiment.ts';

/** One run, by phases: what it had, and what it had cost, at the end of each. */
export interface FigureRun {
  readonly seed: number;
  readonly neurons: readonly number[];
  /** Mean squared training error, y having standard deviation 1. */
  readonly loss: readonly number[];
  /** Training steps since the run's start. */
  readonly steps: readonly number[];
  /** Seconds since the run's start. */
  readonly seconds: readonly number[];
  /** It is still being computed: nothing is known of larger widths. */
  readonly unfinished?: true;
}

/** Runs by the id of their series, each series by seed. */
export type FigureRuns = Readonly<Record<string, readonly FigureRun[]>>;

/** What a figure keeps of a run that was computed, or of its part so far. */
export function figureRun({ result, costs }: ToyOutcome): FigureRun {
  const { seed, neurons, loss } = result;
  return {
    seed,
    neurons,
    loss,
    steps: costs.map(({ steps }) => steps),
    seconds: costs.map(({ seconds }) => seconds),
  };
}

/** The runs with one more, in the order of seeds; it takes the place of what was there of its seed. */
export function withRun(runs: FigureRuns, series: string, run: FigureRun): FigureRuns {
  const others = (runs[series] ?? []).filter(({ seed }) => seed !== run.seed);
  return { ...runs, [series]: [...others, run].sort((a, b) => a.seed - b.seed) };
}

/** The runs that are complete. */
export function finishedRuns(runs: FigureRuns): FigureRuns {
  const entries = Object.entries(runs).map(([id, list]) => [id, list.filter(({ unfinished }) => !unfinished)] as const);
  return Object.fromEntries(entries.filter(([, list]) => list.length > 0));
}

/** What the horizontal axis counts. */
export type Axis = 'neurons' | 'steps' | 'seconds';

/** Losses of several runs at one place of the horizontal axis. */
export interface Summary {
  readonly x: number;
  /** Seeds and losses of the runs that have come so far, by seed. */
  readonly runs: readonly { readonly seed: number; readonly loss: number; readonly phase: number }[];
  readonly mean: number;
  /** 95 % bootstrap interval of the mean. */
  readonly meanLow: number;
  readonly meanHigh: number;
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
}

/**
 * Index of the last phase in which a run had at most so many neurons; -1 if there is none. A run that ended early (no
 * candidate could lower its loss) so keeps its last loss at larger widths.
 */
function phaseAtWidth({ neurons }: Pick<FigureRun, 'neurons'>, width: number): number {
  return neurons.findLastIndex((count) => count <= width);
}

/** The loss of a run with at most so many neurons, at the end of the phase. */
export function lossAtWidth(run: FigureRun, width: number): number | undefined {
  return run.loss[phaseAtWidth(run, width)];
}

function summary(x: number, runs: Summary['runs']): Summary {
  const losses = runs.map(({ loss }) => loss);
  const sorted = [...losses].sort((a, b) => a - b);
  const { low, high } = bootstrapMean(losses);
  return {
    x,
    runs,
    mean: meanOf(losses),
    meanLow: low,
    meanHigh: high,
    median: quantile(sorted, 0.5),
    lowerQuartile: quantile(sorted, 0.25),
    upperQuartile: quantile(sorted, 0.75),
  };
}

/** Summary of a series at one width. */
export function summarizeAtWidth(runs: readonly FigureRun[], width: number): Summary {
  return summary(
    width,
    runs.flatMap((run) => {
      const index = phaseAtWidth(run, width);
      const unknown = run.unfinished && width > run.neurons.at(-1)!;
      return unknown || index === -1 ? [] : [{ seed: run.seed, loss: run.loss[index]!, phase: index + 1 }];
    }),
  );
}

/**
 * Summaries of a series along an axis. By neurons: at each width that a run trained. By steps or seconds: at the end of
 * each phase, placed at the mean of what the runs that have it had cost by then. A run that ended early keeps its last loss.
 */
export function summarize(runs: readonly FigureRun[], axis: Axis): Summary[] {
  if (axis === 'neurons') {
    const widths = [...new Set(runs.flatMap(({ neurons }) => neurons))].sort((a, b) => a - b);
    return widths.map((width) => summarizeAtWidth(runs, width));
  }
  const phases = Math.max(0, ...runs.map(({ loss }) => loss.length));
  return Array.from({ length: phases }, (_, index) => {
    const reached = runs.filter(({ loss }) => loss.length > index);
    return summary(
      meanOf(reached.map((run) => run[axis][index]!)),
      runs
        .filter(({ loss, unfinished }) => loss.length > (unfinished ? index : 0))
        .map(({ seed, loss }) => {
          const phase = Math.min(loss.length, index + 1);
          return { seed, loss: loss[phase - 1]!, phase };
        }),
    );
  });
}

export const FIGURE_FORMAT = 'firefly-lab/figure@1';

/** How results came about. */
export interface Manifest {
  /** YYYY-MM-DD */
  readonly date: string;
  readonly engine: EngineKind;
  /** Adapter or instruction set, and the machine if known. */
  readonly device: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Time all runs took together. */
  readonly seconds: number;
  /** Workers that computed at the same time. */
  readonly workers: number;
  readonly seeds: number;
  /** The default recipe; series say where they differ. */
  readonly recipe: Recipe;
}

/** Results as a file: a stored reference in `public/results/`, or a visitor's own. */
export interface StoredFigure {
  readonly format: typeof FIGURE_FORMAT;
  /** The figure's id. */
  readonly figure: string;
  readonly manifest: Manifest;
  readonly series: FigureRuns;
}

const positive = v.pipe(v.number(), v.finite(), v.minValue(0));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const run = v.pipe(
  v.object({
    seed: whole,
    neurons: v.array(v.pipe(whole, v.minValue(1))),
    loss: v.array(positive),
    steps: v.array(whole),
    seconds: v.array(positive),
  }),
  v.check(({ neurons, loss, steps, seconds }) =>
    [loss, steps, seconds].every(({ length }) => length === neurons.length),
  ),
);

const file = v.object({
  format: v.literal(FIGURE_FORMAT),
  figure: v.string(),
  manifest: v.object({
    date: v.pipe(v.string(), v.isoDate()),
    engine: v.picklist(['cpu', 'webgpu', 'plain']),
    device: v.string(),
    versions: v.record(v.string(), v.string()),
    seconds: positive,
    workers: whole,
    seeds: whole,
    recipe: v.looseObject({ version: v.literal(1) }),
  }),
  series: v.record(v.string(), v.array(run)),
});

/** Reads results of a figure. Returns one sentence when they are not that. */
export function restoreFigure(raw: unknown, figure: string): StoredFigure | string {
  const parsed = v.safeParse(file, raw, { abortEarly: true });
  if (!parsed.success) {
    return `The results of figure ${figure} are damaged: ${v.getDotPath(parsed.issues[0]) ?? 'the file'} is not what it should be.`;
  }
  const { manifest, ...rest } = parsed.output;
  if (rest.figure !== figure) return `These are the results of figure ${rest.figure.slice(0, 40)}, not of ${figure}.`;
  const { version: _, ...settings } = manifest.recipe;
  const { recipe, problems } = restoreRecipe(settings);
  if (problems[0]) return `The results of figure ${figure} are damaged: ${problems[0]}`;
  return { ...rest, manifest: { ...manifest, recipe } };
}
