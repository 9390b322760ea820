/** Means with their intervals, one row per series, on a logarithmic axis of the loss. */
import { memo } from 'react';
import { lossScale, lossTicks } from './axis.ts';
import { seriesMark } from './series-marks.tsx';

export interface IntervalRow {
  readonly key: string;
  readonly label: string;
  readonly color: string;
  /** Index of its mark. */
  readonly mark: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly median: number;
}

export interface IntervalPlotProps {
  readonly rows: readonly IntervalRow[];
  readonly width: number;
}

const ROW = 24;
const AXIS = 34;
const TOP = 4;
const RIGHT = 12;

/** Height that so many rows need. */
export function intervalPlotHeight(rows: number): number {
  return TOP + rows * ROW + AXIS;
}

export const IntervalPlot = memo(function IntervalPlot({ rows, width }: IntervalPlotProps) {
  const left = Math.min(170, 16 + 6.4 * Math.max(...rows.map(({ label }) => label.length)));
  const bottom = TOP + rows.length * ROW;
  const narrow = width - left < 330;
  const losses = rows.flatMap(({ mean, low, high, median }) => [Math.max(low, median / 100), high, mean, median]);
  const x = lossScale('log', losses, [left + 8, width - RIGHT]);
  return (
    <svg className="interval-plot" width={width} height={intervalPlotHeight(rows.length)} aria-hidden="true">
      <g className="axes">
        {lossTicks('log', x, 6, 36).map(({ value, label }) => (
          <g key={value} transform={`translate(${x(value)} 0)`}>
            <line y1={TOP} y2={bottom} />
            <text y={bottom + 14} textAnchor="middle">
              {label}
            </text>
          </g>
        ))}
        <text
          x={narrow ? width - RIGHT : (left + 8 + width - RIGHT) / 2}
          y={bottom + 29}
          textAnchor={narrow ? 'end' : 'middle'}
        >
          training loss: mean with its 95 % interval, | median
        </text>
      </g>
      {rows.map(({ key, label, color, mark, mean, low, high, median }, k) => (
        <g key={key} transform={`translate(0 ${TOP + (k + 0.5) * ROW})`}>
          <text x={left - 4} dy="0.33em" textAnchor="end" className="series-label">
            {label}
          </text>
          <line x1={x(low)} x2={x(high)} stroke={color} strokeWidth={6} strokeOpacity={0.28} strokeLinecap="round" />
          <line x1={x(median)} x2={x(median)} y1={-6} y2={6} stroke={color} strokeWidth={2} />
          <path d={seriesMark(mark)} transform={`translate(${x(mean)} 0)`} fill={color} className="point" />
        </g>
      ))}
    </svg>
  );
});
