/** "Function fit": points, the network, one thin curve per neuron, and candidates as ghosts. */
import { memo, useLayoutEffect, useMemo, useRef } from 'react';
import type { Network } from '../networks/network.ts';
import { identityScale, type Scale, type Task } from '../tasks/task.ts';
import { valueAxis } from './axis.ts';
import { paintCanvas } from './canvas.ts';
import { type PlotScales, plotScales } from './curves.ts';
import { type FitDrawing, fitDrawing, fitGrid, type Ghost } from './fit-drawing.ts';

export interface FitPlotProps {
  readonly task: Task;
  /** What y is written in: the visitor's own units, or as the network has it. */
  readonly units?: Scale | undefined;
  readonly network: Network | undefined;
  readonly ghosts: readonly Ghost[];
  readonly pointed: string | undefined;
  readonly width: number;
  readonly height: number;
  /** Changes when colours or the screen do, so that canvases are painted anew. */
  readonly appearance: string;
}

/** Around the plot; layers above it take the same. */
export const FIT_MARGIN = { top: 14, right: 14, bottom: 26, left: 38 };

export function FitPlot({ task, units, network, ghosts, pointed, width, height, appearance }: FitPlotProps) {
  const scales = useMemo(() => plotScales(task, width, height, FIT_MARGIN), [task, width, height]);
  const x = useMemo(() => fitGrid(scales), [scales]);
  return (
    <div className="plot" style={{ height }}>
      <Points {...{ task, scales, width, height, appearance }} />
      <svg width={width} height={height} aria-hidden="true">
        <clipPath id="fit-clip">
          <rect
            x={FIT_MARGIN.left}
            y={4}
            width={Math.max(0, width - FIT_MARGIN.left - FIT_MARGIN.right)}
            height={Math.max(0, height - FIT_MARGIN.bottom - 4)}
          />
        </clipPath>
        <Axes {...{ task, units, scales, width, height }} />
        {network && <Curves drawing={fitDrawing({ network, ghosts, pointed, scales, x })} />}
      </svg>
    </div>
  );
}

function Curves({ drawing: { neurons, ghosts, network } }: { drawing: FitDrawing }) {
  return (
    <>
      <g clipPath="url(#fit-clip)" fill="none" strokeLinejoin="round">
        {neurons.map(({ id, area, color, opacity }) => (
          <path key={id} d={area} fill={color} fillOpacity={0.07} stroke={color} strokeWidth={1.25} opacity={opacity} />
        ))}
        {ghosts.map(({ key, path, color, strong, opacity }) => (
          <path
            key={key}
            d={path}
            stroke={color}
            strokeWidth={strong ? 2 : 1.1}
            strokeDasharray={strong ? '2 4' : '1.5 5'}
            strokeLinecap="round"
            strokeOpacity={opacity}
          />
        ))}
        <path d={network} stroke="var(--network-halo)" strokeWidth={8} />
        <path d={network} stroke="var(--network)" strokeWidth={2.5} />
      </g>
      {neurons.map(({ id, letter, at, color }) => (
        // Moved by its group: another x of the text itself would lay the text out anew.
        <g key={id} transform={`translate(${at.x.toFixed(1)} ${at.y.toFixed(1)})`}>
          <text className="mark-label" fill={color} textAnchor="middle">
            {letter}
          </text>
        </g>
      ))}
    </>
  );
}

/** A thousand points are drawn on a canvas once, not as a thousand elements. */
function Points({
  task,
  scales,
  width,
  height,
  appearance,
}: {
  task: Task;
  scales: PlotScales;
  width: number;
  height: number;
  appearance: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another appearance changes the colour.
  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const color = getComputedStyle(element).getPropertyValue('--data');
    paintCanvas(element, width, height, (context) => {
      context.fillStyle = color;
      const { inputs, targets, count } = task.data;
      context.globalAlpha = Math.max(0.12, Math.min(0.75, 300 / count));
      for (let i = 0; i < count; i += 1) {
        context.beginPath();
        context.arc(scales.x(inputs[i]!), scales.y(targets[i]!), 1.8, 0, 2 * Math.PI);
        context.fill();
      }
    });
  }, [task, scales, width, height, appearance]);
  return <canvas ref={canvas} style={{ width, height }} />;
}

// Axes and points stay as they are while the network moves.
const Axes = memo(function Axes({
  task,
  units = identityScale,
  scales,
  width,
  height,
}: {
  task: Task;
  units: Scale | undefined;
  scales: PlotScales;
  width: number;
  height: number;
}) {
  const y = valueAxis(scales.y, units, Math.max(3, height / 60));
  // Its corner says what labels are multiplied by.
  const ticks = y.ticks.filter(({ at }) => y.times === undefined || at > 20);
  const { offset, factor } = task.inputScale;
  const own = scales.x.copy().domain(scales.x.domain().map((value) => offset + factor * value));
  const bottom = height - FIT_MARGIN.bottom;
  const format = own.tickFormat(Math.max(4, width / 110));
  return (
    <g className="axes">
      {y.times && (
        <text x={FIT_MARGIN.left - 8} y={11} textAnchor="end">
          {y.times}
        </text>
      )}
      {ticks.map(({ at, label }) => (
        <g key={label} transform={`translate(0 ${at})`}>
          <line x1={FIT_MARGIN.left} x2={width - FIT_MARGIN.right} className={label === '0' ? 'zero' : undefined} />
          <text x={FIT_MARGIN.left - 8} dy="0.32em" textAnchor="end">
            {label}
          </text>
        </g>
      ))}
      {own.ticks(Math.max(4, width / 110)).map((tick) => (
        <g key={tick} transform={`translate(${own(tick)} 0)`}>
          <line y1={FIT_MARGIN.top} y2={bottom} />
          <text y={bottom + 17} textAnchor="middle">
            {format(tick)}
          </text>
        </g>
      ))}
    </g>
  );
});
