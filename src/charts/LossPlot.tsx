/** "Loss": mean squared error over the run's training steps, with a mark at each growth. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { useMemo } from 'react';
import type { LossHistory } from './loss-history.ts';
import { OriginMark } from './Marks.tsx';
import { formatLoss } from './numbers.ts';

export interface LossPlotProps {
  readonly history: LossHistory;
  /** Index into the history: the point on screen. */
  readonly shown: number;
  /** Index into the history: the furthest point seen; what lies between is faint, what lies beyond is hidden. */
  readonly seen: number;
  readonly scale: 'log' | 'linear';
  readonly width: number;
  readonly height: number;
}

const MARGIN = { top: 16, right: 12, bottom: 24, left: 46 };

export function LossPlot({ history, shown, seen, scale, width, height }: LossPlotProps) {
  const { points, growths, totalSteps } = history;
  const x = scaleLinear([0, totalSteps], [MARGIN.left, width - MARGIN.right]);
  // The curve is made once for all that has been computed; playing only moves the edges it is cut at.
  const { path, y } = useMemo(() => lossCurve(history, scale, width, height), [history, scale, width, height]);
  const current = points[Math.min(shown, points.length - 1)];
  if (!current) return <svg width={width} height={height} aria-hidden="true" />;
  const now = x(current.step);
  const edge = x(points[Math.max(shown, Math.min(seen, points.length - 1))]!.step);
  // Powers of ten when the scale spans some; else a few plain numbers.
  const decades = y
    .ticks(4)
    .filter((tick) => scale === 'linear' || Number.isInteger(Math.round(Math.log10(tick) * 1e9) / 1e9));
  const ticks = decades.length >= 2 ? decades : y.ticks(3).slice(0, 4);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <g className="axes">
        {ticks.map((tick) => (
          <g key={tick} transform={`translate(0 ${y(tick)})`}>
            <line x1={MARGIN.left} x2={width - MARGIN.right} />
            <text x={MARGIN.left - 8} dy="0.32em" textAnchor="end">
              {scale === 'log' ? powerOfTen(tick) : formatTick(tick)}
            </text>
          </g>
        ))}
        {growths
          .filter(({ at }) => at <= seen)
          .map((growth) => (
            <line
              key={growth.phase}
              x1={x(growth.step)}
              x2={x(growth.step)}
              y1={MARGIN.top}
              y2={height - MARGIN.bottom}
            />
          ))}
        {x.ticks(Math.max(2, width / 110)).map((tick) => (
          <text key={tick} x={x(tick)} y={height - 8} textAnchor="middle">
            {tick >= 1000 ? `${tick / 1000}k` : tick}
          </text>
        ))}
      </g>
      <clipPath id="loss-seen">
        <rect x={0} y={0} width={edge} height={height} />
      </clipPath>
      <clipPath id="loss-shown">
        <rect x={0} y={0} width={now} height={height} />
      </clipPath>
      <path d={path} clipPath="url(#loss-seen)" fill="none" stroke="var(--network)" strokeWidth={1.25} opacity={0.3} />
      <path d={path} clipPath="url(#loss-shown)" fill="none" stroke="var(--network)" strokeWidth={1.75} />
      {growths
        .filter(({ at }) => at <= seen)
        .map((growth) => (
          <g key={growth.phase} transform={`translate(${x(growth.step)} 9)`} opacity={growth.at <= shown ? 1 : 0.4}>
            <OriginMark kind={growth.kind} size={5} />
          </g>
        ))}
      <circle
        cx={now}
        cy={y(Math.max(current.loss, 1e-9))}
        r={4}
        fill="var(--network)"
        stroke="var(--card)"
        strokeWidth={1.5}
      />
    </svg>
  );
}

function lossCurve({ points, totalSteps }: LossHistory, scale: 'log' | 'linear', width: number, height: number) {
  const x = scaleLinear([0, totalSteps], [MARGIN.left, width - MARGIN.right]);
  const range: [number, number] = [height - MARGIN.bottom, MARGIN.top];
  const losses = points.map(({ loss }) => loss);
  const high = Math.max(1e-9, ...losses);
  const low = Math.max(1e-9, Math.min(high, ...losses));
  const y =
    scale === 'log'
      ? scaleLog([Math.min(low, high / 10), high * 1.15], range).clamp(true)
      : scaleLinear([0, high * 1.05], range);
  const path = line<{ step: number; loss: number }>()
    .x((point) => x(point.step))
    .y((point) => y(Math.max(point.loss, 1e-9)))
    .digits(1);
  return { y, path: path(points) ?? '' };
}

function powerOfTen(value: number): string {
  const power = Math.round(Math.log10(value));
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const text = [...String(Math.abs(power))].map((digit) => digits[Number(digit)]).join('');
  if (Math.abs(value / 10 ** power - 1) > 1e-6) return formatLoss(value);
  return power === 0 ? '1' : `10${power < 0 ? '⁻' : ''}${text}`;
}

function formatTick(value: number): string {
  return String(Number(value.toPrecision(3)));
}
