/** "Seconds per growth": every repeat as a dot on a logarithmic axis, the median as a bar, and how many times as long as the first. */
import { scaleLog } from 'd3-scale';
import { seriesMark } from '../series-marks.tsx';
import { formatSeconds } from './PhaseTimes.tsx';
import { short } from './stack-layer.ts';

export interface GrowthTimesRow {
  readonly key: string;
  readonly label: string;
  readonly color: string;
  /** Index of its mark. */
  readonly mark: number;
  /** Seconds of each repeat. */
  readonly seconds: readonly number[];
}

export interface GrowthTimesPlotProps {
  /** The first is what the others are compared with. */
  readonly rows: readonly GrowthTimesRow[];
  /** Printed elsewhere: how many times as long as the first. */
  readonly ratios: readonly { readonly times: number; readonly label: string }[];
  readonly width: number;
}

const ROW = 30;
const TOP = 38;
const BOTTOM = 34;
const RIGHT = 116;

export function growthTimesHeight(rows: number): number {
  return TOP + rows * ROW + BOTTOM;
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return Number.isInteger(half) ? (sorted[half - 1]! + sorted[half]!) / 2 : sorted[Math.floor(half)]!;
}

export function GrowthTimesPlot({ rows, ratios, width }: GrowthTimesPlotProps) {
  const left = Math.min(170, 24 + 6.3 * Math.max(...rows.map(({ label }) => label.length)));
  const height = growthTimesHeight(rows.length);
  const first = rows[0] ? median(rows[0].seconds) : 1;
  const all = [...rows.flatMap(({ seconds }) => seconds), first, ...ratios.map(({ times }) => times * first)];
  const x = scaleLog([Math.min(...all) / 1.3, Math.max(...all) * 1.3], [left, width - RIGHT]);
  const bottom = height - BOTTOM;
  const ticks = x.ticks(5).filter((tick) => /^1(e|0*$)/.test(String(tick)) || /^0\.0*1$/.test(String(tick)));
  return (
    <svg width={width} height={height} className="growth-times" aria-hidden="true">
      <g className="axes">
        {ticks.map((tick) => (
          <g key={tick} transform={`translate(${short(x(tick))} 0)`}>
            <line y1={TOP} y2={bottom} />
            <text y={bottom + 16} textAnchor="middle">
              {tick}
            </text>
          </g>
        ))}
        <text x={(left + width - RIGHT) / 2} y={height - 3} textAnchor="middle">
          seconds of one growth
        </text>
        {ratios.map(({ times, label }, k) => (
          <g key={label} transform={`translate(${short(x(times * first))} 0)`}>
            <line y1={TOP - 6} y2={bottom} className="printed" />
            {/* One above the other, so that they never touch. */}
            <text y={TOP - 11 - 13 * (k % 2)} textAnchor="middle">
              {label}
            </text>
          </g>
        ))}
      </g>
      {rows.map(({ key, label, color, mark, seconds }, k) => {
        const y = TOP + (k + 0.5) * ROW;
        const middle = median(seconds);
        return (
          <g key={key} transform={`translate(0 ${y})`}>
            <path d={seriesMark(mark)} fill={color} transform="translate(6 0)" />
            <text x={18} dy="0.34em" className="series-label">
              {label}
            </text>
            {seconds.map((value, repeat) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: repeats never move.
              <circle key={repeat} cx={short(x(value))} r={3} fill={color} className="repeat-dot" />
            ))}
            <line x1={short(x(middle))} x2={short(x(middle))} y1={-9} y2={9} stroke={color} strokeWidth={2.5} />
            <text x={width - RIGHT + 10} dy="0.34em" className="time-text">
              <tspan className="stack-width">{formatSeconds(middle)}</tspan>
              {k > 0 && <tspan dx={6}>{`${Number((middle / first).toPrecision(2))}×`}</tspan>}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
