/** Where the neurons of a network stand in its picture: in rows, each split's copy beside its parent. */
import { lineageOrder } from '../growth/lineage.ts';
import type { Network } from '../networks/network.ts';
import { oneDecimal } from './paths.ts';

export interface Place {
  /** Centre, in pixels. */
  readonly x: number;
  readonly y: number;
}

export interface NetworkLayout {
  readonly places: ReadonlyMap<number, Place>;
  /** Width and height of a neuron's card. */
  readonly card: number;
  readonly height: number;
  readonly input: Place;
  readonly output: Place;
}

/** Room for x and f(x) at the sides, for weights above and for labels below a row. */
const SIDE = 62;
const ABOVE = 34;
const BELOW = 52;
const LARGEST_CARD = 64;
const SMALLEST_CARD = 40;
const GAP = 12;

/** Lays out a network with `extra` more cards (candidates about to arrive, under negative ids -1, -2, ...). */
export function layoutNetwork(network: Network, width: number, extra = 0): NetworkLayout {
  const ids = [...lineageOrder(network.neurons).map(({ id }) => id)];
  for (let k = 1; k <= extra; k += 1) ids.push(-k);
  const room = Math.max(SMALLEST_CARD, width - 2 * SIDE);
  const most = Math.max(1, Math.floor((room + GAP) / (SMALLEST_CARD + GAP + 6)));
  const rows = Math.ceil(ids.length / most);
  const columns = Math.ceil(ids.length / rows);
  const card = Math.min(LARGEST_CARD, Math.max(SMALLEST_CARD, room / columns - GAP));
  const pitch = Math.min(room / columns, card + 58);
  const rowHeight = ABOVE + card + BELOW;
  const places = new Map(
    ids.map((id, index): [number, Place] => {
      const row = Math.floor(index / columns);
      const inRow = Math.min(columns, ids.length - row * columns);
      const column = index - row * columns;
      const x = width / 2 + (column - (inRow - 1) / 2) * pitch;
      return [id, { x, y: row * rowHeight + ABOVE + card / 2 }];
    }),
  );
  const middle = (rows * rowHeight) / 2 - (BELOW - ABOVE) / 2;
  // Smaller cards in one row leave room: a picture of another height would have the page laid out anew.
  const height = Math.max(ABOVE + LARGEST_CARD + BELOW, rows * rowHeight);
  return { places, card, height, input: { x: 26, y: middle }, output: { x: width - 26, y: middle } };
}

/** Radius of the circles of x and f(x), in pixels. */
export const TERMINAL = 19;
/** From a card's lower edge down to where its input arrives, below its label. */
const ARRIVES = 22;
/** Further down, where inputs run along below the labels of a row: the nearest and the farthest, so that they are told apart. */
const ALONG = [6, 24] as const;
/** From x sideways to where an input runs along. */
const TURN = 36;

/**
 * Path data of a neuron's input: out of x, in one turn to below the labels of its row, along there, and up to its card. No
 * label of the row is crossed.
 */
export function inputPath(
  { x, y }: Place,
  { input, output, card }: Pick<NetworkLayout, 'input' | 'output' | 'card'>,
): string {
  const bottom = y + card / 2 + ARRIVES;
  const along = bottom + ALONG[0] + (ALONG[1] - ALONG[0]) * ((x - input.x) / (output.x - input.x));
  const from = input.y + Math.max(-TERMINAL, Math.min(TERMINAL, along - input.y));
  const turned = input.x + TURN;
  // As far before the card as there is room.
  const rise = Math.min(46, (x - turned) / 2);
  const [low, near, far] = [along, x - rise, input.x].map(oneDecimal);
  return `M${far} ${oneDecimal(from)}Q${far} ${low},${oneDecimal(turned)} ${low}L${near} ${low}C${near} ${low},${oneDecimal(x)} ${low},${oneDecimal(x)} ${oneDecimal(bottom)}`;
}

/** A point between two, `t` from 0 to 1, easing in and out. */
export function between(from: Place, to: Place, t: number): Place {
  const eased = t * t * (3 - 2 * t);
  return { x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased };
}
