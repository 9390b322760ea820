/**
 * Described networks in plain loops and 64-bit floats: the oracle that growth and the engines are tested against. One
 * function per kind of layer gives its output and a function from the gradient of the output to that of the input.
 */
import {
  type Activation,
  type Description,
  groupNamed,
  INPUT,
  type Layer,
  widthOf,
} from '../../networks/description.ts';
import { activate, activationSlope } from '../../networks/network.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { exp, log } from '../../random/exact-math.ts';

/** Added to variances (PyTorch's default, as in compute/tfjs/ops.ts). */
export const NORM_EPSILON = 1e-5;

/** Images or activations [count, height, width, channels]. */
export interface Maps {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float64Array;
}

interface Step {
  readonly output: Maps;
  /** From the gradient of the output to that of the input; adds to the gradients of the layer's tensors. */
  readonly backward: (gradient: Float64Array) => Float64Array;
}

type Gradients = Record<string, Float64Array>;

interface Context {
  readonly description: Description;
  readonly tensors: Readonly<Record<string, ArrayLike<number>>>;
  readonly gradients: Gradients;
  readonly norm: 'running' | 'batch';
  readonly watch?: Watch | undefined;
}

/** Called on the way back with a layer by its place, what it read, and the gradient of the loss by what it gave. */
export type Watch = (layers: readonly Layer[], at: number, input: Maps, gradient: Float64Array) => void;

function gradientOf({ gradients, tensors }: Context, name: string): Float64Array {
  gradients[name] ??= new Float64Array(tensors[name]!.length);
  return gradients[name];
}

/** Calls back with the places in input, filters and output whose product is part of a convolution. */
function eachProduct(
  input: Maps,
  outputs: number,
  size: number,
  visit: (input: number, filter: number, output: number) => void,
): void {
  const { count, height, width, channels } = input;
  const radius = (size - 1) / 2;
  for (let image = 0; image < count; image += 1) {
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        const to = ((image * height + row) * width + column) * outputs;
        for (let dy = 0; dy < size; dy += 1) {
          for (let dx = 0; dx < size; dx += 1) {
            const [y, x] = [row + dy - radius, column + dx - radius];
            if (y < 0 || y >= height || x < 0 || x >= width) continue;
            const from = ((image * height + y) * width + x) * channels;
            for (let out = 0; out < outputs; out += 1) {
              const filter = ((out * size + dy) * size + dx) * channels;
              for (let c = 0; c < channels; c += 1) visit(from + c, filter + c, to + out);
            }
          }
        }
      }
    }
  }
}

function convolve(input: Maps, layer: Layer & { kind: 'convolution' }, context: Context): Step {
  const channels = widthOf(context.description, layer.writes);
  const filters = context.tensors[`${layer.name}.filters`]!;
  const bias = layer.bias ? context.tensors[`${layer.name}.bias`]! : undefined;
  const data = new Float64Array((input.data.length / input.channels) * channels);
  if (bias) for (let k = 0; k < data.length; k += 1) data[k] = bias[k % channels]!;
  eachProduct(input, channels, layer.size, (from, filter, to) => {
    data[to]! += input.data[from]! * filters[filter]!;
  });
  const backward = (gradient: Float64Array) => {
    const inner = new Float64Array(input.data.length);
    const own = gradientOf(context, `${layer.name}.filters`);
    eachProduct(input, channels, layer.size, (from, filter, to) => {
      inner[from]! += gradient[to]! * filters[filter]!;
      own[filter]! += gradient[to]! * input.data[from]!;
    });
    if (bias) {
      const sums = gradientOf(context, `${layer.name}.bias`);
      for (let k = 0; k < gradient.length; k += 1) sums[k % channels]! += gradient[k]!;
    }
    return inner;
  };
  return { output: { ...input, channels, data }, backward };
}

/** Mean of f over the images and pixels of each channel. */
function channelMeans(
  { data, channels }: Maps,
  f: (value: number, channel: number, at: number) => number,
): Float64Array {
  const sums = new Float64Array(channels);
  for (let k = 0; k < data.length; k += 1) sums[k % channels]! += f(data[k]!, k % channels, k);
  return sums.map((sum) => (sum * channels) / data.length);
}

