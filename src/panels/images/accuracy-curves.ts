/** From runs of methods to the curves of accuracy against size. */
import type { AccuracyCurve, AccuracyMean, AccuracyPoint } from '../../charts/images/accuracy-scales.ts';
import { cumulativeMultiplyAdds, type ImageRunSummary } from '../../experiments/image-results.ts';
import { imageMethodStyle } from './image-method-style.ts';

/** The runs of one method. */
export interface MethodRuns {
  /** Id of the method. */
  readonly id: string;
  readonly name: string;
  readonly grows: boolean;
  readonly runs: readonly ImageRunSummary[];
}

/** Along which runs are drawn. */
export type SizeAxis = 'parameters' | 'channels' | 'multiplyAdds' | 'phase';
export type Measure = 'testAccuracy' | 'validationAccuracy' | 'trainLoss';

/** Where each phase of a run lies on an axis. */
export function placesOf(run: ImageRunSummary, axis: SizeAxis, trainImages: number): readonly number[] {
  if (axis === 'phase') return run.parameters.map((_, k) => k + 1);
  return axis === 'multiplyAdds' ? cumulativeMultiplyAdds(run, trainImages) : run[axis];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Means over the runs that have got as far, phase by phase. */
function meansOf(runs: readonly { readonly points: readonly AccuracyPoint[] }[]): AccuracyMean[] {
  const phases = Math.max(0, ...runs.map(({ points }) => points.length));
  return Array.from({ length: phases }, (_, k) => {
    const points = runs.flatMap((run) => run.points[k] ?? []);
    const ys = points.map(({ y }) => y);
    return {
      phase: k + 1,
      x: mean(points.map(({ x }) => x)),
      y: mean(ys),
      low: Math.min(...ys),
      high: Math.max(...ys),
    };
  });
}

export interface AccuracyCurvesOptions {
  readonly methods: readonly MethodRuns[];
  /** The run on screen. */
  readonly live: MethodRuns | undefined;
  readonly axis: SizeAxis;
  readonly measure: Measure;
  readonly trainImages: number;
}

/** The curves of all methods that have runs, and of the run on screen. */
export function accuracyCurves({ methods, live, axis, measure, trainImages }: AccuracyCurvesOptions): AccuracyCurve[] {
  const curve = ({ id, name, grows, runs }: MethodRuns): AccuracyCurve => {
    const { color, mark, label = name } = imageMethodStyle(id);
    const lines = runs.map((run) => {
      const places = placesOf(run, axis, trainImages);
      // On an axis of phases a network from scratch has no place: it lies beyond all of them.
      const at = (k: number) => (axis === 'phase' && !grows ? Number.MAX_SAFE_INTEGER : places[k]!);
      return { seed: run.seed, points: run[measure].map((y, k) => ({ x: at(k), y, phase: k + 1 })) };
    });
    const kind = grows ? 'grown' : 'scratch';
    return { key: id, label, color, mark, kind, runs: lines, means: meansOf(lines) };
  };
  const stored = methods.filter(({ runs }) => runs.length > 0).map(curve);
  if (!live || live.runs.length === 0) return stored;
  return [
    ...stored,
    { ...curve(live), key: 'live', label: 'this run', color: 'var(--network)', mark: 0, kind: 'live' },
  ];
}

/** Part of its seconds that a method took to choose what grows, 0 to 1. */
export function growthShare(runs: readonly ImageRunSummary[]): number {
  const sum = (lists: readonly (readonly number[])[]) => lists.flat().reduce((total, value) => total + value, 0);
  const growing = sum(runs.map(({ growSeconds }) => growSeconds));
  const total = growing + sum(runs.map(({ trainSeconds }) => trainSeconds));
  return total > 0 ? growing / total : 0;
}
