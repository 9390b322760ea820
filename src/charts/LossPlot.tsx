/** "Loss": that of training over the run's steps or epochs, with a mark at each growth. */
import { type ScaleLinear, scaleLinear, scaleLog } from 'd3-scale';
import { useMemo } from 'react';
import { type LossScale, lossTicks } from './axis.ts';
import type { Growth } from './loss-history.ts';
import { OriginMark } from './Marks.tsx';
import { linePath } from './paths.ts';

/** A loss after so many steps of training, or epochs. */
export interface LossMark {
  readonly step: number;
  readonly loss: number;
}

export interface Losses {
  readonly points: readonly LossMark[];
  readonly growths: readonly Pick<Growth, 'phase' | 'step' | 'at' | 'kinds'>[];
  /** Where the axis ends. */
  readonly totalSteps: number;
}

export interface LossPlotProps {
  readonly history: Losses;
  /** Index into the history: the point on screen; -1 before the first. */
  readonly shown: number;
  /** Index into the history: the furthest point seen; what lies between is faint, what lies beyond is hidden. */
  readonly seen: number;
  /** Other branches of the run, from where they part. */
  readonly others?: readonly OtherLoss[];
  readonly scale: 'log' | 'linear';
  /** The height is that of the losses, without zero and whole powers of ten. */
  readonly close?: boolean;
  /** Below the axis. */
  readonly xName?: string;
  /** Index into the history: the point that is read. */
  readonly read?: number | undefined;
  readonly width: number;
  readonly height: number;
}

export interface OtherLoss {
  readonly id: number;
  readonly letter: string;
  readonly points: readonly LossMark[];
  readonly pointed: boolean;
}

const NO_OTHERS: readonly OtherLoss[] = [];
/** Losses below this are drawn at this height on the logarithmic scale. */
const FLOOR = 1e-9;
const MARGIN = { top: 16, right: 12, bottom: 24, left: 46 };
/** Pixels of the axis' name. */
const NAME_HEIGHT = 15;
/** Pixels from one mark of a growth to the next. */
const MARK_WIDTH = 12;

export function LossPlot(props: LossPlotProps) {
  const { history, shown, seen, others = NO_OTHERS, scale, close = false, xName, read, width, height } = props;
  const { points, growths } = history;
  const bottom = lossBottom(height, xName);
  // The curve is made once for all that has been computed; playing only moves the edges it is cut at.
  const { path, otherPaths, x, y } = useMemo(() => {
    const scales = lossScales(history, { others, scale, close, width, bottom });
    return { ...scales, ...lossCurves(history, others, scales) };
  }, [history, others, scale, close, width, bottom]);
  if (points.length === 0) return <svg width={width} height={height} aria-hidden="true" />;
  const current = points[Math.min(shown, points.length - 1)];
  const now = x(current?.step ?? 0);
  // A growth changes the loss at the same step: what comes of it is not shown before it happens.
  const cut = current && points[shown + 1]?.step === current.step ? now - 1 : now;
  const edge = x(points[Math.max(shown, Math.min(seen, points.length - 1))]!.step);
  const pointed = read === undefined ? undefined : points[read];
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
            <line key={growth.phase} x1={x(growth.step)} x2={x(growth.step)} y1={MARGIN.top} y2={bottom} />
          ))}
        {x.ticks(Math.max(2, width / 110)).map((tick) => (
          <text key={tick} x={x(tick)} y={bottom + 16} textAnchor="middle">
            {tick >= 1000 ? `${tick / 1000}k` : tick}
          </text>
        ))}
        {xName && (
          <text x={(MARGIN.left + width - MARGIN.right) / 2} y={height - 4} textAnchor="middle">
            {xName}
          </text>
        )}
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
          <g key={growth.phase} opacity={growth.at <= shown ? 1 : 0.4}>
            {growth.kinds.map((kind, k, { length }) => (
              <g key={kind} transform={`translate(${x(growth.step) + MARK_WIDTH * (k - (length - 1) / 2)} 9)`}>
                <OriginMark kind={kind} size={5} />
              </g>
            ))}
          </g>
        ))}
      {current && (
        <circle
          cx={now}
          cy={y(Math.max(current.loss, FLOOR))}
          r={4}
          fill="var(--network)"
          stroke="var(--card)"
          strokeWidth={1.5}
        />
      )}
      {pointed && (
        <circle
          className="chart-read"
          cx={x(pointed.step)}
          cy={y(Math.max(pointed.loss, FLOOR))}
          r={7}
          stroke="var(--network)"
        />
      )}
    </svg>
  );
}

export interface LossScales {
  readonly x: ScaleLinear<number, number>;
  readonly y: LossScale;
}

/** Pixels at which the picture's curves end, for those who read it at a place. */
export function lossBottom(height: number, xName?: string): number {
  return height - MARGIN.bottom - (xName ? NAME_HEIGHT : 0);
}

interface LossFrame {
  readonly others?: readonly OtherLoss[];
  readonly scale: 'log' | 'linear';
  readonly close: boolean;
  readonly width: number;
  readonly bottom: number;
}

/** Where losses lie in the picture. */
export function lossScales(
  { points, totalSteps }: Losses,
  { others = NO_OTHERS, scale, close, width, bottom }: LossFrame,
): LossScales {
  const x = scaleLinear([0, totalSteps], [MARGIN.left, width - MARGIN.right]);
  const range: [number, number] = [bottom, MARGIN.top];
  const losses = [points, ...others.map((other) => other.points)].flat().map(({ loss }) => loss);
  const high = losses.reduce((a, b) => Math.max(a, b), FLOOR);
  const low = Math.max(
    FLOOR,
    losses.reduce((a, b) => Math.min(a, b), high),
  );
  if (close) {
    const room = Math.max(0.06 * (high - low), 0.01 * high);
    const y =
      scale === 'log' ? scaleLog([low / 1.06, high * 1.06], range) : scaleLinear([low - room, high + room], range);
    return { x, y: y.clamp(true) };
  }
  const y =
    scale === 'log'
      ? scaleLog([Math.min(low, high / 10), high * 1.15], range).clamp(true)
      : scaleLinear([0, high * 1.05], range);
  return { x, y };
}

function lossCurves({ points }: Losses, others: readonly OtherLoss[], { x, y }: LossScales) {
  const path = (all: readonly LossMark[]) =>
    linePath(
      all,
      ({ step }) => x(step),
      ({ loss }) => y(Math.max(loss, FLOOR)),
    );
  return { path: path(points), otherPaths: others.map((other) => path(other.points)) };
}
