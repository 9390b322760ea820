/** Accuracy or loss against size or cost: every seed as a thin line, the mean with a band, networks from scratch as dots. */
import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';
import { area, line } from 'd3-shape';
import { memo, type ReactNode, useMemo } from 'react';
import { spreadLabels } from '../axis.ts';
import { seriesMark } from '../series-marks.tsx';
import { ChartReader, type ReaderStep } from './ChartReader.tsx';
import { tipPlace } from './tip-place.ts';

export interface AccuracyPoint {
  readonly x: number;
  readonly y: number;
  readonly phase: number;
}

/** A mean over seeds, and the smallest and largest of them. */
export interface AccuracyMean extends AccuracyPoint {
  readonly low: number;
  readonly high: number;
}

export interface AccuracyCurve {
  readonly key: string;
  readonly label: string;
  readonly color: string;
  /** Index of its mark. */
  readonly mark: number;
  /** 'scratch': one network that did not grow; 'live': the run on screen. */
  readonly kind: 'grown' | 'scratch' | 'live';
  readonly means: readonly AccuracyMean[];
  readonly runs: readonly { readonly seed: number; readonly points: readonly AccuracyPoint[] }[];
}

export interface AccuracyPlace {
  /** Key of a curve. */
  readonly key: string;
  /** Index into its means. */
  readonly index: number;
}

export interface AccuracyPlotProps {
  readonly curves: readonly AccuracyCurve[];
  readonly xScale: 'log' | 'linear';
  readonly xName: string;
  readonly formatX: (value: number) => string;
  readonly yName: string;
  readonly formatY: (value: number) => string;
  /** Names at the ends of lines; without them the panel has a legend. */
  readonly labelled: boolean;
  readonly width: number;
  readonly height: number;
  readonly place: AccuracyPlace | undefined;
  readonly onPlace: (place: AccuracyPlace | undefined) => void;
  readonly say: (curve: AccuracyCurve, mean: AccuracyMean) => string;
  readonly tip?: (curve: AccuracyCurve, mean: AccuracyMean) => ReactNode;
}

type Scale = ScaleContinuousNumeric<number, number>;

const LEFT = 50;
const TOP = 26;
const BOTTOM = 38;
const LABEL_HEIGHT = 15;
const REACH = 40;
/** A network from scratch so many times larger than all that grew would squeeze them: it is a line without a dot. */
const BEYOND = 2;

/**
 * Which curves have their height in the picture: all that grew, and networks from scratch that are no further from them than
 * they are from each other. One that hardly learned would squeeze all others; it is named at the edge, with its number.
 */
function nearOf(curves: readonly AccuracyCurve[]): (curve: AccuracyCurve) => boolean {
  const grown = curves.filter(({ kind }) => kind !== 'scratch').flatMap(({ means }) => means.map(({ y }) => y));
  const [least, most] = [Math.min(...grown), Math.max(...grown)];
  const reach = most - least;
  return ({ kind, means }) =>
    kind !== 'scratch' || !(reach > 0) || means.every(({ y }) => y >= least - reach && y <= most + reach);
}

/** The largest place of what grew, times as much as is still drawn inside. */
function limitOf(curves: readonly AccuracyCurve[]): number {
  const grown = curves.filter(({ kind }) => kind !== 'scratch').flatMap(({ means }) => means.map(({ x }) => x));
  return grown.length > 0 ? Math.max(...grown) * BEYOND : Infinity;
}

/** A curve's name, with its size where that lies outside. */
function nameOf({ label, kind, means }: AccuracyCurve, limit: number, formatX: (value: number) => string): string {
  const last = means.at(-1);
  return kind === 'scratch' && last && last.x > limit ? `${label} (${formatX(last.x)})` : label;
}

function labelRoom(curves: readonly AccuracyCurve[], formatX: (value: number) => string): number {
  const limit = limitOf(curves);
  return Math.min(180, Math.max(0, ...curves.map((curve) => nameOf(curve, limit, formatX).length)) * 6.2 + 28);
}