function normalise(input: Maps, name: string, context: Context): Step {
  const { channels, data } = input;
  const tensor = (role: string) => context.tensors[`${name}.${role}`]!;
  const [gamma, beta] = [tensor('gamma'), tensor('beta')];
  const batch = context.norm === 'batch';
  const mean = batch ? channelMeans(input, (value) => value) : tensor('mean');
  const variance = batch ? channelMeans(input, (value, c) => (value - mean[c]!) ** 2) : tensor('variance');
  const scale = Float64Array.from({ length: channels }, (_, c) => 1 / Math.sqrt(variance[c]! + NORM_EPSILON));
  const unit = data.map((value, k) => (value - mean[k % channels]!) * scale[k % channels]!);
  const output = { ...input, data: unit.map((value, k) => gamma[k % channels]! * value + beta[k % channels]!) };
  const backward = (gradient: Float64Array) => {
    const [dGamma, dBeta] = [gradientOf(context, `${name}.gamma`), gradientOf(context, `${name}.beta`)];
    for (let k = 0; k < gradient.length; k += 1) {
      dGamma[k % channels]! += gradient[k]! * unit[k]!;
      dBeta[k % channels]! += gradient[k]!;
    }
    const maps = { ...input, data: gradient };
    const first = channelMeans(maps, (value) => value);
    const second = channelMeans(maps, (value, _, k) => value * unit[k]!);
    return gradient.map((value, k) => {
      const c = k % channels;
      return gamma[c]! * scale[c]! * (batch ? value - first[c]! - unit[k]! * second[c]! : value);
    });
  };
  return { output, backward };
}

function applyActivation(input: Maps, activation: Activation): Step {
  const relu = activation === 'relu';
  const value = (u: number) => (relu ? Math.max(0, u) : activate(activation, u));
  const slope = (u: number) => (relu ? Number(u > 0) : activationSlope(activation, u));
  const backward = (gradient: Float64Array) => gradient.map((g, k) => g * slope(input.data[k]!));
  return { output: { ...input, data: input.data.map(value) }, backward };
}

function poolMax(input: Maps): Step {
  const { count, channels } = input;
  const [height, width] = [Math.floor(input.height / 2), Math.floor(input.width / 2)];
  const data = new Float64Array(count * height * width * channels);
  const chosen = data.map((_, k) => {
    const channel = k % channels;
    const pixel = (k - channel) / channels;
    const [column, row, image] = [
      pixel % width,
      Math.floor(pixel / width) % height,
      Math.floor(pixel / (width * height)),
    ];
    const at = (y: number, x: number) =>
      ((image * input.height + 2 * row + y) * input.width + 2 * column + x) * channels + channel;
    const places = [at(0, 0), at(0, 1), at(1, 0), at(1, 1)];
    return places.reduce((best, place) => (input.data[place]! > input.data[best]! ? place : best));
  });
  for (let k = 0; k < data.length; k += 1) data[k] = input.data[chosen[k]!]!;
  const backward = (gradient: Float64Array) => {
    const inner = new Float64Array(input.data.length);
    for (let k = 0; k < gradient.length; k += 1) inner[chosen[k]!]! += gradient[k]!;
    return inner;
  };
  return { output: { ...input, height, width, data }, backward };
}

function poolMean(input: Maps): Step {
  const { count, channels } = input;
  const pixels = input.height * input.width;
  const data = new Float64Array(count * channels);
  const to = (k: number) => Math.floor(k / (pixels * channels)) * channels + (k % channels);
  for (let k = 0; k < input.data.length; k += 1) data[to(k)]! += input.data[k]! / pixels;
  const backward = (gradient: Float64Array) => input.data.map((_, k) => gradient[to(k)]! / pixels);
  return { output: { ...input, height: 1, width: 1, data }, backward };
}

