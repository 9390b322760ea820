/** Networks that are chains (chain-growth.ts), and what grows in them as filters of convolutions. */
import { type Description, groupNamed, type Layer, type ResidualLayer } from '../../networks/description.ts';
import { groupTensors, type Part } from '../../networks/groups.ts';
import type { NewChannel } from '../../networks/growth-plan.ts';
import type { Numbers } from '../../networks/tensors.ts';

/** A convolution, with what follows it. */
export interface ChainLayer {
  readonly kind: 'layer';
  readonly name: string;
  readonly reads: string;
  readonly writes: string;
  readonly size: number;
  readonly bias: boolean;
  /** Name of the batch norm, before a ReLU; the head and the ends of residual layers have neither. */
  readonly norm?: string;
  /** Whether max pooling follows. */
  readonly pooled: boolean;
}

/** x + h(x); empty it is a slot. */
export interface ChainResidual {
  readonly kind: 'residual';
  readonly first: ChainLayer;
  readonly last: ChainLayer;
}

function convolutionOf(layers: readonly (Layer | undefined)[]): ChainLayer | undefined {
  const [layer, norm, activation, pool] = layers;
  if (layer?.kind !== 'convolution') return undefined;
  const { name, reads, writes, size, bias } = layer;
  const plain: ChainLayer = { kind: 'layer', name, reads, writes, size, bias, pooled: false };
  if (norm?.kind !== 'norm') return plain;
  if (bias || norm.group !== writes || activation?.kind !== 'activation' || activation.activation !== 'relu') {
    return undefined;
  }
  return { ...plain, norm: norm.name, pooled: pool?.kind === 'pool' && pool.pool === 'max' };
}

function residualOf({ branch }: ResidualLayer): ChainResidual | undefined {
  const [first, last] = [convolutionOf(branch.slice(0, 3)), convolutionOf(branch.slice(3))];
  const fits = branch.length === 4 && first?.norm && last && !last.norm && !last.bias;
  return fits ? { kind: 'residual', first, last } : undefined;
}

/** The layers of a chain, the head last; undefined if the description is not one. */
export function chainOf(description: Description): readonly (ChainLayer | ChainResidual)[] | undefined {
  const { height, width, layers } = description;
  const chain: (ChainLayer | ChainResidual)[] = [];
  let side = [height, width];
  for (let at = 0; at < layers.length; ) {
    const layer = layers[at]!;
    // The mean over one pixel is that pixel.
    if (layer.kind === 'pool' && layer.pool === 'mean' && side.every((length) => length === 1)) {
      at += 1;
      continue;
    }
    // No pooling follows a residual layer, so what reads it sees only the mean of copies.
    const found = layer.kind === 'residual' ? residualOf(layer) : convolutionOf(layers.slice(at, at + 4));
    if (!found || (found.kind === 'residual' && chain.length === 0)) return undefined;
    chain.push(found);
    if (found.kind === 'residual') at += 1;
    else if (found.norm) {
      if (found.pooled) side = side.map((length) => Math.floor(length / 2));
      at += found.pooled ? 4 : 3;
    } else {
      const ends = !groupNamed(description, found.writes).growable && side.every((length) => length === 1);
      return ends && at === layers.length - 1 ? chain : undefined;
    }
  }
  return undefined;
}

/** What a group gains, in numbers that fit a layer. */
export interface Gain {
  /** Channels that there are. */
  readonly channels: number;
  /** Whether any channel splits; then all are treated as if they did, the others by nothing. */
  readonly splits: boolean;
  readonly fresh: number;
  /** Row of [D; V] of each new channel. */
  readonly rows: readonly number[];
}

export function gainOf(description: Description, group: string, added: readonly NewChannel[]): Gain {
  const { channels } = groupNamed(description, group);
  const positions = new Map(channels.map(({ id }, position) => [id, position]));
  const splits = added.some(({ kind }) => kind === 'split');
  let next = splits ? channels.length : 0;
  const rows = added.map((channel) => {
    if (channel.kind === 'split') return positions.get(channel.parent)!;
    next += 1;
    return next - 1;
  });
  return { channels: channels.length, splits, fresh: added.filter(({ kind }) => kind === 'fresh').length, rows };
}

/** Where a convolution's filters are in theta of the group it makes. */
export function thetaPart(description: Description, { name, writes }: ChainLayer): Part {
  return groupTensors(description, writes).producers.find(({ spec }) => spec.name === `${name}.filters`)!;
}

/** Where a convolution's filters are in the outgoing weights of the group it reads. */
export function outgoingPart(description: Description, { name, reads }: ChainLayer): Part {
  return groupTensors(description, reads).consumers.find(({ spec }) => spec.name === `${name}.filters`)!;
}

/** [D; V], [rows, size, size, in], from row `first` on. */
export function offsetFilters(
  added: readonly NewChannel[],
  { rows }: Gain,
  first: number,
  count: number,
  { offset, length }: Part,
): Float32Array {
  const filters = new Float32Array(count * length);
  for (const [k, channel] of added.entries()) {
    const to = (rows[k]! - first) * length;
    const vector = channel.kind === 'split' ? channel.offset : channel.incoming;
    if (to >= 0) for (let at = 0; at < length; at += 1) filters[to + at] = vector[offset + at]!;
  }
  return filters;
}

/** [W | O], [out, size, size, in + fresh]. */
export function baseFilters(
  old: Numbers,
  inputs: number,
  added: readonly NewChannel[],
  { offset, length: taps }: Part,
): Float32Array {
  const fresh = added.flatMap((channel) => (channel.kind === 'fresh' ? [channel.outgoing] : []));
  const reads = inputs + fresh.length;
  const filters = new Float32Array(taps * reads);
  for (let tap = 0; tap < taps; tap += 1) {
    for (let i = 0; i < inputs; i += 1) filters[tap * reads + i] = old[tap * inputs + i]!;
  }
  for (const [j, vector] of fresh.entries()) {
    for (let tap = 0; tap < taps; tap += 1) filters[tap * reads + inputs + j] = vector[offset + tap]!;
  }
  return filters;
}

/** Each channel is split at most once. */
export function splitsOnce(growth: Readonly<Record<string, readonly NewChannel[]>>): boolean {
  return Object.values(growth).every((added) => {
    const parents = added.flatMap((channel) => (channel.kind === 'split' ? [channel.parent] : []));
    return new Set(parents).size === parents.length;
  });
}