function scales({ curves, xScale, width, height }: AccuracyPlotProps, right: number) {
  const grown = curves.filter(({ kind }) => kind !== 'scratch');
  const all = (list: readonly AccuracyCurve[]) =>
    list.flatMap(({ means, runs }) => [...means, ...runs.flatMap(({ points }) => points)]);
  const xs = all(grown.length > 0 ? grown : curves).map(({ x }) => x);
  const limit = limitOf(curves);
  const inside = (x: number) => x <= limit;
  const shown = [...xs, ...all(curves).flatMap(({ x }) => (inside(x) ? [x] : []))];
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const ends: [number, number] = [LEFT + 8, width - right - 6];
  const x: Scale =
    xScale === 'log'
      ? scaleLog([low, Math.max(high, low * 1.5)], ends)
      : scaleLinear([low, Math.max(high, low + 1)], ends);
  const isNear = nearOf(curves);
  const ys = all(curves.filter(isNear)).map(({ y }) => y);
  const [bottom, top] = [Math.min(...ys), Math.max(...ys)];
  const pad = Math.max((top - bottom) * 0.06, 1e-3);
  const y = scaleLinear([bottom - pad, top + pad], [height - BOTTOM, TOP]).clamp(true);
  return { x, y, inside, limit, near: curves.filter(isNear), far: curves.filter((curve) => !isNear(curve)) };
}

/** 1, 2 and 5 times powers of ten on a logarithmic scale, as many as have room. */
function ticks(scale: Scale, kind: 'log' | 'linear', room: number): number[] {
  if (kind === 'linear') return scale.ticks(Math.max(2, room / 70)).filter(Number.isInteger);
  const [low, high] = scale.domain() as [number, number];
  const from = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - from + 1 }, (_, k) => 10 ** (from + k));
  const of = (times: readonly number[]) =>
    powers.flatMap((power) => times.map((each) => each * power)).filter((tick) => tick >= low && tick <= high);
  const choices = [of([1, 1.5, 2, 3, 4, 5, 7]), of([1, 2, 5]), of([1, 3]), of([1])];
  return choices.find((choice) => choice.length <= room / 48) ?? choices[3]!;
}

