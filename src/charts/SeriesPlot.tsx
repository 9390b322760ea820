/** Losses of several series along neurons, steps or seconds: lines with bands, or one line per seed. */
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import { memo, type PointerEvent, useMemo } from 'react';
import { type LossScale, lossScale, lossTicks, spreadLabels } from './axis.ts';
import { formatCount } from './numbers.ts';
import { DASHES, seriesMark } from './series-marks.tsx';

/** A point that stands for a run, or for the run nearest to a mean or median. */
export interface SeriesPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
  readonly seed: number;
  readonly phase: number;
}

export interface SeriesCurve {
  /** Unique among the curves of a plot. */
  readonly key: string;
  /** The series' id. */
  readonly series: string;
  readonly label: string;
  readonly color: string;
  /** Index of its mark. */
  readonly mark: number;
  /** A variant of the series with the same colour. */
  readonly dashed?: true;
  /** 'quiet': the reference behind the visitor's own. */
  readonly tone: 'full' | 'quiet';
  readonly points: readonly SeriesPoint[];
  /** One line per seed, in place of the points' line and band. */
  readonly lines: readonly (readonly SeriesPoint[])[] | undefined;
}

export interface SeriesPlotProps {
  readonly curves: readonly SeriesCurve[];
  readonly scale: 'log' | 'linear';
  readonly axis: 'neurons' | 'steps' | 'seconds';
  /** Place that is read out. */
  readonly place: number | undefined;
  readonly width: number;
  readonly height: number;
  readonly onPlace: (place: number | undefined) => void;
  readonly onChoose: (curve: SeriesCurve, point: SeriesPoint) => void;
}

const AXIS_NAMES = { neurons: 'neurons', steps: 'training steps', seconds: 'seconds of computing' };
/** A point is meant by a pointer that is no further away, in pixels. */
const REACH = 28;
const LABEL_HEIGHT = 15;

export function SeriesPlot(props: SeriesPlotProps) {
  const { curves, scale, axis, place, width, height, onPlace, onChoose } = props;
  const labelled = width > 560;
  const right = labelled ? 172 : 14;
  const bottom = height - 40;
  const { x, y, places } = useMemo(() => {
    const all = curves.flatMap(({ points, lines }) => lines?.flat() ?? points);
    const losses = all.flatMap((point) =>
      // An interval may reach down to zero, which has no place on a logarithmic scale.
      scale === 'log' ? [point.y, Math.max(point.low, point.y / 4), point.high] : [point.y, point.high],
    );
    const end = Math.max(1, ...all.map((point) => point.x));
    const start = axis === 'neurons' ? 1 : 0;
    return {
      x: scaleLinear([start, Math.max(end, start + 0.001)], [52, width - right]),
      y: lossScale(scale, losses, [bottom, 14]),
      places: [...new Set(curves.flatMap(({ points }) => points.map((point) => point.x)))].sort((a, b) => a - b),
    };
  }, [curves, scale, axis, width, right, bottom]);

  const local = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { across: event.clientX - box.left, down: event.clientY - box.top };
  };
  const hover = (event: PointerEvent<SVGSVGElement>) => {
    const { across } = local(event);
    const nearest = places.reduce(
      (best, one) => (Math.abs(x(one) - across) < Math.abs(x(best) - across) ? one : best),
      places[0] ?? 0,
    );
    onPlace(nearest);
  };
  const choose = (event: PointerEvent<SVGSVGElement>) => {
    const { across, down } = local(event);
    let best: { curve: SeriesCurve; point: SeriesPoint; distance: number } | undefined;
    for (const curve of curves) {
      for (const point of curve.lines?.flat() ?? curve.points) {
        const distance = Math.hypot(x(point.x) - across, y(point.y) - down);
        if (distance <= REACH && distance < (best?.distance ?? Infinity)) best = { curve, point, distance };
      }
    }
    if (best) onChoose(best.curve, best.point);
  };
  return (
    <svg
      width={width}
      height={height}
      className="series-plot"
      aria-hidden="true"
      onPointerMove={hover}
      onPointerLeave={() => onPlace(undefined)}
      onPointerUp={choose}
    >
      <Axes {...{ x, y, scale, axis, width, height, right, bottom }} />
      {place !== undefined && <line className="guide" x1={x(place)} x2={x(place)} y1={10} y2={bottom} />}
      <Curves {...{ curves, x, y }} />
      {place !== undefined &&
        curves.map(({ key, color, points, tone }) => {
          const point = points.findLast((one) => one.x <= place + 1e-9);
          if (!point || tone === 'quiet') return null;
          return <circle key={key} className="read" cx={x(point.x)} cy={y(point.y)} r={6.5} stroke={color} />;
        })}
      {labelled && <Labels curves={curves} y={y} left={width - right + 10} bottom={bottom} />}
    </svg>
  );
}

