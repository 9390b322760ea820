/** Places a figure: its curves, how to look at them, and the same as a table. */

import { useMemo } from 'react';
import { fixed, measured } from '../../charts/measured.ts';
import { formatLoss } from '../../charts/numbers.ts';
import { type SeriesCurve, SeriesPlot, type SeriesPoint } from '../../charts/SeriesPlot.tsx';
import { figureCommand } from '../../experiments/figure-command.ts';
import { type FigureRuns, finishedRuns, type Manifest, type Summary } from '../../experiments/figure-results.ts';
import type { FigureDefinition } from '../../experiments/figures.ts';
import { changeFigureAddress, figureLink, figureView, readOut } from '../../store/figure-view.ts';
import { Figure, type TableData } from '../Figure.tsx';
import { useSize } from '../use-size.ts';
import { useFigures, useFigureView, useSweep } from './figure-context.ts';
import { runLink } from './open-run.ts';
import { Segmented } from './Segmented.tsx';
import { seriesCurves, summariesOf } from './series-curves.ts';

export function SeriesFigure() {
  const figure = useFigures((state) => state.figure);
  const reference = useFigures((state) => state.references[figure.id]);
  const sweep = useSweep();
  const { show, scale, x } = useFigureView((view) => view.address);
  const hidden = useFigureView((view) => view.hidden);
  const place = useFigureView((view) => view.place);
  const [ref, { width, height }] = useSize();
  const stored = typeof reference === 'object' ? reference : undefined;
  const own = sweep && Object.keys(sweep.runs).length > 0 ? sweep.runs : undefined;
  const curves = useMemo(
    () => seriesCurves({ figure, stored: stored?.series, own, hidden, show, axis: x }),
    [figure, stored, own, hidden, show, x],
  );
  const open = ({ key, series }: SeriesCurve, { seed, phase }: SeriesPoint) => {
    const engine = key.startsWith('own') ? (sweep?.engine ?? 'auto') : 'cpu';
    location.hash = runLink(figure, { series, seed, phase }, engine);
  };
  const seeds = own && sweep ? `yours: ${finishedSeeds(figure, sweep.runs)} of ${sweep.seeds} seeds` : undefined;
  return (
    <Figure
      name={figure.title}
      className="series-figure"
      note={
        <span className="sources">
          {stored && (
            <span data-quiet={own ? true : undefined}>
              stored: {what(show)} of {stored.manifest.seeds} seeds
            </span>
          )}
          {seeds && <span>{seeds}</span>}
        </span>
      }
      table={() => tableOf(figure, stored?.series, own, x)}
      caption={() => ({
        title: figure.title,
        lines: [
          `${WHAT_LONG[show]}${stored ? `; stored reference of ${stored.manifest.seeds} seeds (${stored.manifest.date})` : ''}${seeds ? `; ${seeds}` : ''}`,
          `${figureCommand(figure, sweep?.seeds ?? stored?.manifest.seeds ?? 20)}`,
          `Firefly Lab · ${location.origin}${location.pathname}${figureLink(figureView.getState(), figure.id)}`,
        ],
        metadata: { figure, manifest: stored?.manifest },
        fileName: `firefly-lab-figure-${figure.id}`,
      })}
    >
      <div className="plot-controls" data-export="no">
        <Segmented
          name="Show"
          value={show}
          options={[
            { value: 'mean', label: 'Mean' },
            { value: 'median', label: 'Median' },
            { value: 'seeds', label: 'Every seed' },
          ]}
          onChange={(value) => changeFigureAddress({ show: value })}
        />
        <Segmented
          name="Horizontal axis"
          value={x}
          options={[
            { value: 'neurons', label: 'Neurons' },
            { value: 'steps', label: 'Steps' },
            { value: 'seconds', label: 'Seconds' },
          ]}
          onChange={(value) => changeFigureAddress({ x: value })}
        />
        <Segmented
          name="Scale"
          value={scale}
          options={[
            { value: 'log', label: 'Log' },
            { value: 'linear', label: 'Linear' },
          ]}
          onChange={(value) => changeFigureAddress({ scale: value })}
        />
        <span className="note">{WHAT_LONG[show]}. Click a point to open its run.</span>
      </div>
      <div className="series-body">
        <div className="figure-fill" ref={ref}>
          {width > 0 && curves.length > 0 && (
            <SeriesPlot {...{ curves, scale, place, width, height }} axis={x} onPlace={readOut} onChoose={open} />
          )}
          {curves.length === 0 && <p className="empty">{emptyText(figure, hidden, reference)}</p>}
        </div>
      </div>
      {stored && <p className="note">{protocol(figure, stored.manifest, x)}</p>}
    </Figure>
  );
}

