/** "Network": every neuron as a card with its own bump, weights as arcs whose width is their size and colour their sign. */
import { scaleLinear, scaleSqrt } from 'd3-scale';
import { memo } from 'react';
import { type Network, type Neuron, neuronName } from '../networks/network.ts';
import { areaUnder, curvePath, neuronColor, neuronCurve, type PlotScales, pointedNeuron } from './curves.ts';
import { type MarkKind, OriginMark } from './Marks.tsx';
import { between, inputPath, layoutNetwork, type NetworkLayout, type Place, TERMINAL } from './network-layout.ts';
import { formatWeight } from './numbers.ts';

/** A candidate that has been selected and is about to arrive. */
export interface Arrival {
  readonly key: string;
  readonly kind: 'fresh' | 'split';
  readonly label: string;
  readonly neuron: Pick<Neuron, 'weights' | 'bias' | 'output'>;
}

export interface NetworkPlotProps {
  readonly network: Network;
  /** During a growth: the network before it, and how far the movement is, 0 to 1. */
  readonly growth: { readonly before: Network; readonly progress: number } | undefined;
  readonly arrivals: readonly Arrival[];
  readonly pointed: string | undefined;
  readonly onPoint: (key: string | undefined) => void;
  readonly width: number;
  /** The x values a card's bump is drawn over. */
  readonly grid: Float64Array;
}

/** Room between a card's edge and its bump, in pixels. */
const CARD_MARGIN = 7;

/** Weights from 0 to 4 and more give arcs up to 6 px. */
const weightWidth = scaleSqrt([0, 4], [0.75, 6]).clamp(true);

