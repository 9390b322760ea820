/** Places the figure of accuracy against size: all methods, the run on screen, and how to look at them. */
import { useMemo, useState } from 'react';
import { type AccuracyPlace, AccuracyPlot } from '../../charts/images/AccuracyPlot.tsx';
import type { AccuracyCurve, AccuracyMean } from '../../charts/images/accuracy-scales.ts';
import { fixed, type Measured, measured } from '../../charts/measured.ts';
import { formatCount, formatLoss, formatPercent } from '../../charts/numbers.ts';
import { InlineSeries } from '../../charts/series-marks.tsx';
import type { FigureCaption } from '../../link/export/caption.ts';
import { Figure, type TableData } from '../Figure.tsx';
import { useSize } from '../use-size.ts';
import {
  accuracyCurves,
  growthShare,
  type Measure,
  type MethodRuns,
  placesOf,
  type SizeAxis,
} from './accuracy-curves.ts';
import { InlineSelect } from './InlineSelect.tsx';
import '../../styles/image-charts.css';

export interface AccuracyFigureProps {
  /** In the order of legends; stored runs. */
  readonly methods: readonly MethodRuns[];
  /** The run on screen, if it is not one of those. */
  readonly live?: MethodRuns | undefined;
  /** How many images of each role. */
  readonly images: { readonly train: number; readonly validation: number; readonly test: number };
  /** Which of them are on the same images. */
  readonly comparison?: string | undefined;
  readonly name?: string;
  readonly note?: string | undefined;
  readonly caption?: (() => FigureCaption) | undefined;
}

const AXES = {
  parameters: { label: 'parameters', name: 'parameters', scale: 'log' },
  channels: { label: 'channels', name: 'channels', scale: 'log' },
  multiplyAdds: { label: 'cost of training', name: 'multiply-adds of training so far, in billions', scale: 'log' },
  phase: { label: 'phase', name: 'phase', scale: 'linear' },
} as const;

const MEASURES = {
  testAccuracy: { label: 'Test accuracy', name: 'test accuracy' },
  validationAccuracy: { label: 'Validation accuracy', name: 'validation accuracy' },
  trainLoss: { label: 'Training loss', name: 'training loss' },
} as const;

const BILLION = 1e9;

/** 5k, 1.2M. */
function short(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  return value >= 1e3 ? `${Number((value / 1e3).toPrecision(3))}k` : String(Number(value.toPrecision(3)));
}

function formatPlace(axis: SizeAxis): (value: number) => string {
  if (axis === 'multiplyAdds') return (value) => formatCount(Number((value / BILLION).toPrecision(3)));
  return axis === 'phase' ? (value) => (value < 1e6 ? String(value) : 'one phase') : short;
}

const formatMeasure = (measure: Measure) => (measure === 'trainLoss' ? formatLoss : formatPercent);

export function AccuracyFigure(props: AccuracyFigureProps) {
  const { methods, live, images, name = 'Accuracy against size', note, caption } = props;
  const [axis, setAxis] = useState<SizeAxis>('parameters');
  const [measure, setMeasure] = useState<Measure>('testAccuracy');
  const [place, setPlace] = useState<AccuracyPlace>();
  const [ref, { width, height }] = useSize();
  const curves = useMemo(
    () => accuracyCurves({ methods, live, axis, measure, trainImages: images.train }),
    [methods, live, axis, measure, images.train],
  );
  const labelled = width >= 360;
  const [formatX, formatY] = [formatPlace(axis), formatMeasure(measure)];
  const seeds = Math.max(0, ...methods.map(({ runs }) => runs.length));
  return (
    <Figure
      name={name}
      className="accuracy-figure"
      note={note ?? (seeds > 1 ? `${seeds} seeds` : undefined)}
      table={() => tableOf(props)}
      {...(caption && { caption })}
    >
      <div className="sentence-controls" data-export="no">
        <InlineSelect name="Measure" value={measure} options={MEASURES} onChange={setMeasure} />
        against
        <InlineSelect name="Along" value={axis} options={AXES} onChange={setAxis} />
      </div>
      <div className="accuracy-body">
        <div className="figure-fill" ref={ref}>
          {width > 0 && curves.length > 0 && (
            <AccuracyPlot
              {...{ curves, formatX, formatY, labelled, width, height, place }}
              xScale={AXES[axis].scale}
              xName={AXES[axis].name}
              yName={MEASURES[measure].name}
              onPlace={setPlace}
              say={(curve, mean) => sentence(curve, mean, axis, formatX, formatY)}
              tip={(curve, mean) => <Tip {...{ curve, mean, axis, formatX, formatY }} />}
            />
          )}
          {curves.length === 0 && <p className="empty">Results come here once a method has been measured.</p>}
        </div>
      </div>
      {!labelled && (
        <span className="legend chart-legend">
          {curves.map(({ key, label, color, mark }) => (
            <span key={key}>
              <InlineSeries mark={mark} color={color} />
              {label}
            </span>
          ))}
        </span>
      )}
      <p className="note">
        {footnote(props, axis, measure)} {props.comparison}
      </p>
    </Figure>
  );
}

