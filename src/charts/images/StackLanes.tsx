/** The channels of each layer of a network, and what is written about it. */
import { type CSSProperties, memo, useState } from 'react';
import type { Origin } from '../../networks/network.ts';
import { short as n, type StackCell, type StackLayer } from './stack-layer.ts';
import type { StackLane, StackLayout } from './stack-layout.ts';

const COLOR = { initial: 'var(--initial)', split: 'var(--split)', fresh: 'var(--fresh)' } as const;

interface LanesProps {
  readonly layers: readonly StackLayer[];
  readonly layout: StackLayout;
  readonly phase: number;
  /** Name of the layer that another figure points at: the others step back. */
  readonly pointed: string | undefined;
}

export const StackLanes = memo(function StackLanes({ layers, layout, phase, pointed }: LanesProps) {
  // What is there when the picture appears has not just arrived.
  const [first] = useState(phase);
  return layers.map((layer, k) => (
    <Lane
      key={layer.group}
      {...{ layer, layout, phase }}
      arrives={phase !== first}
      quiet={pointed !== undefined && pointed !== layer.group}
      lane={layout.lanes[k]!}
      showsMap={!layout.dense || layer.side !== layers[k - 1]?.side}
    />
  ));
});

interface LaneProps {
  readonly layer: StackLayer;
  readonly lane: StackLane;
  readonly layout: StackLayout;
  readonly phase: number;
  /** Where there is little room, only the first of layers with maps of one size says so. */
  readonly showsMap: boolean;
  readonly quiet: boolean;
  /** Whether what is new moves in. */
  readonly arrives: boolean;
}

function phaseOf(origin: Origin): number {
  return origin.kind === 'initial' ? 0 : origin.phase;
}

/** The cells of a lane: of several channels, the one that came last gives colour, their mean the strength. */
function cellsOf({ cells }: StackLayer, perCell: number): StackCell[] {
  if (perCell === 1) return [...cells];
  return Array.from({ length: Math.ceil(cells.length / perCell) }, (_, k) => {
    const some = cells.slice(k * perCell, (k + 1) * perCell);
    const strength = some.reduce((sum, cell) => sum + cell.strength, 0) / some.length;
    return { origin: some.at(-1)!.origin, strength };
  });
}

function Lane({ layer, lane, layout, phase, showsMap, quiet, arrives }: LaneProps) {
  const { cell: side, perCell, direction } = layout;
  const cells = cellsOf(layer, perCell);
  const from = direction === 'columns' ? { x: lane.x, y: 0 } : { x: 0, y: lane.top };
  const newest = layer.cells.filter(({ origin }) => phaseOf(origin) === phase && phase > 0).length;
  const marks = side >= 6.5 ? cellMarks(cells, lane, side, from) : undefined;
  return (
    <g
      className="stack-lane"
      transform={`translate(${n(from.x)} ${n(from.y)})`}
      style={{ transform: `translate(${n(from.x)}px, ${n(from.y)}px)` }}
      opacity={quiet ? 0.4 : undefined}
    >
      {cells.map(({ origin, strength }, k) => {
        const spot = lane.cells[k]!;
        const fresh = phaseOf(origin) === phase && phase > 0;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: channels are appended and keep their places.
            key={k}
            x={n(spot.x - from.x)}
            y={n(spot.y - from.y)}
            width={n(side)}
            height={n(side)}
            rx={n(side * 0.25)}
            fill={COLOR[origin.kind]}
            fillOpacity={Math.round((0.3 + 0.7 * strength) * 100) / 100}
            className={fresh ? `stack-cell new${arrives ? ' arrives' : ''}` : 'stack-cell'}
            style={fresh && arrives ? arrival(origin, k, spot, lane, perCell) : undefined}
          />
        );
      })}
      {marks && <path d={marks} className="stack-marks" />}
      {layer.candidates.slice(0, lane.candidates.length).map((candidate, k) => {
        const spot = lane.candidates[k]!;
        return (
          <circle
            // biome-ignore lint/suspicious/noArrayIndexKey: candidates are listed once per growth.
            key={k}
            cx={n(spot.x - from.x + side / 2)}
            cy={n(spot.y - from.y + side / 2)}
            r={n(side * 0.38)}
            stroke={COLOR[candidate.kind]}
            fill={candidate.kept ? COLOR[candidate.kind] : 'none'}
            className={`stack-candidate ${candidate.kept === undefined ? 'open' : candidate.kept ? 'kept' : 'let-go'}`}
          />
        );
      })}
      <LaneText {...{ layer, lane, layout, newest, from, showsMap }} />
    </g>
  );
}

