/**
 * "Network" of images: a layer is a column of cells, one per channel, from the first at the bottom to the newest on top.
 * Colour and mark say where a channel comes from, strength how important it is; what flows between layers is a band.
 */
import { type ReactNode, useMemo } from 'react';
import { ChartReader, type ReaderStep } from './ChartReader.tsx';
import { StackFlow } from './StackFlow.tsx';
import { StackLanes } from './StackLanes.tsx';
import type { StackLayer, StackPlace } from './stack-layer.ts';
import { cellAt, layoutStack } from './stack-layout.ts';
import { tipPlace } from './tip-place.ts';

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
  /** Name of the layer that another figure points at. */
  readonly pointedGroup?: string | undefined;
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
  const point = (x: number, y: number) => {
    const found = cellAt(layout, x, y);
    onPoint(found && placeOf(found.layer, found.cell));
  };
  const step = ({ right, up, end }: ReaderStep) => {
    const last = layers.length - 1;
    if (last < 0) return;
    if (!pointed || end) return onPoint(placeOf(end === 'last' ? last : 0, 0));
    const [over, along] = layout.direction === 'columns' ? [right, up] : [-up, right];
    const layer = Math.min(last, Math.max(0, pointed.layer + over));
    const cell = Math.floor(pointed.from / layout.perCell) + along;
    onPoint(placeOf(layer, Math.min(layout.lanes[layer]!.cells.length - 1, Math.max(0, cell))));
  };
  const channels = layers.reduce((sum, { cells }) => sum + cells.length, 0);
  const spot = pointed && layout.lanes[pointed.layer]?.cells[Math.floor(pointed.from / layout.perCell)];
  return (
    <div className="chart" style={{ height: layout.height }}>
      <svg width={width} height={layout.height} aria-hidden="true">
        {layout.direction === 'columns' && <StackFlow {...{ layers, layout, room, classes, picture, width }} />}
        {/* Another size is another picture: nothing moves over from where it was. */}
        <StackLanes key={`${layout.direction} ${width}`} {...{ layers, layout, phase }} pointed={props.pointedGroup} />
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
      <ChartReader
        label="Channels"
        value={pointed ? numberOf(layers, pointed) : 0}
        most={channels}
        text={pointed && say(pointed)}
        onPointer={point}
        onStep={step}
        onLeave={() => onPoint(undefined)}
      />
      {spot && tip && pointed && (
        <div className="chart-tip" style={tipPlace(spot.x + layout.cell / 2, spot.y, width)}>
          {tip(pointed)}
        </div>
      )}
    </div>
  );
}

/** The number of a channel, counted through all layers from 1. */
function numberOf(layers: readonly StackLayer[], { layer, from }: StackPlace): number {
  return layers.slice(0, layer).reduce((sum, { cells }) => sum + cells.length, 0) + from + 1;
}
