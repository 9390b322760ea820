/** The curves of an AccuracyPlot: every seed as a thin line, the mean with a band, networks from scratch as dots. */
import { area, line } from 'd3-shape';
import { memo } from 'react';
import { seriesMark } from '../series-marks.tsx';
import { type AccuracyCurve, type AccuracyMean, type AccuracyPoint, LEFT, type Scale } from './accuracy-scales.ts';

export interface AccuracyCurvesProps {
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

export const AccuracyCurves = memo(function AccuracyCurves({
  curves,
  x,
  y,
  inside,
  width,
  right,
  above,
}: AccuracyCurvesProps) {
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
