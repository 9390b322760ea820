/** What a growth changed in "Function fit": the old curve over the new one, and their difference, magnified. */
import { scaleLinear } from 'd3-scale';
import { type Curve, curvePath, type PlotScales } from './curves.ts';

export interface DifferencePlotProps {
  /** The network before the growth. */
  readonly before: Curve;
  /** New minus old, on the same x. */
  readonly difference: Curve;
  /** Size of the difference that fills the strip. */
  readonly largest: number;
  readonly scales: PlotScales;
  readonly width: number;
  readonly height: number;
}

const STRIP = 46;

export function DifferencePlot({ before, difference, largest, scales, width, height }: DifferencePlotProps) {
  const [bottom = 0] = scales.y.range();
  const [left = 0, right = 0] = scales.x.range();
  const middle = bottom - STRIP / 2 - 6;
  const magnified: PlotScales = {
    x: scales.x,
    y: scaleLinear([-(largest || 1), largest || 1], [middle + STRIP / 2, middle - STRIP / 2]),
  };
  const [low = 0, high = 1] = scales.y.domain();
  const times = largest > 0 ? ((high - low) / (bottom - (scales.y.range()[1] ?? 0))) * (STRIP / 2 / largest) : 1;
  return (
    <svg width={width} height={height} aria-hidden="true">
      <path d={curvePath(before, scales)} fill="none" stroke="var(--text)" strokeWidth={1.5} strokeDasharray="5 4" />
      <rect
        x={left}
        y={middle - STRIP / 2 - 4}
        width={right - left}
        height={STRIP + 8}
        fill="var(--card)"
        opacity={0.86}
      />
      <line x1={left} x2={right} y1={middle} y2={middle} stroke="var(--line-strong)" strokeDasharray="1 3" />
      <path d={curvePath(difference, magnified)} fill="none" stroke="var(--danger)" strokeWidth={1.75} />
      <text x={left + 6} y={middle - STRIP / 2 + 8} className="difference-label">
        new − old, × {Number(times.toPrecision(2)).toLocaleString('en-US')}
      </text>
    </svg>
  );
}
