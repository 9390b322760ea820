/** The channels of a network in short, for results and pictures: where each comes from, and what its filter looks like. */
import { type Channel, type ChannelGroup, INPUT, type Layer, walkLayers } from '../../networks/description.ts';
import type { Origin } from '../../networks/network.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';

export interface ChannelRecord {
  /** Name of the group. */
  readonly group: string;
  /** One word per channel: `i` initial, `f2` fresh of phase 2, `s2.5` split of channel 5 in phase 2; see `readOrigins`. */
  readonly origins: string;
  /**
   * Signed bytes in Base64: `kernelSize` of each channel, those of a filter [row, column] in the mean over what it reads, or
   * [row, column, colour] where that is the image. 127 is the largest size in the group.
   */
  readonly kernels: string;
  readonly kernelSize: number;
}

function writeOrigin(origin: Origin): string {
  if (origin.kind === 'initial') return 'i';
  return origin.kind === 'fresh' ? `f${origin.phase}` : `s${origin.phase}.${origin.parent}`;
}

const WORD = /^(?:i|f(\d{1,9})|s(\d{1,9})\.(\d{1,9}))$/;

/** Origins of a group's channels, in order. Throws RangeError for text that does not say them. */
export function readOrigins(text: string): Origin[] {
  if (text === '') return [];
  return text.split(' ').map((word): Origin => {
    const found = WORD.exec(word);
    if (!found) throw new RangeError(`"${word.slice(0, 20)}" is not the origin of a channel.`);
    const [, fresh, split, parent] = found;
    if (fresh !== undefined) return { kind: 'fresh', phase: Number(fresh) };
    if (split !== undefined) return { kind: 'split', phase: Number(split), parent: Number(parent) };
    return { kind: 'initial' };
  });
}

/** Origins of channels, one word each, as `readOrigins` reads them. */
export function writeOrigins(channels: readonly Pick<Channel, 'origin'>[]): string {
  return channels.map(({ origin }) => writeOrigin(origin)).join(' ');
}

/** The convolution that makes a group's channels: the first, should there be several. */
function producerOf(layers: readonly Layer[], group: string) {
  for (const layer of walkLayers(layers)) if (layer.kind === 'convolution' && layer.writes === group) return layer;
  return undefined;
}

function kernelsOf({ description, tensors }: DeepNetwork, { name, channels }: ChannelGroup) {
  const producer = producerOf(description.layers, name);
  if (!producer) return { kernels: '', kernelSize: 0 };
  const filters = tensors[`${producer.name}.filters`]!;
  const taps = producer.size ** 2;
  const inputs = filters.length / (channels.length * taps);
  const colours = producer.reads === INPUT;
  const kernelSize = colours ? taps * inputs : taps;
  const values = new Float64Array(channels.length * kernelSize);
  for (let at = 0; at < filters.length; at += 1) {
    values[colours ? at : Math.floor(at / inputs)]! += filters[at]! / (colours ? 1 : inputs);
  }
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const bytes = Uint8Array.from(values, (value) => Math.round((127 * value) / largest) & 0xff);
  return { kernels: btoa(String.fromCharCode(...bytes)), kernelSize };
}

/** Kernels of a record: [channel][value], each from -1 to 1. Throws RangeError if they are not those of so many channels. */
export function readKernels({ kernels, kernelSize }: Pick<ChannelRecord, 'kernels' | 'kernelSize'>): Float32Array[] {
  let bytes: Int8Array;
  try {
    bytes = Int8Array.from(atob(kernels), (letter) => letter.charCodeAt(0));
  } catch {
    throw new RangeError('The kernels are not Base64.');
  }
  if (kernelSize === 0) return [];
  if (bytes.length % kernelSize > 0) throw new RangeError('The kernels are cut off.');
  return Array.from({ length: bytes.length / kernelSize }, (_, channel) =>
    Float32Array.from(bytes.subarray(channel * kernelSize, (channel + 1) * kernelSize), (value) => value / 127),
  );
}

/** All groups that grow and are not empty, in order. */
export function recordChannels(network: DeepNetwork): ChannelRecord[] {
  return network.description.groups
    .filter(({ growable, channels }) => growable && channels.length > 0)
    .map((group) => ({ group: group.name, origins: writeOrigins(group.channels), ...kernelsOf(network, group) }));
}
