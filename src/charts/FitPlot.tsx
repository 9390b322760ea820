/** "Function fit": points, the network, one thin curve per neuron, and candidates as ghosts. */
import { memo, useLayoutEffect, useMemo, useRef } from 'react';
import type { Candidate } from '../growth/neighbourhood.ts';
import { type Network, neuronName } from '../networks/network.ts';
import type { Task } from '../tasks/task.ts';
import {
  areaUnder,
  candidateCurves,
  curvePath,
  neuronColor,
  neuronCurve,
  type PlotScales,
  plotScales,
  sampleGrid,
  sumCurves,
} from './curves.ts';

export interface Ghost {
  readonly candidate: Candidate;
  readonly fate: 'open' | 'selected' | 'rejected';
}

export interface FitPlotProps {
  readonly task: Task;
  readonly network: Network | undefined;
  readonly ghosts: readonly Ghost[];
  readonly pointed: string | undefined;
  readonly width: number;
  readonly height: number;
  /** Changes when colours do, so the canvas is drawn anew. */
  readonly theme: string;
}

const MARGIN = { top: 14, right: 14, bottom: 26, left: 38 };
const SAMPLES = 121;

export function FitPlot({ task, network, ghosts, pointed, width, height, theme }: FitPlotProps) {
  const scales = useMemo(() => plotScales(task, width, height, MARGIN), [task, width, height]);
  const [left = 0, right = 1] = scales.x.domain();
  const x = sampleGrid(left, right, SAMPLES);
  const curves =
    network?.neurons.map((neuron) => {
      const curve = neuronCurve(network, neuron, x);
      return { neuron, curve, path: curvePath(curve, scales) };
    }) ?? [];
  const sum = sumCurves(
    x,
    curves.map(({ curve }) => curve),
  );
  const fit = curvePath(sum, scales);
  return (
    <div className="plot" style={{ height }}>
      <Points task={task} scales={scales} width={width} height={height} theme={theme} />
      <svg width={width} height={height} aria-hidden="true">
        <clipPath id="fit-clip">
          <rect
            x={MARGIN.left}
            y={4}
            width={Math.max(0, width - MARGIN.left - MARGIN.right)}
            height={Math.max(0, height - MARGIN.bottom - 4)}
          />
        </clipPath>
        <Axes task={task} scales={scales} width={width} height={height} />
        <g clipPath="url(#fit-clip)" fill="none">
          {curves.map(({ neuron, curve, path }) => (
            <g key={neuron.id} opacity={pointed === undefined || pointed === `neuron ${neuron.id}` ? 1 : 0.35}>
              <path d={areaUnder(path, curve, scales)} fill={neuronColor(neuron.id)} opacity={0.07} />
              <path d={path} stroke={neuronColor(neuron.id)} strokeWidth={1.25} />
            </g>
          ))}
          {network &&
            ghosts.map(({ candidate, fate }) => (
              <GhostCurve
                key={candidate.key}
                {...{ network, candidate, fate, scales, x }}
                strong={pointed === candidate.key || (fate === 'selected' && pointed === undefined)}
              />
            ))}
          {network && (
            <>
              <path d={fit} stroke="var(--network-halo)" strokeWidth={8} strokeLinejoin="round" />
              <path d={fit} stroke="var(--network)" strokeWidth={2.5} strokeLinejoin="round" />
            </>
          )}
        </g>
        {curves.map(({ neuron, curve }) => {
          const peak = curve.y.reduce((best, value, i) => (Math.abs(value) > Math.abs(curve.y[best]!) ? i : best), 0);
          const y = scales.y(curve.y[peak]!) + (curve.y[peak]! < 0 ? 14 : -6);
          const at = Math.min(Math.max(y, 14), height - MARGIN.bottom - 4);
          const across = Math.min(Math.max(scales.x(x[peak]!), MARGIN.left + 8), width - MARGIN.right - 8);
          return (
            <text
              key={neuron.id}
              x={across}
              y={at}
              className="mark-label"
              fill={neuronColor(neuron.id)}
              textAnchor="middle"
            >
              {neuronName(neuron.id)}
            </text>
          );
        })}
      </svg>
    </div>
  );
}

function GhostCurve({
  network,
  candidate,
  fate,
  scales,
  x,
  strong,
}: Ghost & { network: Network; scales: PlotScales; x: Float64Array; strong: boolean }) {
  return candidateCurves(network, candidate, x).map((curve, k) => {
    return (
      <path
        // biome-ignore lint/suspicious/noArrayIndexKey: a candidate's copies keep their order.
        key={k}
        d={curvePath(curve, scales)}
        stroke={candidate.kind === 'fresh' ? 'var(--fresh)' : 'var(--split)'}
        strokeWidth={strong ? 2 : 1.1}
        strokeDasharray={strong ? '2 4' : '1.5 5'}
        strokeLinecap="round"
        opacity={strong ? 1 : fate === 'rejected' ? 0.28 : 0.65}
      />
    );
  });
}

/** A thousand points are drawn on a canvas once, not as a thousand elements. */
function Points({
  task,
  scales,
  width,
  height,
  theme,
}: {
  task: Task;
  scales: PlotScales;
  width: number;
  height: number;
  theme: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scales follow from the task and the size; a theme changes the colour.
  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const ratio = globalThis.devicePixelRatio || 1;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    context.scale(ratio, ratio);
    context.fillStyle = getComputedStyle(element).getPropertyValue('--data');
    const { inputs, targets, count } = task.data;
    context.globalAlpha = Math.max(0.12, Math.min(0.75, 300 / count));
    for (let i = 0; i < count; i += 1) {
      context.beginPath();
      context.arc(scales.x(inputs[i]!), scales.y(targets[i]!), 1.8, 0, 2 * Math.PI);
      context.fill();
    }
  }, [task, width, height, theme]);
  return <canvas ref={canvas} style={{ width, height }} />;
}

// Axes and points stay as they are while the network moves.
const Axes = memo(function Axes({
  task,
  scales,
  width,
  height,
}: {
  task: Task;
  scales: PlotScales;
  width: number;
  height: number;
}) {
  const { offset, factor } = task.inputScale;
  const own = scales.x.copy().domain(scales.x.domain().map((value) => offset + factor * value));
  const bottom = height - MARGIN.bottom;
  const format = own.tickFormat(Math.max(3, width / 110));
  return (
    <g className="axes">
      {scales.y.ticks(Math.max(3, height / 60)).map((tick) => (
        <g key={tick} transform={`translate(0 ${scales.y(tick)})`}>
          <line x1={MARGIN.left} x2={width - MARGIN.right} className={tick === 0 ? 'zero' : undefined} />
          <text x={MARGIN.left - 8} dy="0.32em" textAnchor="end">
            {String(tick).replace('-', '−')}
          </text>
        </g>
      ))}
      {own.ticks(Math.max(3, width / 110)).map((tick) => (
        <g key={tick} transform={`translate(${own(tick)} 0)`}>
          <line y1={MARGIN.top} y2={bottom} />
          <text y={bottom + 17} textAnchor="middle">
            {format(tick)}
          </text>
        </g>
      ))}
    </g>
  );
});