/** What has to be known to read the figure. */
function footnote({ methods, images }: AccuracyFigureProps, axis: SizeAxis, measure: Measure): string {
  const error = (count: number) => (100 * Math.sqrt(0.25 / count)).toFixed(1);
  const sure = {
    testAccuracy: `${formatCount(images.test)} test images: a standard error of up to ${error(images.test)} points.`,
    validationAccuracy: `${formatCount(images.validation)} validation images: a standard error of up to ${error(images.validation)} points.`,
    trainLoss: `Cross entropy of the ${formatCount(images.train)} training images, in nats.`,
  }[measure];
  const bands = methods.some(({ runs }) => runs.length > 1)
    ? ' Thick lines are means over seeds, thin ones the seeds, bands their range.'
    : '';
  if (axis !== 'multiplyAdds') return `${sure}${bands}`;
  const shares = methods
    .filter(({ grows, runs }) => grows && runs.length > 0)
    .map(({ name, runs }) => `${name} ${Math.round(100 * growthShare(runs))}\u00a0%`);
  const took = shares.length > 0 ? `; of all seconds it took: ${shares.join(', ')}` : '';
  return `Three ways through the network for each image and epoch. Choosing what grows comes on top${took}. ${sure}`;
}

interface SaidProps {
  readonly curve: AccuracyCurve;
  readonly mean: AccuracyMean;
  readonly axis: SizeAxis;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
}

function whereText(axis: SizeAxis, x: number, formatX: (value: number) => string): string {
  if (axis === 'phase') return '';
  if (axis === 'multiplyAdds') return `${formatX(x)} billion multiply-adds of training`;
  return `${formatCount(Math.round(x))} ${axis}`;
}

function sentence(
  curve: AccuracyCurve,
  mean: AccuracyMean,
  axis: SizeAxis,
  formatX: SaidProps['formatX'],
  formatY: SaidProps['formatY'],
): string {
  const phase = curve.kind === 'scratch' ? '' : `, phase ${mean.phase}`;
  const range = curve.runs.length > 1 ? `, from ${formatY(mean.low)} to ${formatY(mean.high)}` : '';
  return `${curve.label}${phase}: ${formatY(mean.y)}${range}, ${whereText(axis, mean.x, formatX)}`.replace(/, $/, '');
}

function Tip({ curve, mean, axis, formatX, formatY }: SaidProps) {
  const where = whereText(axis, mean.x, formatX);
  return (
    <span>
      <strong>{curve.label}</strong>
      {curve.kind !== 'scratch' && ` · phase ${mean.phase}`}
      <br />
      <strong>{formatY(mean.y)}</strong>
      {curve.runs.length > 1 && ` (${formatY(mean.low)} to ${formatY(mean.high)})`}
      {where && (
        <>
          <br />
          {where}
        </>
      )}
    </span>
  );
}

function tableOf({ methods, live, images }: AccuracyFigureProps): TableData {
  const all = [...methods, ...(live ? [{ ...live, name: `${live.name}, this run` }] : [])];
  const accuracy = (value: number): Measured => measured(value, formatPercent);
  return {
    columns: [
      'Method',
      'Seed',
      'Phase',
      'Parameters',
      'Channels',
      'Multiply-adds of training',
      'Training loss',
      'Validation accuracy',
      'Test accuracy',
      'Seconds of training',
      'Seconds of growth',
    ],
    rows: all.flatMap(({ name, runs }) =>
      runs.flatMap((run) => {
        const cost = placesOf(run, 'multiplyAdds', images.train);
        return run.parameters.map((parameters, k) => [
          name,
          run.seed,
          k + 1,
          parameters,
          run.channels[k]!,
          measured(cost[k]!, (value) => value.toExponential(2)),
          measured(run.trainLoss[k]!, formatLoss),
          accuracy(run.validationAccuracy[k]!),
          accuracy(run.testAccuracy[k]!),
          fixed(run.trainSeconds[k]!, 1),
          fixed(run.growSeconds[k]!, 2),
        ]);
      }),
    ),
  };
}
