/**
 * The neighbourhood of a described network, eq. 3 and section 2.3 of the paper: every channel may split, every group may gain
 * fresh channels, and every slot may open. The same candidates as the toy's (../neighbourhood.ts), with longer directions:
 *
 * - split: delta over theta, all that makes the channel; the copies are at theta +- eps delta.
 * - fresh: delta = (theta, omega), with omega all that reads the channel; it enters with outgoing weights eps omega. In a slot
 *   it is one neuron of h_l.
 */
import type { Description } from '../../networks/description.ts';
import { groupTensors } from '../../networks/groups.ts';
import { growNetwork } from '../../networks/growing.ts';
import type { GrowthGradient } from '../../networks/growing-gradient.ts';
import type { Growth, NewChannel } from '../../networks/growth-plan.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { dot, INSIDE_UNIT_BALL, zeroVectors } from '../../networks/vectors.ts';
import { openStream } from '../../random/stream.ts';

interface CandidateBase {
  /** Unique within a phase, for example `conv3 split 2` or `slot1 fresh 4`. */
  readonly key: string;
  /** Name of the group that would grow. */
  readonly group: string;
  /** eps_i, in [-stepSize, stepSize]. */
  readonly amplitude: number;
  /** delta_i, Euclidean norm <= 1. */
  readonly direction: Float64Array;
}

export interface ChannelSplit extends CandidateBase {
  readonly kind: 'split';
  /** Id of the channel that would split. */
  readonly channel: number;
}

export interface ChannelFresh extends CandidateBase {
  readonly kind: 'fresh';
  /** The slot that it would open, together with others: its group is empty. */
  readonly opens?: string;
}

export type ChannelCandidate = ChannelSplit | ChannelFresh;

export interface ProposalSettings {
  readonly seed: number;
  readonly phase: number;
  readonly stepSize: number;
  /** Whether channels may split. */
  readonly splits: boolean;
  /** m', fresh channels tried in each group that is not empty. */
  readonly freshPerGroup: number;
  /** Fresh channels tried in each slot; 0 leaves depth as it is. */
  readonly freshPerSlot: number;
}

/** A direction for a split, uniform on the sphere. */
function drawSplit(name: string, seed: number, theta: number): Float64Array {
  return Float64Array.from(openStream(seed, name).unitVector(theta), (value) => value * INSIDE_UNIT_BALL);
}

/**
 * A direction for a fresh channel: theta and omega each uniform on a sphere of radius 1/sqrt(2) (our choice: of all channels with
 * a ReLU that compute the same, the one with equally large parts is the shortest).
 */
function drawFresh(name: string, seed: number, theta: number, outgoing: number): Float64Array {
  const stream = openStream(seed, name);
  const parts = [...stream.unitVector(theta), ...stream.unitVector(outgoing)];
  return Float64Array.from(parts, (value) => value * Math.SQRT1_2 * INSIDE_UNIT_BALL);
}

/**
 * All candidates of a phase. Splits are fully on (at 0 a split has no gradient), fresh channels off. Each draws from a stream of
 * its own, so that no candidate depends on which others there are.
 */
export function proposeChannels(description: Description, settings: ProposalSettings): ChannelCandidate[] {
  const { seed, phase, stepSize } = settings;
  return description.groups
    .filter(({ growable }) => growable)
    .flatMap(({ name, channels }): ChannelCandidate[] => {
      const { thetaLength, outgoingLength } = groupTensors(description, name);
      const splits = (settings.splits ? channels : []).map(({ id }): ChannelSplit => {
        const key = `${name} split ${id}`;
        const direction = drawSplit(`phase ${phase} / ${key}`, seed, thetaLength);
        return { kind: 'split', key, group: name, channel: id, amplitude: stepSize, direction };
      });
      const opens = channels.length === 0 ? { opens: name } : {};
      const count = channels.length === 0 ? settings.freshPerSlot : settings.freshPerGroup;
      const fresh = Array.from({ length: count }, (_, index): ChannelFresh => {
        const key = `${name} fresh ${index + 1}`;
        const direction = drawFresh(`phase ${phase} / ${key}`, seed, thetaLength, outgoingLength);
        return { kind: 'fresh', key, group: name, amplitude: 0, direction, ...opens };
      });
      return [...splits, ...fresh];
    });
}