function Axes({
  x,
  y,
  scale,
  axis,
  width,
  height,
  right,
  bottom,
}: Pick<SeriesPlotProps, 'scale' | 'axis' | 'width' | 'height'> & {
  x: ScaleLinear<number, number>;
  y: LossScale;
  right: number;
  bottom: number;
}) {
  const count = axis === 'neurons' ? Math.min(10, width / 44) : Math.max(2, width / 120);
  const short = (tick: number) => (tick >= 1000 ? `${tick / 1000}k` : formatCount(tick));
  return (
    <g className="axes">
      {lossTicks(scale, y).map(({ value, label }) => (
        <g key={value} transform={`translate(0 ${y(value)})`}>
          <line x1={52} x2={width - right} />
          <text x={44} dy="0.32em" textAnchor="end">
            {label}
          </text>
        </g>
      ))}
      {x
        .ticks(count)
        .filter((tick) => axis !== 'neurons' || Number.isInteger(tick))
        .map((tick) => (
          <text key={tick} x={x(tick)} y={bottom + 18} textAnchor="middle">
            {axis === 'steps' ? short(tick) : tick}
          </text>
        ))}
      <text x={(52 + width - right) / 2} y={height - 4} textAnchor="middle">
        {AXIS_NAMES[axis]}
      </text>
      <text x={12} y={(bottom + 14) / 2} textAnchor="middle" transform={`rotate(-90 12 ${(bottom + 14) / 2})`}>
        training loss
      </text>
    </g>
  );
}

// Curves stay as they are while the pointer moves.
const Curves = memo(function Curves({
  curves,
  x,
  y,
}: {
  curves: readonly SeriesCurve[];
  x: ScaleLinear<number, number>;
  y: LossScale;
}) {
  const path = line<SeriesPoint>()
    .x((point) => x(point.x))
    .y((point) => y(point.y))
    .digits(1);
  const band = area<SeriesPoint>()
    .x((point) => x(point.x))
    .y0((point) => y(point.low))
    .y1((point) => y(point.high))
    .digits(1);
  return curves.map(({ key, color, mark, dashed, tone, points, lines }) => (
    <g key={key} className={`curve ${tone}`}>
      {lines ? (
        lines.map((points) => (
          <path
            key={points[0]?.seed}
            d={path(points) ?? ''}
            stroke={color}
            strokeWidth={1.1}
            strokeDasharray={dashed && DASHES}
            fill="none"
            className="seed"
          />
        ))
      ) : (
        <>
          <path d={band(points) ?? ''} fill={color} className="band" />
          <path
            d={path(points) ?? ''}
            stroke={color}
            strokeWidth={tone === 'quiet' ? 1.5 : 2.25}
            strokeDasharray={dashed && DASHES}
            fill="none"
          />
          {tone === 'full' &&
            points.map((point) => (
              <path
                key={point.x}
                d={seriesMark(mark)}
                transform={`translate(${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)})`}
                fill={color}
                className="point"
              />
            ))}
        </>
      )}
    </g>
  ));
});

/** The series' names at the ends of their lines. */
function Labels({
  curves,
  y,
  left,
  bottom,
}: {
  curves: readonly SeriesCurve[];
  y: LossScale;
  left: number;
  bottom: number;
}) {
  const full = curves.filter(({ tone, points }) => tone === 'full' && points.length > 0);
  const heights = spreadLabels(
    full.map(({ points }) => y(points.at(-1)!.y)),
    LABEL_HEIGHT,
    14,
    bottom,
  );
  return full.map(({ key, label, color, mark }, k) => (
    <g key={key} transform={`translate(${left} ${heights[k]!.toFixed(1)})`}>
      <path d={seriesMark(mark)} fill={color} transform="translate(4 0) scale(0.9)" />
      <text x={14} dy="0.33em" className="series-label">
        {label}
      </text>
    </g>
  ));
}
