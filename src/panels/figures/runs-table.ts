/** Every run of a figure, phase by phase, as a table for programs: numbers with all their digits. */
import type { FigureRuns } from '../../experiments/figure-results.ts';
import type { FigureDefinition } from '../../experiments/figures.ts';
import type { TableData } from '../Figure.tsx';

export interface NamedRuns {
  /** 'own' or 'stored'. */
  readonly name: string;
  readonly runs: FigureRuns;
}

const COLUMNS = ['figure', 'runs', 'series', 'method', 'seed', 'phase', 'neurons', 'steps', 'seconds', 'loss'];

export function runsTable({ id: figure, series }: FigureDefinition, sources: readonly NamedRuns[]): TableData {
  const rows = sources.flatMap(({ name, runs }) =>
    series.flatMap(({ id, method }) =>
      (runs[id] ?? []).flatMap(({ seed, neurons, steps, seconds, loss }) =>
        loss.map((value, k) => [figure, name, id, method, seed, k + 1, neurons[k]!, steps[k]!, seconds[k]!, value]),
      ),
    ),
  );
  return { columns: COLUMNS, rows };
}
