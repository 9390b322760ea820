/** Where the channels of a network of layers stand: a column of cells per layer, or a row where there is little width. */

export interface StackSize {
  /** Channels of each layer. */
  readonly widths: readonly number[];
  /** Whether the layer is a residual one: its column is narrower. */
  readonly residual: readonly boolean[];
  /** Candidates of each layer that are shown above it. */
  readonly candidates: readonly number[];
  /** The largest width to leave room for, so that nothing moves while the network grows. */
  readonly room: number;
  readonly width: number;
  /** Height of columns; rows are as high as they have to be. */
  readonly height: number;
}

export interface Spot {
  /** Upper left corner of a cell. */
  readonly x: number;
  readonly y: number;
}

export interface StackLane {
  /** Centre of a column, left end of a row's cells. */
  readonly x: number;
  /** Bottom of a column's cells, middle of a row. */
  readonly y: number;
  readonly width: number;
  /** Top of cells and candidates. */
  readonly top: number;
  readonly cells: readonly Spot[];
  readonly candidates: readonly Spot[];
}

export interface StackLayout {
  readonly direction: 'columns' | 'rows';
  /** Channels that one cell stands for. */
  readonly perCell: number;
  /** Side of a cell. */
  readonly cell: number;
  readonly height: number;
  readonly lanes: readonly StackLane[];
  /** Height of the middle of what flows between columns. */
  readonly flowY: number;
  /** Length of a full row. */
  readonly line: number;
  /** Whether names of layers have little room. */
  readonly dense: boolean;
}

/** More cells than this become cells of several channels. */
const MOST_CELLS = 900;
const LARGEST_PITCH = 19;
const SMALLEST_PITCH = 5;
/** Columns closer than this become rows. */
const CLOSEST = 33;
const RESIDUAL_SHARE = 0.72;
/** Room for the picture on the left and the classes on the right. */
export const STACK_SIDES = { left: 62, right: 50 } as const;
/** Room for numbers and candidates above columns, names below. */
const ABOVE = 62;
const BELOW = 42;
/** Most lines of candidates above a column. */
const CANDIDATE_LINES = 2;

const ROW = { label: 74, count: 60, gap: 9, most: 12, least: 6 } as const;

/** Lays out a network. Columns count from the input on. */
export function layoutStack(size: StackSize): StackLayout {
  const shares = size.residual.map((residual) => (residual ? RESIDUAL_SHARE : 1));
  const total = shares.reduce((sum, share) => sum + share, 0) || 1;
  const pitch = (size.width - STACK_SIDES.left - STACK_SIDES.right) / total;
  return pitch >= CLOSEST ? columns(size, shares, pitch) : rows(size);
}

/** Cells per line and their pitch, as large as fits; undefined if they would be too small. */
function largestFit(count: number, wide: number, high: number): { across: number; pitch: number } | undefined {
  let best: { across: number; pitch: number } | undefined;
  for (let across = 2; across <= 40; across += 1) {
    const lines = Math.max(1, Math.ceil(count / across));
    const pitch = Math.min(LARGEST_PITCH, wide / across, high / lines);
    if (pitch >= SMALLEST_PITCH && pitch > (best?.pitch ?? 0) + 0.25) best = { across, pitch };
  }
  return best;
}

function cellsOf(widths: readonly number[], perCell: number): number[] {
  return widths.map((width) => Math.ceil(width / perCell));
}

