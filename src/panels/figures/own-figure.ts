/** A visitor's own results as a file of the same form as the stored references. */
import { FIGURE_FORMAT, finishedRuns, type StoredFigure } from '../../experiments/figure-results.ts';
import type { FigureDefinition } from '../../experiments/figures.ts';
import { DEFAULT_RECIPE } from '../../runs/recipe.ts';
import type { Sweep } from '../../store/figure-store.ts';

export function ownFigure({ id }: FigureDefinition, { runs, report, elapsed, seeds, engine }: Sweep): StoredFigure {
  return {
    format: FIGURE_FORMAT,
    figure: id,
    manifest: {
      date: new Date().toISOString().slice(0, 10),
      engine: report?.kind ?? 'cpu',
      device: report?.device ?? '',
      versions: { browser: navigator.userAgent },
      seconds: elapsed / 1000,
      workers: report?.kind === 'webgpu' ? 1 : navigator.hardwareConcurrency,
      seeds,
      recipe: { ...DEFAULT_RECIPE, engine },
    },
    series: finishedRuns(runs),
  };
}
