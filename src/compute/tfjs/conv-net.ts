/** Plain stacks of convolutions, enough for tests and benches; src/networks describes what grows. */

import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { openStream } from '../../random/stream.ts';
import type { Forward, NetworkValues, Values } from './trainer.ts';

export interface ConvNet {
  /** Channels of the images. */
  readonly channels: number;
  /** A number: 3x3 convolution to so many channels, batch norm, ReLU. 'pool': 2x2 max pooling. */
  readonly layers: readonly (number | 'pool')[];
  /** Whether each convolution's output is multiplied by a gate `conv1.gate`, ... [channels], 1 at the start. */
  readonly gates?: boolean;
  /** Then the mean over all pixels, and a linear layer to so many logits. */
  readonly classes: number;
}

/** Channels of VGG's layers at full width, M for pooling (Simonyan and Zisserman 2015, configurations A, D, E). */
const VGG = {
  11: '64 M 128 M 256 256 M 512 512 M 512 512 M',
  16: '64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M',
  19: '64 64 M 128 128 M 256 256 256 256 M 512 512 512 512 M 512 512 512 512 M',
} as const;

/** VGG for CIFAR with the same width in each layer. */
export function thinVgg(depth: keyof typeof VGG, width: number): ConvNet {
  return {
    channels: 3,
    layers: VGG[depth].split(' ').map((layer) => (layer === 'M' ? 'pool' : width)),
    classes: 10,
  };
}

/** Names of the convolutions, in order. */
function convolutions({ channels, layers }: ConvNet) {
  let reads = channels;
  let count = 0;
  return layers.flatMap((layer) => {
    if (layer === 'pool') return [];
    count += 1;
    const each = { name: `conv${count}`, reads, makes: layer };
    reads = layer;
    return [each];
  });
}

/** Filters drawn from N(0, 2 / fan-in) (He et al. 2015), gamma 1, beta 0, the head's filters N(0, 1 / fan-in), bias 0. */
export function initialise(net: ConvNet, seed: number): NetworkValues {
  const parameters: Record<string, Values> = {};
  const statistics: Record<string, { mean: Float32Array; variance: Float32Array }> = {};
  const filters = (name: string, makes: number, size: number, reads: number, gain: number) => {
    const stream = openStream(seed, `filters ${name}`);
    const deviation = Math.sqrt(gain / (size * size * reads));
    const data = Float32Array.from({ length: makes * size * size * reads }, () => deviation * stream.normal());
    return { shape: [makes, size, size, reads], data };
  };
  const vector = (length: number, value: number) => ({ shape: [length], data: new Float32Array(length).fill(value) });
  let last = net.channels;
  for (const { name, reads, makes } of convolutions(net)) {
    parameters[`${name}.filters`] = filters(name, makes, 3, reads, 2);
    parameters[`${name}.gamma`] = vector(makes, 1);
    parameters[`${name}.beta`] = vector(makes, 0);
    if (net.gates) parameters[`${name}.gate`] = vector(makes, 1);
    statistics[name] = { mean: new Float32Array(makes), variance: new Float32Array(makes).fill(1) };
    last = makes;
  }
  parameters['head.filters'] = filters('head', net.classes, 1, last, 1);
  parameters['head.bias'] = vector(net.classes, 0);
  return { parameters, statistics };
}

export function forwardOf(net: ConvNet): Forward {
  return ({ ops, parameter, norm }, images) => {
    let x = images;
    let count = 0;
    for (const layer of net.layers) {
      if (layer === 'pool') {
        x = ops.maxPool(x);
        continue;
      }
      count += 1;
      const name = `conv${count}`;
      x = ops.convolve(x, parameter<Tensor4D>(`${name}.filters`));
      const [gamma, beta] = [parameter<Tensor1D>(`${name}.gamma`), parameter<Tensor1D>(`${name}.beta`)];
      x = ops.batchNorm(x, gamma, beta, { ...norm(name), relu: true });
      if (net.gates) x = ops.gate(x, parameter<Tensor1D>(`${name}.gate`));
    }
    const [batch, height, width, channels] = x.shape;
    // The mean over one pixel is that pixel.
    const pixel = height * width === 1 ? x : (tf.reshape(ops.meanPool(x), [batch, 1, 1, channels]) as Tensor4D);
    const logits = ops.convolve(pixel, parameter<Tensor4D>('head.filters'), parameter<Tensor1D>('head.bias'));
    return tf.reshape(logits, [batch, net.classes]) as Tensor2D;
  };
}