export function NetworkPlot({ network, growth, arrivals, pointed, onPoint, width, grid }: NetworkPlotProps) {
  const after = layoutNetwork(network, width, arrivals.length);
  // Cards make room first (with the dashed arrivals still among them), then the new neuron moves out of its parent.
  const before = growth && layoutNetwork(growth.before, width, network.neurons.length - growth.before.neurons.length);
  const t = growth?.progress ?? 1;
  const strongest = Math.max(0.5, ...network.neurons.map(({ output }) => Math.abs(output)));
  // The same for all cards, so that their bumps compare.
  const scales = bumpScales(grid, after.card, strongest);
  const placed = network.neurons.map((neuron) => ({ neuron, ...placeOf(neuron, after, before, t) }));
  return (
    <svg width={width} height={after.height} className="network-plot" aria-hidden="true">
      <g fill="none" strokeLinecap="round">
        {placed.map(({ neuron, place, opacity }) => (
          <Weights key={neuron.id} {...{ neuron, place, layout: after }} opacity={opacity * dim(pointed, neuron)} />
        ))}
        {arrivals.map((arrival, k) => (
          <Weights
            key={arrival.key}
            neuron={arrival.neuron}
            place={after.places.get(-k - 1)!}
            layout={after}
            opacity={0.6}
            dashed
          />
        ))}
      </g>
      <Terminal {...after.input} label="x" />
      <Terminal {...after.output} label="f(x)" />
      {placed.map(({ neuron, place, opacity }) => (
        <g
          key={neuron.id}
          transform={`translate(${place.x.toFixed(1)} ${place.y.toFixed(1)})`}
          opacity={opacity * dim(pointed, neuron)}
          onPointerEnter={() => onPoint(`neuron ${neuron.id}`)}
          onPointerLeave={() => onPoint(undefined)}
        >
          <Card {...{ network, neuron, grid, scales }} size={after.card} color={neuronColor(neuron.id)} />
          <Corner kind={neuron.origin.kind} size={after.card} />
          <text y={after.card / 2 + 17} textAnchor="middle" className="card-label">
            <tspan className="card-name" fill={neuronColor(neuron.id)}>
              {neuronName(neuron.id)}
            </tspan>
            <tspan dx="5">{formatWeight(neuron.output)}</tspan>
          </text>
        </g>
      ))}
      {arrivals.map((arrival, k) => {
        const place = after.places.get(-k - 1)!;
        return (
          <g key={arrival.key} transform={`translate(${place.x} ${place.y})`}>
            <Card
              network={network}
              neuron={arrival.neuron}
              grid={grid}
              scales={bumpScales(grid, after.card, Math.max(1e-6, Math.abs(arrival.neuron.output)))}
              size={after.card}
              color={arrival.kind === 'fresh' ? 'var(--fresh)' : 'var(--split)'}
              dashed
            />
            <Corner kind={arrival.kind} size={after.card} />
            <text y={after.card / 2 + 17} textAnchor="middle" className="card-label">
              {arrival.label}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function dim(pointed: string | undefined, neuron: Neuron): number {
  return (pointedNeuron(pointed) ?? neuron.id) === neuron.id ? 1 : 0.35;
}

function placeOf(neuron: Neuron, after: NetworkLayout, before: NetworkLayout | undefined, t: number) {
  const goal = after.places.get(neuron.id)!;
  if (!before || t >= 1) return { place: goal, opacity: 1 };
  const known = before.places.get(neuron.id);
  if (known) return { place: between(known, goal, t), opacity: 1 };
  if (neuron.origin.kind === 'split') {
    const parent = before.places.get(neuron.origin.parent);
    if (parent) return { place: between(parent, goal, t), opacity: 1 };
  }
  return { place: { x: goal.x, y: goal.y + 10 * (1 - t) }, opacity: t };
}

function Weights({
  neuron,
  place,
  layout,
  opacity,
  dashed = false,
}: {
  neuron: Pick<Neuron, 'weights' | 'output'>;
  place: Place;
  layout: NetworkLayout;
  opacity: number;
  dashed?: boolean;
}) {
  const { output, card } = layout;
  const top = place.y - card / 2;
  const weight = neuron.weights[0] ?? 0;
  const high = top - 26;
  return (
    <g strokeOpacity={opacity * 0.75} strokeDasharray={dashed ? '3 5' : undefined}>
      <path
        d={inputPath(place, layout)}
        stroke={weight < 0 ? 'var(--negative)' : 'var(--positive)'}
        strokeWidth={weightWidth(Math.abs(weight)) * 0.6}
      />
      <path
        d={`M${place.x} ${top}C${place.x + 26} ${high},${output.x - 8} ${high - 4},${output.x} ${output.y - TERMINAL}`}
        stroke={neuron.output < 0 ? 'var(--negative)' : 'var(--positive)'}
        strokeWidth={weightWidth(Math.abs(neuron.output))}
      />
    </g>
  );
}

function Card({
  network,
  neuron,
  grid,
  scales,
  size,
  color,
  dashed = false,
}: {
  network: Network;
  neuron: Pick<Neuron, 'weights' | 'bias' | 'output'>;
  grid: Float64Array;
  /** From a card's middle. */
  scales: PlotScales;
  size: number;
  color: string;
  dashed?: boolean;
}) {
  const curve = neuronCurve(network, neuron, grid);
  const path = curvePath(curve, scales);
  return (
    <>
      <Ground {...{ size, color, dashed }} />
      <path d={areaUnder(path, curve, scales)} fill={color} fillOpacity={0.25} />
      <path d={path} fill="none" stroke={color} strokeWidth={1.4} />
    </>
  );
}

// Stays as it is while the network moves.
const Ground = memo(function Ground({ size, color, dashed }: { size: number; color: string; dashed: boolean }) {
  const half = size / 2;
  const inner = half - CARD_MARGIN;
  return (
    <>
      <rect
        x={-half}
        y={-half}
        width={size}
        height={size}
        rx={Math.min(14, size / 4)}
        fill="var(--inset)"
        stroke={color}
        strokeWidth={1.5}
        strokeDasharray={dashed ? '3 3' : undefined}
      />
      <line x1={-inner} x2={inner} stroke={color} strokeWidth={0.75} strokeOpacity={0.5} />
    </>
  );
});

function bumpScales(grid: Float64Array, size: number, strongest: number): PlotScales {
  const inner = size / 2 - CARD_MARGIN;
  return {
    x: scaleLinear([grid[0]!, grid[grid.length - 1]!], [-inner, inner]),
    y: scaleLinear([-strongest, strongest], [inner, -inner]),
  };
}

const Corner = memo(function Corner({ kind, size }: { kind: MarkKind; size: number }) {
  return (
    <g transform={`translate(${size / 2 - 9} ${-size / 2 + 9})`}>
      <OriginMark kind={kind} size={4.5} />
    </g>
  );
});

const Terminal = memo(function Terminal({ x, y, label }: Place & { label: string }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <circle r={TERMINAL} fill="var(--inset)" stroke="var(--line)" />
      <text textAnchor="middle" dy="0.33em" className="math-label">
        {label}
      </text>
    </g>
  );
});
