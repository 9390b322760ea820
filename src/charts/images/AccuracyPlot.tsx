/** Accuracy or loss against size or cost, to be read by pointer and keys. */
import { type ReactNode, useMemo } from 'react';
import { AccuracyCurves } from './AccuracyCurves.tsx';
import { AccuracyLabels, OutsideLabels } from './AccuracyLabels.tsx';
import {
  type AccuracyCurve,
  type AccuracyMean,
  accuracyScales,
  BOTTOM,
  curveName,
  LEFT,
  labelRoom,
  sizeTicks,
} from './accuracy-scales.ts';
import { ChartReader, type ReaderStep } from './ChartReader.tsx';
import { tipPlace } from './tip-place.ts';

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

/** How far a pointer may be from what it reads, in px. */
const REACH = 40;

export function AccuracyPlot({
  curves,
  xScale,
  xName,
  formatX,
  yName,
  formatY,
  labelled,
  width,
  height,
  place,
  onPlace,
  say,
  tip,
}: AccuracyPlotProps) {
  const right = labelled ? labelRoom(curves, formatX) : 10;
  const { near, far, ...frame } = useMemo(
    () => accuracyScales(curves, xScale, { width, height, right }),
    [curves, xScale, width, height, right],
  );
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
          {sizeTicks(x, xScale, width - LEFT - right).map((tick) => (
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
        <AccuracyCurves {...{ x, y, inside, right, width }} curves={near} above={found?.key} />
        {labelled && (
          <AccuracyLabels
            {...{ x, y, inside, limit, formatX, height, width, right }}
            curves={near}
            above={found?.key}
          />
        )}
        <OutsideLabels
          curves={far}
          x={width - 4}
          y={y}
          nameOf={(curve) => curveName(curve, limit, formatX)}
          formatY={formatY}
        />
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