/** Where an arrival moves in from: a copy from its parent, a fresh channel from above. */
function arrival(origin: Origin, cell: number, spot: { x: number; y: number }, lane: StackLane, perCell: number) {
  const parent = origin.kind === 'split' && perCell === 1 ? lane.cells[origin.parent] : undefined;
  const [dx, dy] = parent ? [parent.x - spot.x, parent.y - spot.y] : [0, -22];
  return {
    '--dx': `${n(dx)}px`,
    '--dy': `${n(dy)}px`,
    animationDelay: `${Math.min(600, (cell % 24) * 25)}ms`,
  } as CSSProperties;
}

/** A slit in what came by splitting, a dot in what is fresh: never colour alone. */
function cellMarks(cells: readonly StackCell[], lane: StackLane, side: number, from: { x: number; y: number }): string {
  return cells
    .map(({ origin }, k) => {
      const [x, y] = [lane.cells[k]!.x - from.x + side / 2, lane.cells[k]!.y - from.y];
      const dot = side * 0.15;
      if (origin.kind === 'split') return `M${n(x - 0.6)} ${n(y)}h1.2v${n(side)}h-1.2z`;
      if (origin.kind === 'fresh') {
        return `M${n(x)} ${n(y + side / 2 - dot)}l${n(dot)} ${n(dot)}l${n(-dot)} ${n(dot)}l${n(-dot)} ${n(-dot)}z`;
      }
      return '';
    })
    .join('');
}

interface LaneTextProps extends Omit<LaneProps, 'phase' | 'quiet' | 'arrives'> {
  readonly newest: number;
  readonly from: { readonly x: number; readonly y: number };
}

/** Name and map size, width and what was added to it. */
function LaneText({ layer, lane, layout, newest, from, showsMap }: LaneTextProps) {
  const { label, side, cells, candidates } = layer;
  const kept = candidates.filter((candidate) => candidate.kept).length;
  const known = candidates.some((candidate) => candidate.kept !== undefined);
  const more =
    candidates.length > 0 ? (known ? `+${kept}` : `${candidates.length} tried`) : newest > 0 ? `+${newest}` : '';
  const map = `${side}×${side}`;
  if (layout.direction === 'rows') {
    const y = lane.y - from.y;
    return (
      <g>
        <text x={0} y={y - 2} className="stack-name">
          {label}
        </text>
        <text x={0} y={y + 10} className="stack-map">
          {map}
        </text>
        <text x={lane.x + layout.line + 10} y={more ? y - 2 : y + 4} className="stack-width">
          {cells.length}
        </text>
        {more && (
          <text x={lane.x + layout.line + 10} y={y + 10} className="stack-more">
            {more}
          </text>
        )}
      </g>
    );
  }
  return (
    <g textAnchor="middle">
      <text y={n(lane.top - 7)} className="stack-width">
        {cells.length}
      </text>
      {more && (
        <text y={n(lane.top - 22)} className="stack-more">
          {more}
        </text>
      )}
      <text y={n(lane.y + 19)} className="stack-name">
        {layout.dense ? label.replace(/^conv |(?<=new).*/g, '') : label}
      </text>
      {showsMap && (
        <text y={n(lane.y + 33)} className="stack-map">
          {map}
        </text>
      )}
    </g>
  );
}
