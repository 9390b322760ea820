/**
 * Networks of any depth, described as plain immutable data: groups of channels and the layers between them. The numbers are
 * kept apart (tensors.ts), and engines run a description by walking its layers.
 *
 * What grows is a channel group: one set of channels with the layers that make them (producers), what belongs to each
 * (companions: batch norm) and the layers that read them (consumers). A neuron of an MLP, a filter of a conv net and a
 * neuron of the toy's two-layer network (two-layer.ts) are all channels, so that width growth is one piece of code.
 *
 * Depth grows in slots: residual layers x + h(x) whose inner group has no channels yet, so that h = 0. Opening a slot means
 * giving it fresh channels (section 2.3 of the paper: I + h_l, h_l a sum of neurons).
 */
import type { Origin, Activation as SmoothActivation } from './network.ts';

export interface Channel {
  /** Never changes or returns within its group. */
  readonly id: number;
  readonly origin: Origin;
}

export interface ChannelGroup {
  /** Unique: for example `conv3`; `input` and `output` are those of the whole network. */
  readonly name: string;
  readonly channels: readonly Channel[];
  /** The id the next channel will get. */
  readonly nextId: number;
  /** Whether channels may be added: not to the network's input and output. */
  readonly growable: boolean;
}

export type Activation = SmoothActivation | 'relu';

/**
 * Convolution with 'same' padding and stride 1. Of size 1 it is a linear layer at each pixel; an MLP works on images of one
 * pixel. `gain` is the variance of the initial filters times their fan-in (2 before a ReLU, He et al. 2015).
 */
export interface ConvolutionLayer {
  readonly kind: 'convolution';
  readonly name: string;
  /** Names of groups. */
  readonly reads: string;
  readonly writes: string;
  /** Odd. */
  readonly size: number;
  readonly bias: boolean;
  readonly gain: number;
}

/** Batch norm of a group's channels; its tensors carry the layer's name. */
export interface NormLayer {
  readonly kind: 'norm';
  readonly name: string;
  readonly group: string;
}

export interface ActivationLayer {
  readonly kind: 'activation';
  readonly activation: Activation;
}

/** `max`: the largest of each 2 x 2 pixels, stride 2, without a last odd row or column. `mean`: the mean of all pixels. */
export interface PoolLayer {
  readonly kind: 'pool';
  readonly pool: 'max' | 'mean';
}

/** x + h(x). While its inner group is empty, h is 0 and this is a slot; engines pass x on. */
export interface ResidualLayer {
  readonly kind: 'residual';
  readonly name: string;
  /** The inner group: the neurons of h. */
  readonly group: string;
  /** Whether it comes by growth: a slot, or a layer that was one. */
  readonly slot: boolean;
  /** h: from the group of x, through the inner group, to the group of x. */
  readonly branch: readonly Layer[];
}

export type Layer = ConvolutionLayer | NormLayer | ActivationLayer | PoolLayer | ResidualLayer;

export interface Description {
  readonly height: number;
  readonly width: number;
  readonly groups: readonly ChannelGroup[];
  readonly layers: readonly Layer[];
}

/** Names of the groups of a network's input and output. */
export const INPUT = 'input';
export const OUTPUT = 'output';

/** A group of so many channels that were there from the start. */
export function initialGroup(name: string, count: number, growable = true): ChannelGroup {
  const channels = Array.from({ length: count }, (_, id): Channel => ({ id, origin: { kind: 'initial' } }));
  return { name, channels, nextId: count, growable };
}

/** The group of a name. Throws RangeError if there is none. */
export function groupNamed({ groups }: Pick<Description, 'groups'>, name: string): ChannelGroup {
  const group = groups.find((candidate) => candidate.name === name);
  if (!group) throw new RangeError(`The network has no group of channels "${name}".`);
  return group;
}

/** How many channels a group has. */
export function widthOf(description: Pick<Description, 'groups'>, name: string): number {
  return groupNamed(description, name).channels.length;
}

/** All layers in the order they are computed, those inside of residual layers before the residual layer itself. */
export function* walkLayers(layers: readonly Layer[]): Generator<Layer, undefined> {
  for (const layer of layers) {
    if (layer.kind === 'residual') yield* walkLayers(layer.branch);
    yield layer;
  }
}

/** Residual layers, in order. */
export function residualLayers({ layers }: Pick<Description, 'layers'>): ResidualLayer[] {
  return [...walkLayers(layers)].filter((layer) => layer.kind === 'residual');
}

/** Residual layers that are not there yet: their inner group is empty. */
export function openSlots(description: Description): ResidualLayer[] {
  return residualLayers(description).filter(({ group }) => widthOf(description, group) === 0);
}

/** Channels that can grow: the network's size in neurons. */
export function neuronCount({ groups }: Pick<Description, 'groups'>): number {
  return groups.reduce((sum, { growable, channels }) => sum + (growable ? channels.length : 0), 0);
}

/** Width of each group that can grow and is not empty, in order. */
export function widths({ groups }: Pick<Description, 'groups'>): number[] {
  return groups
    .filter(({ growable, channels }) => growable && channels.length > 0)
    .map(({ channels }) => channels.length);
}
