/** "Loss": mean squared error over the run's training steps, with a mark at each growth. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { useMemo } from 'react';
import { lossTicks } from './axis.ts';
import type { LossHistory, LossPoint } from './loss-history.ts';
import { OriginMark } from './Marks.tsx';
import { linePath } from './paths.ts';

export interface LossPlotProps {
  readonly history: LossHistory;
  /** Index into the history: the point on screen. */
  readonly shown: number;
  /** Index into the history: the furthest point seen; what lies between is faint, what lies beyond is hidden. */
  readonly seen: number;
  /** Other branches of the run, from where they part. */
  readonly others?: readonly OtherLoss[];
  readonly scale: 'log' | 'linear';
  readonly width: number;
  readonly height: number;
}

export interface OtherLoss {
  readonly id: number;
  readonly letter: string;
  readonly points: readonly LossPoint[];
  readonly pointed: boolean;
}

const NO_OTHERS: readonly OtherLoss[] = [];
/** Losses below this are drawn at this height on the logarithmic scale. */
const FLOOR = 1e-9;
const MARGIN = { top: 16, right: 12, bottom: 24, left: 46 };

export function LossPlot({ history, shown, seen, others = NO_OTHERS, scale, width, height }: LossPlotProps) {
  const { points, growths, totalSteps } = history;
  const x = scaleLinear([0, totalSteps], [MARGIN.left, width - MARGIN.right]);
  // The curve is made once for all that has been computed; playing only moves the edges it is cut at.
  const { path, otherPaths, y } = useMemo(
    () => lossCurves(history, others, scale, width, height),
    [history, others, scale, width, height],
  );
  const current = points[Math.min(shown, points.length - 1)];
  if (!current) return <svg width={width} height={height} aria-hidden="true" />;
  const now = x(current.step);
  // A growth changes the loss at the same step: what comes of it is not shown before it happens.
  const cut = points[shown + 1]?.step === current.step ? now - 1 : now;
  const edge = x(points[Math.max(shown, Math.min(seen, points.length - 1))]!.step);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <g className="axes">
        {lossTicks(scale, y, 4).map(({ value, label }) => (
          <g key={value} transform={`translate(0 ${y(value)})`}>
            <line x1={MARGIN.left} x2={width - MARGIN.right} />
            <text x={MARGIN.left - 8} dy="0.32em" textAnchor="end">
              {label}
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
        <rect x={0} y={0} width={cut} height={height} />
      </clipPath>
      {others.map(({ id, letter, points: line, pointed }, index) => {
        const end = line.at(-1);
        if (!end) return null;
        return (
          <g key={id} className="fork">
            <path
              d={otherPaths[index]}
              fill="none"
              stroke={pointed ? 'var(--text)' : 'var(--branch)'}
              strokeWidth={pointed ? 2 : 1.25}
              strokeDasharray="5 3"
            />
            <text className="fork-letter" x={Math.min(x(end.step) + 4, width - 9)} y={y(Math.max(end.loss, FLOOR)) - 4}>
              {letter}
            </text>
          </g>
        );
      })}
      <path
        d={path}
        clipPath="url(#loss-seen)"
        fill="none"
        stroke="var(--network)"
        strokeWidth={1.25}
        strokeOpacity={0.3}
      />
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
        cy={y(Math.max(current.loss, FLOOR))}
        r={4}
        fill="var(--network)"
        stroke="var(--card)"
        strokeWidth={1.5}
      />
    </svg>
  );
}

function lossCurves(
  { points, totalSteps }: LossHistory,
  others: readonly OtherLoss[],
  scale: 'log' | 'linear',
  width: number,
  height: number,
) {
  const x = scaleLinear([0, totalSteps], [MARGIN.left, width - MARGIN.right]);
  const range: [number, number] = [height - MARGIN.bottom, MARGIN.top];
  const losses = [points, ...others.map((other) => other.points)].flat().map(({ loss }) => loss);
  const high = losses.reduce((a, b) => Math.max(a, b), FLOOR);
  const low = Math.max(
    FLOOR,
    losses.reduce((a, b) => Math.min(a, b), high),
  );
  const y =
    scale === 'log'
      ? scaleLog([Math.min(low, high / 10), high * 1.15], range).clamp(true)
      : scaleLinear([0, high * 1.05], range);
  const path = (all: readonly LossPoint[]) =>
    linePath(
      all,
      (point) => x(point.step),
      (point) => y(Math.max(point.loss, FLOOR)),
    );
  return { y, path: path(points), otherPaths: others.map((other) => path(other.points)) };
}
