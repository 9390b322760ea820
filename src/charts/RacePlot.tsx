/** "Race": the loss of every lane over training steps, as far as it has been played. */
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { useId, useMemo } from 'react';
import { lossScale, lossTicks } from './axis.ts';
import { seriesMark } from './series-marks.tsx';

export interface RaceLine {
  readonly key: string;
  readonly color: string;
  /** Index of its mark. */
  readonly mark: number;
  readonly points: readonly { readonly steps: number; readonly loss: number }[];
  /** Training steps it has been played to. */
  readonly place: number;
  /** Loss at that place. */
  readonly loss: number | undefined;
}

export interface RacePlotProps {
  readonly lines: readonly RaceLine[];
  readonly totalSteps: number;
  readonly stepsPerPhase: number;
  readonly width: number;
  readonly height: number;
}

const MARGIN = { top: 12, right: 16, bottom: 38, left: 52 };

export function RacePlot({ lines, totalSteps, stepsPerPhase, width, height }: RacePlotProps) {
  const id = useId();
  const bottom = height - MARGIN.bottom;
  const x = useMemo(() => scaleLinear([0, totalSteps], [MARGIN.left, width - MARGIN.right]), [totalSteps, width]);
  const all = lines.flatMap(({ points }) => points);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the losses change only when points arrive.
  const y = useMemo(
    () =>
      lossScale(
        'log',
        all.map(({ loss }) => loss),
        [bottom, MARGIN.top],
      ),
    [all.length, bottom],
  );
  const growths = Array.from(
    { length: Math.max(0, Math.ceil(totalSteps / stepsPerPhase) - 1) },
    (_, k) => (k + 1) * stepsPerPhase,
  );
  return (
    <svg width={width} height={height} className="race-plot" aria-hidden="true">
      <g className="axes">
        {lossTicks('log', y).map(({ value, label }) => (
          <g key={value} transform={`translate(0 ${y(value)})`}>
            <line x1={MARGIN.left} x2={width - MARGIN.right} />
            <text x={44} dy="0.32em" textAnchor="end">
              {label}
            </text>
          </g>
        ))}
        {growths.map((steps) => (
          <line key={steps} x1={x(steps)} x2={x(steps)} y1={MARGIN.top} y2={bottom} />
        ))}
        {x.ticks(Math.max(2, width / 120)).map((tick) => (
          <text key={tick} x={x(tick)} y={bottom + 17} textAnchor="middle">
            {tick >= 1000 ? `${tick / 1000}k` : tick}
          </text>
        ))}
        <text x={(MARGIN.left + width - MARGIN.right) / 2} y={height - 4} textAnchor="middle">
          training steps
        </text>
      </g>
      {lines.map(({ key, color, mark, points, place, loss }) => (
        <g key={key}>
          <clipPath id={`${id}-${key}`}>
            <rect x={0} y={0} width={x(place)} height={height} />
          </clipPath>
          <LanePath points={points} color={color} x={x} y={y} clip={`${id}-${key}`} />
          {loss !== undefined && (
            <path
              d={seriesMark(mark)}
              transform={`translate(${x(place).toFixed(1)} ${y(loss).toFixed(1)}) scale(1.25)`}
              fill={color}
              className="point"
            />
          )}
        </g>
      ))}
    </svg>
  );
}

function LanePath({
  points,
  color,
  x,
  y,
  clip,
}: Pick<RaceLine, 'points' | 'color'> & { x: (steps: number) => number; y: (loss: number) => number; clip: string }) {
  const path = useMemo(
    () =>
      line<{ steps: number; loss: number }>()
        .x(({ steps }) => x(steps))
        .y(({ loss }) => y(loss))
        .digits(1)(points) ?? '',
    [points, x, y],
  );
  return (
    <path d={path} clipPath={`url(#${clip})`} fill="none" stroke={color} strokeWidth={1.75} strokeLinejoin="round" />
  );
}
