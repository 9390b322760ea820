/**
 * Growing a described network, in all groups at once: eq. 3 with every candidate's amplitude multiplied in. The new network
 * computes what the old one did when all offsets and all outgoing weights of fresh channels are 0.
 *
 * - A split copies a channel: its companions and what makes it, moved by + and - the offset, and its consumers' weights are
 *   shared equally. Half a weight and half a weight are the weight again, bit for bit.
 * - A fresh channel brings what makes it and what reads it; its batch norm starts as the identity.
 *
 * Between new channels of two groups: a copy is read and reads as its original does; fresh channels do not read each other
 * (our choice; the official code trains these weights too).
 */
import { type Channel, type ChannelGroup, type Description, groupNamed } from './description.ts';
import { groupTensors } from './groups.ts';
import type { Origin } from './network.ts';
import { COMPANION_START, type DeepNetwork, type Numbers, type TensorSpec, tensorSpecs } from './tensors.ts';

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
interface Source {
  /** Position of the channel it was, or is a copy of; -1 for a fresh one. */
  readonly from: number;
  /** Part of the consumers' weights. */
  readonly share: number;
  /** What theta is moved by. */
  readonly moves: readonly { readonly offset: ArrayLike<number>; readonly sign: number }[];
  readonly fresh?: FreshChannel;
}

function checkLength(found: number, expected: number, what: string, group: string): void {
  if (found !== expected)
    throw new RangeError(`${what} of a channel of ${group} has ${expected} numbers, not ${found}.`);
}

function checkGroup(description: Description, group: ChannelGroup, added: readonly NewChannel[]): void {
  if (!group.growable) throw new RangeError(`The ${group.name} of a network cannot grow.`);
  const { thetaLength, outgoingLength } = groupTensors(description, group.name);
  for (const channel of added) {
    if (channel.kind === 'split') {
      checkLength(channel.offset.length, thetaLength, 'The offset', group.name);
      if (!group.channels.some(({ id }) => id === channel.parent)) {
        throw new RangeError(`${group.name} has no channel ${channel.parent}.`);
      }
    } else {
      checkLength(channel.incoming.length, thetaLength, 'theta', group.name);
      checkLength(channel.outgoing.length, outgoingLength, 'The outgoing vector', group.name);
    }
  }
}

function sourcesOf(group: ChannelGroup, added: readonly NewChannel[]): Source[] {
  const splits = added.filter((channel) => channel.kind === 'split');
  const copies = (id: number) => splits.filter(({ parent }) => parent === id);
  const share = (id: number) => 1 / (1 + copies(id).length);
  const old = group.channels.map(({ id }, from): Source => {
    const moves = copies(id).map(({ offset }) => ({ offset, sign: 1 }));
    return { from, share: share(id), moves };
  });
  const fresh = added.map((channel): Source => {
    if (channel.kind === 'fresh') return { from: -1, share: 1, moves: [], fresh: channel };
    const from = group.channels.findIndex(({ id }) => id === channel.parent);
    return { from, share: share(channel.parent), moves: [{ offset: channel.offset, sign: -1 }] };
  });
  return [...old, ...fresh];
}

function withChannels(group: ChannelGroup, added: readonly NewChannel[], phase: number): ChannelGroup {
  const channels = added.map((channel, index): Channel => {
    const origin: Origin =
      channel.kind === 'fresh' ? { kind: 'fresh', phase } : { kind: 'split', parent: channel.parent, phase };
    return { id: group.nextId + index, origin };
  });
  return { ...group, channels: [...group.channels, ...channels], nextId: group.nextId + added.length };
}

/** What is known about each group while tensors are made. */
interface Plan {
  readonly sources: ReadonlyMap<string, readonly Source[]>;
  /** Where a tensor's part begins in theta of the group it makes, and in the outgoing weights of the group it reads. */
  readonly thetaOffset: ReadonlyMap<string, number>;
  readonly outgoingOffset: ReadonlyMap<string, number>;
}

function planOf(description: Description, growth: Growth): Plan {
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

/** A number of what makes a channel, before its consumers share it: `at` counts within the tensor's part of theta. */
function produced(source: Source, old: Numbers, length: number, at: number, offset: number): number {
  if (source.fresh) return source.fresh.incoming[offset + at]!;
  let value = old[source.from * length + at]!;
  for (const move of source.moves) value += move.sign * move.offset[offset + at]!;
  return value;
}

function grownFilters(spec: TensorSpec, old: Numbers, plan: Plan): Numbers {
  const [makes, reads] = [plan.sources.get(spec.writes)!, plan.sources.get(spec.reads!)!];
  const [, height, width, inputs] = spec.shape;
  const taps = height! * width!;
  const [theta, outgoing] = [plan.thetaOffset.get(spec.name)!, plan.outgoingOffset.get(spec.name)!];
  const grown = sameKind(old, makes.length * taps * reads.length);
  let to = 0;
  for (const make of makes) {
    for (let tap = 0; tap < taps; tap += 1) {
      for (const read of reads) {
        if (!read.fresh) grown[to] = produced(make, old, taps * inputs!, tap * inputs! + read.from, theta) * read.share;
        else if (!make.fresh) grown[to] = read.fresh.outgoing[outgoing + make.from * taps + tap]!;
        to += 1;
      }
    }
  }
  return grown;
}

function grownVector(spec: TensorSpec, old: Numbers, plan: Plan): Numbers {
  const sources = plan.sources.get(spec.writes)!;
  const grown = sameKind(old, sources.length);
  for (const [to, source] of sources.entries()) {
    if (spec.role === 'bias') grown[to] = produced(source, old, 1, 0, plan.thetaOffset.get(spec.name)!);
    else if (source.fresh) grown[to] = COMPANION_START[spec.role as keyof typeof COMPANION_START];
    else grown[to] = old[source.from]!;
  }
  return grown;
}

/** Zeros, as precise as other numbers. */
export function sameKind(like: Numbers, length: number): Numbers {
  return like instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
}

/**
 * The network with new channels.
 * @param phase when they arrived, for their origin
 * @throws RangeError if a group is not there or cannot grow, or a vector has the wrong length
 */
export function growNetwork({ description, tensors }: DeepNetwork, growth: Growth, phase: number): DeepNetwork {
  for (const [name, added] of Object.entries(growth)) checkGroup(description, groupNamed(description, name), added);
  const groups = description.groups.map((group) => {
    const added = growth[group.name] ?? [];
    return added.length === 0 ? group : withChannels(group, added, phase);
  });
  const plan = planOf(description, growth);
  const grown: Record<string, Numbers> = {};
  for (const spec of tensorSpecs(description)) {
    const touched = [spec.writes, spec.reads].some((group) => group !== undefined && (growth[group]?.length ?? 0) > 0);
    const old = tensors[spec.name]!;
    if (!touched) grown[spec.name] = old;
    else grown[spec.name] = spec.role === 'filters' ? grownFilters(spec, old, plan) : grownVector(spec, old, plan);
  }
  return { description: { ...description, groups }, tensors: grown };
}