export function AccuracyPlot(props: AccuracyPlotProps) {
  const { curves, xScale, xName, formatX, yName, formatY, labelled, width, height, place, onPlace, say, tip } = props;
  const right = labelled ? labelRoom(curves, formatX) : 10;
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the props only these move anything.
  const { near, far, ...frame } = useMemo(() => scales(props, right), [curves, xScale, width, height, right]);
  const { x, y, inside, limit } = frame;
  const found = curves.find(({ key }) => key === place?.key);
  const mean = place && found?.means[place.index];
  const at = mean && { x: inside(mean.x) ? x(mean.x) : width - right, y: y(mean.y) };
  const point = (across: number, down: number) => {
    let best: { place: AccuracyPlace; distance: number } | undefined;
    for (const { key, means } of curves) {
      for (const [index, one] of means.entries()) {
        const left = inside(one.x) ? x(one.x) : width - right;
        const distance = Math.hypot(left - across, y(one.y) - down);
        if (distance <= REACH && distance < (best?.distance ?? Infinity)) best = { place: { key, index }, distance };
      }
    }
    onPlace(best?.place);
  };
  const step = ({ right: along, up, end }: ReaderStep) => {
    if (curves.length === 0) return;
    const current = curves.findIndex(({ key }) => key === place?.key);
    if (current === -1 || end) {
      const curve = curves.at(end === 'last' ? -1 : 0)!;
      return onPlace({ key: curve.key, index: end === 'last' ? curve.means.length - 1 : 0 });
    }
    const next = curves[Math.min(curves.length - 1, Math.max(0, current - up))]!;
    const index = Math.min(next.means.length - 1, Math.max(0, (place?.index ?? 0) + along));
    onPlace({ key: next.key, index });
  };
  const count = curves.reduce((sum, { means }) => sum + means.length, 0);
  const before = found ? curves.slice(0, curves.indexOf(found)).reduce((sum, { means }) => sum + means.length, 0) : 0;
  return (
    <div className="chart">
      <svg
        width={width}
        height={height}
        className={curves.length > 4 ? 'accuracy-plot many' : 'accuracy-plot'}
        aria-hidden="true"
      >
        <g className="axes">
          {y.ticks(Math.max(2, height / 60)).map((tick) => (
            <g key={tick} transform={`translate(0 ${y(tick).toFixed(1)})`}>
              <line x1={LEFT} x2={width - right} />
              <text x={LEFT - 8} dy="0.32em" textAnchor="end">
                {formatY(tick)}
              </text>
            </g>
          ))}
          {ticks(x, xScale, width - LEFT - right).map((tick) => (
            <text key={tick} x={x(tick).toFixed(1)} y={height - BOTTOM + 18} textAnchor="middle">
              {formatX(tick)}
            </text>
          ))}
          <text x={(LEFT + width - right) / 2} y={height - 4} textAnchor="middle">
            {xName}
          </text>
          <text x={0} y={11} textAnchor="start" className="axis-name">
            {yName}
          </text>
        </g>
        <Curves {...{ x, y, inside, right, width }} curves={near} above={found?.key} />
        {labelled && (
          <Labels {...{ x, y, inside, limit, formatX, height, width, right }} curves={near} above={found?.key} />
        )}
        <Outside curves={far} x={width - 4} y={y} nameOf={(curve) => nameOf(curve, limit, formatX)} formatY={formatY} />
        {at && <circle className="chart-read" cx={at.x} cy={at.y} r={7} stroke={found?.color} />}
      </svg>
      <ChartReader
        label={`${yName} of each method`}
        value={found && place ? before + place.index + 1 : 0}
        most={count}
        text={found && mean ? say(found, mean) : undefined}
        onPointer={point}
        onStep={step}
        onLeave={() => onPlace(undefined)}
      />
      {at && found && mean && tip && (
        <div className="chart-tip" style={tipPlace(at.x, at.y - 14, width)}>
          {tip(found, mean)}
        </div>
      )}
    </div>
  );
}

interface CurvesProps {
  readonly curves: readonly AccuracyCurve[];
  readonly x: Scale;
  readonly y: Scale;
  readonly inside: (x: number) => boolean;
  readonly width: number;
  readonly right: number;
  /** Key of the curve that is pointed at. */
  readonly above: string | undefined;
}

/** The run on screen last, so that it lies on top. */
const ORDER = { scratch: 0, grown: 1, live: 2 } as const;

const Curves = memo(function Curves({ curves, x, y, inside, width, right, above }: CurvesProps) {
  const path = line<AccuracyPoint>()
    .x((point) => x(point.x))
    .y((point) => y(point.y))
    .digits(1);
  const band = area<AccuracyMean>()
    .x((point) => x(point.x))
    .y0((point) => y(point.low))
    .y1((point) => y(point.high))
    .digits(1);
  const sorted = [...curves].sort((a, b) => ORDER[a.kind] - ORDER[b.kind]);
  return sorted.map(({ key, color, mark, kind, means, runs }) => {
    const quiet = above !== undefined && above !== key;
    if (kind === 'scratch') {
      return means.map((mean) => (
        <g key={key} className={`accuracy-curve scratch${quiet ? ' quiet' : ''}`}>
          <line x1={LEFT} x2={width - right} y1={y(mean.y)} y2={y(mean.y)} stroke={color} />
          {inside(mean.x) &&
            runs.flatMap(({ seed, points }) =>
              points.map((point) => (
                <circle key={seed} cx={x(point.x)} cy={y(point.y)} r={2.5} fill={color} className="seed" />
              )),
            )}
          {inside(mean.x) && <Mark mark={mark} color={color} x={x(mean.x)} y={y(mean.y)} />}
        </g>
      ));
    }
    return (
      <g key={key} className={`accuracy-curve ${kind}${quiet ? ' quiet' : ''}`}>
        {means.length > 1 && runs.length > 1 && <path d={band(means) ?? ''} fill={color} className="band" />}
        {runs.length > 1 &&
          runs.map(({ seed, points }) => (
            <path key={seed} d={path(points) ?? ''} stroke={color} fill="none" className="seed" />
          ))}
        {kind === 'live' && <path d={path(means) ?? ''} fill="none" className="casing" />}
        <path d={path(means) ?? ''} stroke={color} fill="none" className="mean" />
        {means.map((mean) => (
          <Mark key={mean.phase} mark={mark} color={color} x={x(mean.x)} y={y(mean.y)} large={kind === 'live'} />
        ))}
      </g>
    );
  });
});

