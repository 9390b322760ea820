/**
 * "Network" of images: a layer is a column of cells, one per channel, from the first at the bottom to the newest on top.
 * Colour and mark say where a channel comes from, strength how important it is; what flows between layers is a band.
 */
import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useMemo } from 'react';
import { StackFlow } from './StackFlow.tsx';
import { StackLanes } from './StackLanes.tsx';
import type { StackLayer, StackPlace } from './stack-layer.ts';
import { cellAt, layoutStack } from './stack-layout.ts';

export interface NetworkStackProps {
  readonly layers: readonly StackLayer[];
  /** Channels that arrived with this phase are outlined. */
  readonly phase: number;
  readonly room: number;
  readonly classes: number;
  /** Address of a picture of an input. */
  readonly picture: string | undefined;
  readonly width: number;
  readonly height: number;
  readonly pointed: StackPlace | undefined;
  readonly onPoint: (place: StackPlace | undefined) => void;
  /** A place in words, for those who walk by keyboard. */
  readonly say: (place: StackPlace) => string;
  /** What is shown beside the place pointed at. */
  readonly tip?: (place: StackPlace) => ReactNode;
}

function layoutOf({ layers, room, width, height }: Pick<NetworkStackProps, 'layers' | 'room' | 'width' | 'height'>) {
  return layoutStack({
    widths: layers.map(({ cells }) => cells.length),
    residual: layers.map(({ residual }) => residual),
    candidates: layers.map(({ candidates }) => candidates.length),
    room,
    width,
    height,
  });
}

/** Height of the picture, so that the panel can keep its place. */
export function networkStackHeight(props: Pick<NetworkStackProps, 'layers' | 'room' | 'width' | 'height'>): number {
  return layoutOf(props).height;
}

export function NetworkStack(props: NetworkStackProps) {
  const { layers, phase, room, classes, picture, width, height, pointed, onPoint, say, tip } = props;
  const layout = useMemo(() => layoutOf({ layers, room, width, height }), [layers, room, width, height]);
  const placeOf = (layer: number, cell: number): StackPlace => {
    const from = cell * layout.perCell;
    return { layer, from, to: Math.min(from + layout.perCell, layers[layer]!.cells.length) };
  };
  const point = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const found = cellAt(layout, event.clientX - box.left, event.clientY - box.top);
    onPoint(found && placeOf(found.layer, found.cell));
  };
  const walk = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Escape') return onPoint(undefined);
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    onPoint(walked(step, pointed));
  };
  const walked = ({ layers: over, cells: along, end }: Step, from: StackPlace | undefined): StackPlace | undefined => {
    const count = layers.length;
    if (!from || end) {
      const layer = end === 'last' ? count - 1 : 0;
      return count > 0 ? placeOf(layer, 0) : undefined;
    }
    const layer = Math.min(count - 1, Math.max(0, from.layer + (layout.direction === 'columns' ? over : -along)));
    const move = layout.direction === 'columns' ? along : over;
    const cells = layout.lanes[layer]!.cells.length;
    const cell = Math.floor(from.from / layout.perCell) + move;
    return placeOf(layer, Math.min(cells - 1, Math.max(0, cell)));
  };
  const channels = layers.reduce((sum, { cells }) => sum + cells.length, 0);
  const spot = pointed && layout.lanes[pointed.layer]?.cells[Math.floor(pointed.from / layout.perCell)];
  return (
    <div className="network-stack" style={{ height: layout.height }}>
      <svg width={width} height={layout.height} aria-hidden="true">
        {layout.direction === 'columns' && <StackFlow {...{ layers, layout, room, classes, picture, width }} />}
        <StackLanes {...{ layers, layout, phase }} />
        {layout.perCell > 1 && (
          <text x={0} y={11} className="stack-map">
            {`a cell: ${layout.perCell} channels`}
          </text>
        )}
        {spot && (
          <rect
            className="stack-pointed"
            x={spot.x - 2}
            y={spot.y - 2}
            width={layout.cell + 4}
            height={layout.cell + 4}
            rx={layout.cell * 0.25 + 2}
          />
        )}
      </svg>
      <div
        role="slider"
        tabIndex={0}
        className="stack-reader"
        aria-label="Channels"
        aria-valuemin={0}
        aria-valuemax={channels}
        aria-valuenow={pointed ? numberOf(layers, pointed) : 0}
        aria-valuetext={pointed ? say(pointed) : 'Arrow keys walk through the channels'}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={(event) => event.pointerType === 'mouse' && onPoint(undefined)}
        onKeyDown={walk}
        onBlur={() => onPoint(undefined)}
      />
      {spot && tip && pointed && (
        <div className="chart-tip" style={tipPlace(spot.x + layout.cell / 2, spot.y, width)}>
          {tip(pointed)}
        </div>
      )}
    </div>
  );
}

interface Step {
  readonly layers: number;
  readonly cells: number;
  readonly end?: 'first' | 'last';
}

const STEPS: Readonly<Record<string, Step>> = {
  ArrowLeft: { layers: -1, cells: 0 },
  ArrowRight: { layers: 1, cells: 0 },
  ArrowUp: { layers: 0, cells: 1 },
  ArrowDown: { layers: 0, cells: -1 },
  Home: { layers: 0, cells: 0, end: 'first' },
  End: { layers: 0, cells: 0, end: 'last' },
};

/** The number of a channel, counted through all layers from 1. */
function numberOf(layers: readonly StackLayer[], { layer, from }: StackPlace): number {
  return layers.slice(0, layer).reduce((sum, { cells }) => sum + cells.length, 0) + from + 1;
}

/** Beside a point, on the side where there is more room. */
export function tipPlace(x: number, y: number, width: number): CSSProperties {
  return x < width / 2 ? { left: x + 14, top: y } : { right: width - x + 14, top: y };
}
