/** What the findings are made of: their form, and the statistics that they share. */
import { described } from '../methods/catalogue.ts';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';
import { type FigureRun, lossAtWidth, type StoredFigure, summarizeAtWidth } from './figure-results.ts';
import { figureById } from './figures.ts';
import { shortNumber } from './number-text.ts';
import { bootstrapMean, type Interval, meanOf } from './statistics.ts';

export type Verdict = 'agrees' | 'agrees in part' | 'disagrees' | 'not in the paper';

export interface Finding {
  readonly title: string;
  /** What the paper says, in our words; what we asked, where it says nothing. */
  readonly claim: string;
  /** When the verdict is 'agrees'; undefined where there is nothing to agree with. */
  readonly rule: string | undefined;
  readonly verdict: Verdict;
  readonly evidence: readonly string[];
  /** Id of the figure it is about. */
  readonly figure: string;
  /** What is drawn: the loss of some of the figure's series at the end. */
  readonly estimates: readonly Estimate[];
}

/** The loss of a series at the end, over the seeds. */
export interface Estimate extends Interval {
  /** The series' id and label. */
  readonly series: string;
  readonly label: string;
  readonly mean: number;
  readonly median: number;
}

/** "About zero": a fortieth of the paper's axis, which ends at 0.20. */
export const ABOUT_ZERO = 0.005;
export const END = DEFAULT_RECIPE.maxNeurons;

/** A method's name. */
export const label = (id: string) => described(id).label;
export const interval = ({ low, high }: Interval) => `[${shortNumber(low)}, ${shortNumber(high)}]`;
/** Losses at a width, their mean and its interval. */
export function at(runs: readonly FigureRun[], width: number) {
  const losses = runs.flatMap((run) => lossAtWidth(run, width) ?? []);
  return { losses, mean: meanOf(losses), ...bootstrapMean(losses) };
}

/** 95 % interval of the mean difference a - b over the seeds that both have, at a width. */
export function pairedDifference(
  a: readonly FigureRun[],
  b: readonly FigureRun[],
  width: number,
): Interval & { mean: number } {
  const differences = a.flatMap((run) => {
    const twin = b.find(({ seed }) => seed === run.seed);
    const [one, other] = [lossAtWidth(run, width), twin && lossAtWidth(twin, width)];
    return one === undefined || other === undefined ? [] : [one - other];
  });
  return { mean: meanOf(differences), ...bootstrapMean(differences) };
}

/** Of so many seeds, in how many a has the lower loss at a width. */
export function wins(a: readonly FigureRun[], b: readonly FigureRun[], width: number): number {
  return a.filter((run) => {
    const twin = b.find(({ seed }) => seed === run.seed);
    return twin !== undefined && lossAtWidth(run, width)! < lossAtWidth(twin, width)!;
  }).length;
}

/** How many runs ended before the last width. */
export const endedEarly = (runs: readonly FigureRun[]) => runs.filter(({ neurons }) => neurons.at(-1)! < END).length;

/** The loss of each series of a figure at the end, or of some of them. */
export function estimatesOf({ figure, series: runs }: StoredFigure, ids?: readonly string[]): Estimate[] {
  return figureById(figure)
    .series.filter(({ id }) => !ids || ids.includes(id))
    .map(({ id, label: name }) => {
      const { mean, meanLow: low, meanHigh: high, median } = summarizeAtWidth(runs[id]!, END);
      return { series: id, label: name, mean, low, high, median };
    });
}