interface MarkProps {
  readonly mark: number;
  readonly color: string;
  readonly x: number;
  readonly y: number;
  readonly large?: boolean;
}

function Mark({ mark, color, x, y, large = false }: MarkProps) {
  return (
    <path
      d={seriesMark(mark)}
      transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})${large ? ' scale(1.3)' : ''}`}
      fill={color}
      className="point"
    />
  );
}

interface LabelsProps extends CurvesProps, Pick<AccuracyPlotProps, 'formatX' | 'height'> {
  readonly limit: number;
}

interface OutsideProps extends Pick<AccuracyPlotProps, 'curves' | 'formatY'> {
  /** Where the figure ends: beside the curves there is room for it, below their names. */
  readonly x: number;
  readonly y: Scale;
  readonly nameOf: (curve: AccuracyCurve) => string;
}

/** Networks whose height lies outside, at the edge that is nearest to it. */
function Outside({ curves, x, y, nameOf, formatY }: OutsideProps) {
  return curves.flatMap((curve, k) => {
    const [mean] = curve.means;
    if (!mean) return [];
    const isBelow = mean.y < y.domain()[0]!;
    const place = y(mean.y) + (isBelow ? -8 - LABEL_HEIGHT * k : 12 + LABEL_HEIGHT * k);
    return (
      <g key={curve.key} className="accuracy-label scratch" transform={`translate(${x - 8} ${place.toFixed(1)})`}>
        <path d={seriesMark(curve.mark)} fill={curve.color} transform="translate(0 -4)" />
        <text
          x={-10}
          textAnchor="end"
          className="series-label"
        >{`${nameOf(curve)}: ${formatY(mean.y)}, ${isBelow ? 'below' : 'above'}`}</text>
      </g>
    );
  });
}

/** The curves' names at their ends, apart from each other, with a thin line to where they end. */
function Labels({ curves, x, y, inside, limit, formatX, height, width, right, above }: LabelsProps) {
  const named = curves.filter(({ means }) => means.length > 0);
  const lasts = named.map(({ means }) => means.at(-1)!);
  const heights = spreadLabels(
    lasts.map((last) => y(last.y)),
    LABEL_HEIGHT,
    TOP,
    height - BOTTOM,
  );
  const left = width - right + 10;
  return named.map(({ key, color, mark, kind }, k) => {
    const last = lasts[k]!;
    const [from, to] = [y(last.y), heights[k]!];
    const start = inside(last.x) && kind !== 'scratch' ? x(last.x) + 7 : width - right;
    return (
      <g key={key} className={`accuracy-label ${kind}${above !== undefined && above !== key ? ' quiet' : ''}`}>
        {left - 4 - start > 6 && (
          <path
            d={`M${start.toFixed(1)} ${from.toFixed(1)}L${Math.max(start, left - 18).toFixed(1)} ${from.toFixed(1)}L${(left - 4).toFixed(1)} ${to.toFixed(1)}`}
            stroke={color}
            className="leader"
          />
        )}
        <path d={seriesMark(mark)} fill={color} transform={`translate(${left + 3} ${to.toFixed(1)}) scale(0.85)`} />
        <text x={left + 12} y={to} dy="0.33em" className="series-label">
          {nameOf(named[k]!, limit, formatX)}
        </text>
      </g>
    );
  });
}
