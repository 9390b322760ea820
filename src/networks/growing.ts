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
import type { Channel, ChannelGroup } from './description.ts';
import { type Growth, type NewChannel, type Plan, planGrowth, type Source } from './growth-plan.ts';
import type { Origin } from './network.ts';
import { COMPANION_START, type DeepNetwork, type Numbers, type TensorSpec, tensorSpecs } from './tensors.ts';

function withChannels(group: ChannelGroup, added: readonly NewChannel[], phase: number): ChannelGroup {
  const channels = added.map((channel, index): Channel => {
    const origin: Origin =
      channel.kind === 'fresh' ? { kind: 'fresh', phase } : { kind: 'split', parent: channel.parent, phase };
    return { id: group.nextId + index, origin };
  });
  return { ...group, channels: [...group.channels, ...channels], nextId: group.nextId + added.length };
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
function sameKind(like: Numbers, length: number): Numbers {
  return like instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
}

/**
 * The network with new channels.
 * @param phase when they arrived, for their origin
 * @throws RangeError if a group is not there or cannot grow, or a vector has the wrong length
 */
export function growNetwork({ description, tensors }: DeepNetwork, growth: Growth, phase: number): DeepNetwork {
  const plan = planGrowth(description, growth);
  const groups = description.groups.map((group) => {
    const added = growth[group.name] ?? [];
    return added.length === 0 ? group : withChannels(group, added, phase);
  });
  const grown: Record<string, Numbers> = {};
  for (const spec of tensorSpecs(description)) {
    const touched = [spec.writes, spec.reads].some((group) => group !== undefined && (growth[group]?.length ?? 0) > 0);
    const old = tensors[spec.name]!;
    if (!touched) grown[spec.name] = old;
    else grown[spec.name] = spec.role === 'filters' ? grownFilters(spec, old, plan) : grownVector(spec, old, plan);
  }
  return { description: { ...description, groups }, tensors: grown };
}
