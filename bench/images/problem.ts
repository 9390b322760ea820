/** What every contestant computes: training steps of three conv nets with batch norm, from the same start on the same images. */
import { type ConvNet, initialise, thinVgg } from '../../src/compute/tfjs/conv-net.ts';
import type { NetworkValues } from '../../src/compute/tfjs/trainer.ts';
import { openStream } from '../../src/random/stream.ts';

export const RATE = 0.01;
export const SIZE = 32;
export const CLASSES = 10;

const NETWORKS = {
  'seven layers of 16, batch 32': {
    net: { channels: 3, layers: [16, 16, 'pool', 16, 16, 'pool', 16, 16, 16], classes: CLASSES },
    batch: 32,
  },
  'VGG-11 of 8, batch 64': { net: thinVgg(11, 8), batch: 64 },
  'VGG-19 of 16, batch 128': { net: thinVgg(19, 16), batch: 128 },
} as const satisfies Record<string, { net: ConvNet; batch: number }>;

export type NetworkName = keyof typeof NETWORKS;
export const NETWORK_NAMES = Object.keys(NETWORKS) as NetworkName[];

export interface ImagesProblem {
  readonly net: ConvNet;
  readonly batch: number;
  readonly start: NetworkValues;
  /** [batch, 32, 32, 3] */
  readonly images: Float32Array<ArrayBuffer>;
  readonly labels: Int32Array<ArrayBuffer>;
}

export function imagesProblem(name: NetworkName): ImagesProblem {
  const { net, batch } = NETWORKS[name];
  const stream = openStream(1, 'bench images');
  return {
    net,
    batch,
    start: initialise(net, 1),
    images: Float32Array.from({ length: batch * SIZE * SIZE * 3 }, () => stream.normal()),
    labels: Int32Array.from({ length: batch }, () => stream.integer(CLASSES)),
  };
}
