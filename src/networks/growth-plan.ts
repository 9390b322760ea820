/** What shall be new in a network, and where each channel of the grown network comes from. */
import { type ChannelGroup, type Description, groupNamed } from './description.ts';
import { groupTensors } from './groups.ts';

export interface SplitChannel {
  readonly kind: 'split';
  /** Id of the channel that is copied. Split k times it becomes k + 1, each with an equal share of its consumers. */
  readonly parent: number;
  /** eps * delta, over theta (groups.ts): the copy moves by -offset, the original by +offset. */
  readonly offset: ArrayLike<number>;
}

export interface FreshChannel {
  readonly kind: 'fresh';
  /** theta (groups.ts), over the channels that there are. */
  readonly incoming: ArrayLike<number>;
  /** Outgoing weights (groups.ts), over the channels that there are, with eps multiplied in. */
  readonly outgoing: ArrayLike<number>;
}

export type NewChannel = SplitChannel | FreshChannel;

/** New channels by the name of their group; each is appended to its group, in order. */
export type Growth = Readonly<Record<string, readonly NewChannel[]>>;

/** Where a channel of the grown network comes from. */
export interface Source {
  /** Position of the channel it was, or is a copy of; -1 for a fresh one. */
  readonly from: number;
  /** Part of the consumers' weights. */
  readonly share: number;
  /** What theta is moved by; `index` counts in the group's new channels. */
  readonly moves: readonly { readonly index: number; readonly offset: ArrayLike<number>; readonly sign: number }[];
  /** What a fresh one is. */
  readonly fresh?: FreshChannel & { readonly index: number };
}

function checkLength(found: number, expected: number, what: string, group: string): void {
  if (found !== expected)
    throw new RangeError(`${what} of a channel of ${group} has ${expected} numbers, not ${found}.`);
}

function checkGroup(description: Description, group: ChannelGroup, added: readonly NewChannel[]): void {
  if (!group.growable) throw new RangeError(`The ${group.name} of a network cannot grow.`);
  const { thetaLength, outgoingLength } = groupTensors(description, group.name);
  const ids = new Set(group.channels.map(({ id }) => id));
  for (const channel of added) {
    if (channel.kind === 'split') {
      checkLength(channel.offset.length, thetaLength, 'The offset', group.name);
      if (!ids.has(channel.parent)) throw new RangeError(`${group.name} has no channel ${channel.parent}.`);
    } else {
      checkLength(channel.incoming.length, thetaLength, 'theta', group.name);
      checkLength(channel.outgoing.length, outgoingLength, 'The outgoing vector', group.name);
    }
  }
}

function sourcesOf(group: ChannelGroup, added: readonly NewChannel[]): Source[] {
  const movesOf = (id: number) =>
    added.flatMap((channel, index) =>
      channel.kind === 'split' && channel.parent === id ? [{ index, offset: channel.offset, sign: 1 }] : [],
    );
  const old = group.channels.map(({ id }, from): Source => {
    const moves = movesOf(id);
    return { from, share: 1 / (1 + moves.length), moves };
  });
  const arriving = added.map((channel, index): Source => {
    if (channel.kind === 'fresh') return { from: -1, share: 1, moves: [], fresh: { ...channel, index } };
    const original = old[group.channels.findIndex(({ id }) => id === channel.parent)]!;
    return { ...original, moves: [{ index, offset: channel.offset, sign: -1 }] };
  });
  return [...old, ...arriving];
}

/** What is known about each group while a network grows. */
export interface Plan {
  readonly sources: ReadonlyMap<string, readonly Source[]>;
  /** Where a tensor's part begins in theta of the group it makes, and in the outgoing weights of the group it reads. */
  readonly thetaOffset: ReadonlyMap<string, number>;
  readonly outgoingOffset: ReadonlyMap<string, number>;
}

/** @throws RangeError if a group is not there or cannot grow, or a vector has the wrong length */
export function checkGrowth(description: Description, growth: Growth): void {
  for (const [name, added] of Object.entries(growth)) checkGroup(description, groupNamed(description, name), added);
}

/**
 * Looks at what shall grow.
 * @throws RangeError if a group is not there or cannot grow, or a vector has the wrong length
 */
export function planGrowth(description: Description, growth: Growth): Plan {
  checkGrowth(description, growth);
  const [thetaOffset, outgoingOffset] = [new Map<string, number>(), new Map<string, number>()];
  const sources = new Map<string, readonly Source[]>();
  for (const group of description.groups) {
    sources.set(group.name, sourcesOf(group, growth[group.name] ?? []));
    const { producers, consumers } = groupTensors(description, group.name);
    for (const { spec, offset } of producers) thetaOffset.set(spec.name, offset);
    for (const { spec, offset } of consumers) outgoingOffset.set(spec.name, offset);
  }
  return { sources, thetaOffset, outgoingOffset };
}