const WHAT_LONG = {
  mean: 'Mean with its 95 % bootstrap interval',
  median: 'Median with quartiles',
  seeds: 'Every seed',
};

function what(show: keyof typeof WHAT_LONG): string {
  return show === 'seeds' ? 'each' : show;
}

/** Seeds of which every series is computed. */
export function finishedSeeds({ series }: FigureDefinition, runs: FigureRuns): number {
  const finished = finishedRuns(runs);
  const counts = new Map<number, number>();
  for (const { seed } of series.flatMap(({ id }) => finished[id] ?? [])) counts.set(seed, (counts.get(seed) ?? 0) + 1);
  return [...counts.values()].filter((count) => count === series.length).length;
}

function emptyText(figure: FigureDefinition, hidden: ReadonlySet<string>, reference: unknown): string {
  if (figure.series.every(({ id }) => hidden.has(id))) return 'Every series is hidden; choose one in the list.';
  return typeof reference === 'string' ? reference : 'The stored reference is on its way.';
}

function protocol(figure: FigureDefinition, manifest: Manifest, axis: string): string {
  const { date, device, engine, seconds, workers, recipe } = manifest;
  const { points, truthNeurons, stepsPerPhase } = recipe;
  const how = `${points.toLocaleString('en-US')} points of a random network of ${truthNeurons} neurons per seed; ${stepsPerPhase.toLocaleString('en-US')} training steps per phase`;
  const where = `Stored on ${date}: ${engine} engine (${device}), ${workers} workers, ${Math.round(seconds)} s`;
  const more =
    axis === 'seconds'
      ? ' Seconds are of one run on that machine; runs on a graphics card share theirs.'
      : axis === 'steps' && figure.series.some(({ method }) => method === 'scratch')
        ? ' Steps are all that a run has taken; Scratch begins each width anew, and its earlier widths are counted too.'
        : '';
  return `${how}. ${where}.${more}`;
}

function formatBound(value: number): string {
  return Number.isFinite(value) ? formatLoss(value) : '–';
}

function tableOf(
  figure: FigureDefinition,
  stored: FigureRuns | undefined,
  own: FigureRuns | undefined,
  axis: 'neurons' | 'steps' | 'seconds',
): TableData {
  const place = ({ x }: Summary) => (axis === 'seconds' ? fixed(x, 3) : Math.round(x));
  const rows = (runs: FigureRuns | undefined, source: string) =>
    figure.series.flatMap(({ id, label }) =>
      summariesOf(runs?.[id], axis).map((summary) => [
        label,
        source,
        place(summary),
        summary.runs.length,
        measured(summary.mean, formatLoss),
        measured(summary.meanLow, formatBound),
        measured(summary.meanHigh, formatBound),
        measured(summary.median, formatLoss),
        measured(summary.lowerQuartile, formatLoss),
        measured(summary.upperQuartile, formatLoss),
      ]),
    );
  const name = { neurons: 'Neurons', steps: 'Steps', seconds: 'Seconds' }[axis];
  return {
    columns: [
      'Series',
      'Runs',
      name,
      'Seeds',
      'Mean',
      'Mean, low',
      'Mean, high',
      'Median',
      'Lower quartile',
      'Upper quartile',
    ],
    rows: [...rows(own, 'yours'), ...rows(stored, 'stored')],
  };
}