/** A vector from some place on, times a number, into another. */
function scaleInto(result: Float64Array, vector: Float64Array, factor: number, from = 0): Float64Array {
  for (let k = 0; k < result.length; k += 1) result[k] = factor * vector[from + k]!;
  return result;
}

/** What a candidate adds to the network: f_{eps,delta} of eq. 3. @param scaled room for what the amplitude multiplies */
function newChannel(candidate: ChannelCandidate, thetaLength: number, scaled: Float64Array): NewChannel {
  const { amplitude, direction } = candidate;
  if (candidate.kind === 'split') {
    return { kind: 'split', parent: candidate.channel, offset: scaleInto(scaled, direction, amplitude) };
  }
  const incoming = direction.subarray(0, thetaLength);
  return { kind: 'fresh', incoming, outgoing: scaleInto(scaled, direction, amplitude, thetaLength) };
}

/** The candidates of each group, in order. */
function byGroup(candidates: readonly ChannelCandidate[]): Map<string, ChannelCandidate[]> {
  const groups = new Map<string, ChannelCandidate[]>();
  for (const candidate of candidates) {
    const own = groups.get(candidate.group);
    if (own) own.push(candidate);
    else groups.set(candidate.group, [candidate]);
  }
  return groups;
}

/** What a network gains with these candidates, also those whose amplitude is 0. At most one may split a channel. */
export function growthOf(description: Description, candidates: readonly ChannelCandidate[]): Growth {
  const entries = [...byGroup(candidates)].map(([name, own]) => {
    const { thetaLength } = groupTensors(description, name);
    const scaled = zeroVectors(
      own.map(({ kind, direction }) => (kind === 'split' ? direction.length : direction.length - thetaLength)),
    );
    return [name, own.map((candidate, k) => newChannel(candidate, thetaLength, scaled[k]!))] as const;
  });
  return Object.fromEntries(entries);
}

/** The network with all of these candidates in it, whatever their amplitudes. */
export function overgrow(network: DeepNetwork, candidates: readonly ChannelCandidate[], phase = 0): DeepNetwork {
  return growNetwork(network, growthOf(network.description, candidates), phase);
}

/** Derivatives of the loss in one candidate's amplitude and direction. */
export interface ChannelGradient {
  /** dL/d eps_i */
  readonly amplitude: number;
  /** dL/d delta_i */
  readonly direction: Float64Array;
}

/**
 * Derivatives of all candidates from one backward pass through the overgrown network, by the chain rule through eq. 3:
 * a split has dL/d eps = delta . g and dL/d delta = eps g, with g the gradient of its offset; a fresh channel has
 * dL/d eps = omega . g and dL/d omega = eps g, with g the gradient of its outgoing weights, and dL/d theta of its own.
 * @param gradient of the candidates' growth, `growthOf`
 */
export function channelGradients(candidates: readonly ChannelCandidate[], gradient: GrowthGradient): ChannelGradient[] {
  const vectors = zeroVectors(candidates.map(({ direction }) => direction.length));
  return inGrowthOrder(candidates, gradient).map((own, k) => {
    const { amplitude, direction } = candidates[k]!;
    const all = vectors[k]!;
    if (own.kind === 'split') {
      return { amplitude: dot(direction, own.offset), direction: scaleInto(all, own.offset, amplitude) };
    }
    const { incoming, outgoing } = own;
    all.set(incoming);
    for (let k = 0; k < outgoing.length; k += 1) all[incoming.length + k] = amplitude * outgoing[k]!;
    return { amplitude: dot(direction.subarray(incoming.length), outgoing), direction: all };
  });
}

/** eps_i dL/d eps_i of all candidates, from an engine's `differentiateScales` of their growth. */
export function channelScales(
  candidates: readonly ChannelCandidate[],
  slopes: Readonly<Record<string, readonly number[]>>,
): number[] {
  return inGrowthOrder(candidates, slopes);
}

/** What belongs to each candidate out of lists in the order of `growthOf`: by group, and in a group as candidates come. */
function inGrowthOrder<Item>(
  candidates: readonly ChannelCandidate[],
  byGroup: Readonly<Record<string, readonly Item[]>>,
): Item[] {
  const taken = new Map<string, number>();
  return candidates.map(({ group }) => {
    const index = taken.get(group) ?? 0;
    taken.set(group, index + 1);
    return byGroup[group]![index]!;
  });
}
