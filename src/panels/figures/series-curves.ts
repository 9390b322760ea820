/** From the runs of a figure to the curves that are drawn and read out. */
import type { SeriesCurve, SeriesPoint } from '../../charts/SeriesPlot.tsx';
import {
  type Axis,
  type FigureRun,
  type FigureRuns,
  type Summary,
  summarize,
} from '../../experiments/figure-results.ts';
import type { FigureDefinition } from '../../experiments/figures.ts';
import type { Shown } from '../../link/figure-address.ts';

/** Methods keep colour and mark in every figure. */
const METHOD_COLORS: readonly (readonly [id: string, color: string])[] = [
  ['firefly', 'var(--network)'],
  ['firefly-split', 'var(--split)'],
  ['splitting', 'var(--neuron-3)'],
  ['rand-split', 'var(--neuron-5)'],
  ['rand-split-new', 'var(--fresh)'],
  ['scratch', 'var(--initial)'],
  ['splitting-fast', 'var(--neuron-8)'],
  ['signed-splitting', 'var(--neuron-9)'],
  ['gradmax', 'var(--neuron-6)'],
  ['tiny', 'var(--neuron-0)'],
  ['sequential', 'var(--neuron-7)'],
];
/** Values of a setting go from blue to amber and beyond. */
const VALUE_COLORS = ['var(--split)', 'var(--neuron-1)', 'var(--neuron-2)', 'var(--network)', 'var(--neuron-5)'];

/** How a line is told from others. */
export interface SeriesStyle {
  readonly color: string;
  /** Index of its mark. */
  readonly mark: number;
  /** A variant of the series with the same colour. */
  readonly dashed?: true;
}

/** The style of a method wherever it is drawn. */
export function methodStyle(id: string): SeriesStyle {
  const mark = METHOD_COLORS.findIndex(([known]) => known === id);
  return mark === -1 ? { color: 'var(--neuron-4)', mark: 9 } : { color: METHOD_COLORS[mark]![1], mark };
}

export function seriesStyle({ series }: FigureDefinition, index: number): SeriesStyle {
  const { method, change } = series[index]!;
  const textOf = (settings: typeof change) => JSON.stringify(settings);
  const values = [...new Set(series.map((own) => textOf(own.change)))];
  if (values.length === 1) return methodStyle(method);
  const color = VALUE_COLORS[values.indexOf(textOf(change)) % VALUE_COLORS.length]!;
  return { color, mark: index, ...(method !== series[0]!.method && { dashed: true }) };
}

const known = new WeakMap<readonly FigureRun[], Partial<Record<Axis, readonly Summary[]>>>();

/** `summarize`, computed once per list of runs. */
export function summariesOf(runs: readonly FigureRun[] | undefined, axis: Axis): readonly Summary[] {
  if (!runs) return [];
  const before = known.get(runs);
  const summaries = before?.[axis] ?? summarize(runs, axis);
  if (!before?.[axis]) known.set(runs, { ...before, [axis]: summaries });
  return summaries;
}

/** The number a summary is shown by. */
function centre({ mean, median }: Summary, show: Shown): number {
  return show === 'mean' ? mean : median;
}

/** The run of a summary whose loss is nearest to what is shown: the one a point opens. */
function representative({ runs }: Summary, loss: number) {
  return runs.reduce((best, run) => (Math.abs(run.loss - loss) < Math.abs(best.loss - loss) ? run : best));
}

function pointOf(summary: Summary, show: Shown): SeriesPoint {
  const y = centre(summary, show);
  const [low, high] =
    show === 'mean' ? [summary.meanLow, summary.meanHigh] : [summary.lowerQuartile, summary.upperQuartile];
  const { seed, phase } = representative(summary, y);
  // Of a few runs no interval is known.
  const finite = Number.isFinite(low) && Number.isFinite(high);
  return { x: summary.x, y, low: finite ? low : y, high: finite ? high : y, seed, phase };
}

function lineOf(run: FigureRun, axis: Axis): SeriesPoint[] {
  return run.loss.map((y, index) => ({
    x: run[axis][index]!,
    y,
    low: y,
    high: y,
    seed: run.seed,
    phase: index + 1,
  }));
}

export interface CurveOptions {
  readonly figure: FigureDefinition;
  readonly stored: FigureRuns | undefined;
  readonly own: FigureRuns | undefined;
  readonly hidden: ReadonlySet<string>;
  readonly show: Shown;
  readonly axis: Axis;
}

/** The curves of a figure: the stored ones behind the visitor's own, once there are any. */
export function seriesCurves({ figure, stored, own, hidden, show, axis }: CurveOptions): SeriesCurve[] {
  const sources = [
    { name: 'stored', runs: stored, tone: own ? 'quiet' : 'full' },
    { name: 'own', runs: own, tone: 'full' },
  ] as const;
  return sources.flatMap(({ name, runs, tone }) =>
    figure.series.flatMap(({ id, label }, index): SeriesCurve[] => {
      const list = runs?.[id];
      if (!list || hidden.has(id)) return [];
      const points = summariesOf(list, axis).map((summary) => pointOf(summary, show));
      const lines = show === 'seeds' ? list.map((run) => lineOf(run, axis)) : undefined;
      return [{ key: `${name} ${id}`, series: id, label, ...seriesStyle(figure, index), tone, points, lines }];
    }),
  );
}