function columns(size: StackSize, shares: readonly number[], pitch: number): StackLayout {
  const { widths, residual, candidates, height } = size;
  const room = Math.max(size.room, ...widths, 1);
  const high = height - ABOVE - BELOW;
  let perCell = 1;
  let form = largestFit(room, pitch * 0.66, high);
  const crowded = () => cellsOf(widths, perCell).reduce((sum, cells) => sum + cells, 0) > MOST_CELLS;
  while ((!form || crowded()) && perCell < 4096) {
    perCell *= 2;
    form = largestFit(Math.ceil(room / perCell), pitch * 0.66, high);
  }
  const { across, pitch: step } = form ?? { across: 2, pitch: SMALLEST_PITCH };
  const cell = step * 0.84;
  const base = height - BELOW;
  let at = STACK_SIDES.left;
  const lanes = cellsOf(widths, perCell).map((count, layer): StackLane => {
    const share = shares[layer]!;
    const x = at + (share * pitch) / 2;
    at += share * pitch;
    const narrow = Math.max(2, Math.round(across * 0.6));
    const line = residual[layer] && Math.ceil(count / narrow) * step <= high ? narrow : across;
    const left = x - (line * step - (step - cell)) / 2;
    const spot = (k: number, bottom: number): Spot => ({
      x: left + (k % line) * step,
      y: bottom - Math.floor(k / line) * step - cell,
    });
    const cells = Array.from({ length: count }, (_, k) => spot(k, base));
    const top = base - Math.ceil(count / line) * step;
    const tried = Math.min(candidates[layer]!, line * CANDIDATE_LINES);
    const above = Array.from({ length: tried }, (_, k) => spot(k, top - step * 0.35));
    const crown = tried > 0 ? top - step * 0.35 - Math.ceil(tried / line) * step : top;
    return { x, y: base, width: line * step - (step - cell), top: crown, cells, candidates: above };
  });
  return {
    direction: 'columns',
    perCell,
    cell,
    height,
    lanes,
    flowY: base - Math.max(10, 1.5 * step),
    line: across * step,
    dense: pitch < 47,
  };
}

function rows({ widths, candidates, room: wanted, width }: StackSize): StackLayout {
  const room = Math.max(wanted, ...widths, 1);
  const wide = width - ROW.label - ROW.count;
  let perCell = 1;
  const crowded = () => {
    const cells = cellsOf(widths, perCell).reduce((sum, count) => sum + count, 0);
    return cells > MOST_CELLS || Math.ceil(room / perCell) > 4 * Math.floor(wide / ROW.least);
  };
  while (crowded() && perCell < 4096) perCell *= 2;
  const cellsMost = Math.ceil(room / perCell);
  const lines = Math.max(1, Math.ceil((cellsMost * 8) / wide));
  const step = Math.min(ROW.most, Math.max(ROW.least, wide / Math.ceil(cellsMost / lines)));
  const line = Math.max(1, Math.floor((wide + 0.01) / step));
  const cell = step * 0.82;
  let top = 4;
  const lanes = cellsOf(widths, perCell).map((count, layer): StackLane => {
    const tried = Math.min(candidates[layer]!, 2 * line);
    const used = Math.max(1, Math.ceil(count / line));
    const high = Math.max(26, (used + Math.ceil(tried / line)) * step);
    const start = top + (high - (used + Math.ceil(tried / line)) * step) / 2;
    const spot = (k: number, from: number): Spot => ({
      x: ROW.label + (k % line) * step,
      y: from + Math.floor(k / line) * step,
    });
    const lane = {
      x: ROW.label,
      y: top + high / 2,
      width: Math.min(line, Math.max(count, tried, 1)) * step,
      top,
      cells: Array.from({ length: count }, (_, k) => spot(k, start)),
      candidates: Array.from({ length: tried }, (_, k) => spot(k, start + used * step)),
    };
    top += high + ROW.gap;
    return lane;
  });
  return { direction: 'rows', perCell, cell, height: top, lanes, flowY: 0, line: line * step, dense: false };
}

/** The layer and cell at or near a place, if there is one. */
export function cellAt(layout: StackLayout, x: number, y: number): { layer: number; cell: number } | undefined {
  let best: { layer: number; cell: number } | undefined;
  let nearest = (layout.cell * 1.1) ** 2;
  const half = layout.cell / 2;
  for (const [layer, { cells }] of layout.lanes.entries()) {
    for (const [cell, spot] of cells.entries()) {
      const distance = (spot.x + half - x) ** 2 + (spot.y + half - y) ** 2;
      if (distance < nearest) [nearest, best] = [distance, { layer, cell }];
    }
  }
  return best;
}