function addBranch(input: Maps, layer: Layer & { kind: 'residual' }, context: Context): Step {
  if (groupNamed(context.description, layer.group).channels.length === 0) {
    return { output: input, backward: (gradient) => gradient };
  }
  const branch = runLayers(input, layer.branch, context);
  const output = { ...input, data: input.data.map((value, k) => value + branch.output.data[k]!) };
  const backward = (gradient: Float64Array) => {
    const inner = branch.backward(gradient);
    return gradient.map((value, k) => value + inner[k]!);
  };
  return { output, backward };
}

function runLayer(input: Maps, layer: Layer, context: Context): Step {
  switch (layer.kind) {
    case 'convolution':
      return convolve(input, layer, context);
    case 'norm':
      return normalise(input, layer.name, context);
    case 'activation':
      return applyActivation(input, layer.activation);
    case 'pool':
      return layer.pool === 'max' ? poolMax(input) : poolMean(input);
    case 'residual':
      return addBranch(input, layer, context);
  }
}

function runLayers(input: Maps, layers: readonly Layer[], context: Context): Step {
  const steps: Step[] = [];
  let output = input;
  for (const layer of layers) {
    const step = runLayer(output, layer, context);
    steps.push(step);
    output = step.output;
  }
  const backward = (gradient: Float64Array) =>
    steps.reduceRight((inner, step, at) => {
      context.watch?.(layers, at, at === 0 ? input : steps[at - 1]!.output, inner);
      return step.backward(inner);
    }, gradient);
  return { output, backward };
}

/** Inputs of a described network as maps, [count, height, width, channels]. */
export function toMaps({ height, width, groups }: Description, count: number, data: ArrayLike<number>): Maps {
  const channels = groupNamed({ groups }, INPUT).channels.length;
  return { count, height, width, channels, data: Float64Array.from(data) };
}

/** Whether batch norm uses its running statistics (evaluation, growth) or those of the batch (training). */
export interface RunOptions {
  /** 'running' */
  readonly norm?: 'running' | 'batch';
}

/** Outputs of the last layer, [count, height, width, outputs] with height and width 1 in all our networks. */
export function runNetwork(
  { description, tensors }: DeepNetwork,
  input: Maps,
  { norm = 'running' }: RunOptions = {},
): Maps {
  return runLayers(input, description.layers, { description, tensors, gradients: {}, norm }).output;
}

/** The loss of an output, and its gradient, as long as the output. */
export type LossFunction = (output: Maps) => { readonly loss: number; readonly gradient: Float64Array };

/** Mean over the images of -ln p(label), p = softmax of the outputs. */
export function crossEntropy(labels: ArrayLike<number>): LossFunction {
  return ({ count, channels, data }) => {
    const gradient = new Float64Array(data.length);
    let loss = 0;
    for (let image = 0; image < count; image += 1) {
      const logits = data.subarray(image * channels, (image + 1) * channels);
      const largest = logits.reduce((most, value) => Math.max(most, value));
      const powers = logits.map((value) => exp(value - largest));
      const sum = powers.reduce((total, value) => total + value, 0);
      const label = labels[image]!;
      loss += (log(sum) + largest - logits[label]!) / count;
      for (const [c, power] of powers.entries()) {
        gradient[image * channels + c] = (power / sum - Number(c === label)) / count;
      }
    }
    return { loss, gradient };
  };
}

/** Mean over the images of the sum of squared differences. */
export function squaredError(targets: ArrayLike<number>): LossFunction {
  return ({ count, data }) => {
    const difference = data.map((value, k) => value - targets[k]!);
    const loss = difference.reduce((sum, value) => sum + value * value, 0) / count;
    return { loss, gradient: difference.map((value) => (2 * value) / count) };
  };
}

/** Loss, and its gradient for each trained tensor. @param watch looks at the way back */
export function differentiateNetwork(
  { description, tensors }: DeepNetwork,
  input: Maps,
  lossOf: LossFunction,
  { norm = 'running' }: RunOptions = {},
  watch?: Watch,
): { readonly loss: number; readonly gradients: Readonly<Record<string, Float64Array>> } {
  const context: Context = { description, tensors, gradients: {}, norm, watch };
  const { output, backward } = runLayers(input, description.layers, context);
  const { loss, gradient } = lossOf(output);
  backward(gradient);
  return { loss, gradients: context.gradients };
}
