/** Kernels that treat each channel by itself, for the wasm backend. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { BatchNormAttributes, NormAttributes, NormGradientAttributes } from '../kernel-names.ts';
import { NORM_EPSILON } from '../ops.ts';
import { addOverThreads, batchMoments } from './batch-sums.ts';
import type { Connection } from './connection.ts';

type Inputs = Readonly<Record<string, TensorInfo>>;

const sizeOf = ({ shape }: TensorInfo) => shape.reduce((product, size) => product * size, 1);
const channelsOf = ({ shape }: TensorInfo) => shape.at(-1)!;
/** Values that are not larger become this one: ReLU's 0, or nothing. */
const floorOf = ({ relu }: NormAttributes) => (relu ? 0 : Number.NEGATIVE_INFINITY);

/**
 * Scratch memory of the kernels, after it room for two sums per channel in doubles, and `rows` arrays of one float per channel.
 * @returns the addresses of the scratch, of the sums and of each array
 */
function reserve({ run, scratch }: Connection, channels: number, rows: number): [number, number, number[]] {
  const bytes = run.channelScratch(channels);
  const start = scratch(bytes + (16 + 4 * rows) * channels);
  const after = start + bytes + 16 * channels;
  return [start, start + bytes, Array.from({ length: rows }, (_, row) => after + 4 * row * channels)];
}

/** gamma / sqrt(variance + epsilon), and beta - mean times that: batch norm as one multiplication and one addition. */
function writeAffine({ at, floats }: Connection, inputs: Inputs, scale: number, offset: number): void {
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'mean', 'variance'].map((name) =>
    floats(at(inputs[name]!), channelsOf(inputs.gamma!)),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const [a, b] = [floats(scale, gamma.length), floats(offset, gamma.length)];
  for (let c = 0; c < gamma.length; c += 1) {
    a[c] = gamma[c]! / Math.sqrt(variance[c]! + NORM_EPSILON);
    b[c] = beta[c]! - mean[c]! * a[c]!;
  }
}

function normalise(connection: Connection, inputs: Inputs, attributes: NormAttributes): TensorInfo {
  const x = inputs.x!;
  const channels = channelsOf(x);
  const y = connection.make(x.shape);
  const [scratch, , [scale, offset]] = reserve(connection, channels, 2);
  writeAffine(connection, inputs, scale!, offset!);
  const { run, at } = connection;
  run.affine(at(x), at(y), sizeOf(x), channels, scale!, offset!, floorOf(attributes), scratch);
  return y;
}

export function fixedNorm(connection: Connection, inputs: Inputs, attributes: object): TensorInfo {
  return normalise(connection, inputs, attributes as NormAttributes);
}

/** -> [y, mean, variance]; moves the running statistics. */
export function batchNorm(connection: Connection, inputs: Inputs, attributes: object): TensorInfo[] {
  const { at, floats } = connection;
  const running = attributes as BatchNormAttributes;
  const x = inputs.x!;
  const channels = channelsOf(x);
  const [scratch, sums] = reserve(connection, channels, 0);
  const { mean, variance, pixels } = batchMoments(connection, x, sums, scratch, running.exchange);
  if (running.momentum > 0) {
    const move = (target: TensorInfo, found: TensorInfo, factor: number) => {
      const [to, from] = [floats(at(target), channels), floats(at(found), channels)];
      for (let c = 0; c < channels; c += 1) to[c]! += running.momentum * (from[c]! * factor - to[c]!);
    };
    move(running.mean, mean, 1);
    move(running.variance, variance, pixels / Math.max(1, pixels - 1));
  }
  return [normalise(connection, { ...inputs, mean, variance }, running), mean, variance];
}

/** -> [dx, dgamma, dbeta], the last two of this thread's images */
export function normGradient(connection: Connection, inputs: Inputs, attributes: object): TensorInfo[] {
  const { at, floats, doubles, make, run } = connection;
  const options = attributes as NormGradientAttributes;
  const floor = floorOf(options);
  const [x, dy] = [inputs.x!, inputs.dy!];
  const channels = channelsOf(x);
  const count = sizeOf(x);
  const [dx, dgamma, dbeta] = [make(x.shape), make([channels]), make([channels])] as const;
  const [scratch, sums, rows] = reserve(connection, channels, 4);
  const [scale, offset, slope, constant] = rows as [number, number, number, number];
  writeAffine(connection, inputs, scale, offset);
  run.gradientSums(at(x), at(dy), count, channels, scale, offset, at(inputs.mean!), floor, sums, scratch);
  const own = doubles(sums, 2 * channels);
  const whole = addOverThreads(own, count / channels, options.fixed ? undefined : options.exchange);
  const view = (address: number) => floats(address, channels);
  const [a, q, r] = [scale, slope, constant].map(view) as Float32Array[];
  const [mean, variance, dg, db] = [inputs.mean!, inputs.variance!, dgamma, dbeta].map((t) => view(at(t)));
  for (let c = 0; c < channels; c += 1) {
    const precision = 1 / (variance![c]! + NORM_EPSILON);
    dg![c] = Math.fround(own[channels + c]!) * Math.sqrt(precision);
    db![c] = own[c]!;
    const [s1, s2] = [Math.fround(whole.sums[c]!), Math.fround(whole.sums[channels + c]!)];
    // dx = a (g - mean of g - (x - mean) precision mean of g (x - mean)); the statistics are constants if fixed.
    q![c] = options.fixed ? 0 : (-a![c]! * precision * s2) / whole.pixels;
    r![c] = options.fixed ? 0 : (-a![c]! * s1) / whole.pixels - q![c]! * mean![c]!;
  }
  run.normGradient(at(x), at(dy), at(dx), count, channels, scale, offset, slope, constant, floor, scratch);
  return [dx, dgamma, dbeta];
}

export function gate(connection: Connection, inputs: Inputs): TensorInfo {
  const { at, floats, make, run } = connection;
  const [x, zeta] = [inputs.x!, inputs.zeta!];
  const channels = channelsOf(x);
  const y = make(x.shape);
  const [scratch, , [zeros]] = reserve(connection, channels, 1);
  floats(zeros!, channels).fill(0);
  run.affine(at(x), at(y), sizeOf(x), channels, at(zeta), zeros!, Number.NEGATIVE_INFINITY, scratch);
  return y;
}

/** Sums over images and pixels, [channels]: of dy, or of dy x. */
function sum(connection: Connection, x: TensorInfo, dy: TensorInfo, of: 'dy' | 'dy x'): TensorInfo {
  const { at, floats, doubles, make, run } = connection;
  const channels = channelsOf(x);
  const [scratch, sums, [zeros, ones]] = reserve(connection, channels, 2);
  floats(zeros!, channels).fill(0);
  floats(ones!, channels).fill(1);
  // 0 x + 1 > -Infinity: every value counts.
  const floor = Number.NEGATIVE_INFINITY;
  run.gradientSums(at(x), at(dy), sizeOf(x), channels, zeros!, ones!, zeros!, floor, sums, scratch);
  const result = make([channels]);
  floats(at(result), channels).set(doubles(of === 'dy' ? sums : sums + 8 * channels, channels));
  return result;
}

export function gateGradient(connection: Connection, inputs: Inputs): TensorInfo {
  return sum(connection, inputs.x!, inputs.dy!, 'dy x');
}

export function channelSums(connection: Connection, inputs: Inputs): TensorInfo {
  return sum(connection, inputs.x!, inputs.x!, 'dy');
}

export function relu(connection: Connection, inputs: Inputs): TensorInfo {
  const { at, floats, make, run } = connection;
  const x = inputs.x!;
  const channels = channelsOf(x);
  const y = make(x.shape);
  const [scratch, , [ones, zeros]] = reserve(connection, channels, 2);
  floats(ones!, channels).fill(1);
  floats(zeros!, channels).fill(0);
  run.affine(at(x), at(y), sizeOf(x), channels, ones!, zeros!, 0, scratch);
  return y;
}

export function reluGradient(connection: Connection, inputs: Inputs): TensorInfo {
  const { at, floats, make, run } = connection;
  const x = inputs.x!;
  const channels = channelsOf(x);
  const dx = make(x.shape);
  const [scratch, , [ones, zeros]] = reserve(connection, channels, 2);
  floats(ones!, channels).fill(1);
  floats(zeros!, channels).fill(0);
  const constants = [ones!, zeros!, zeros!, zeros!];
  run.normGradient(at(x), at(inputs.dy!), at(dx), sizeOf(x), channels, ...constants, 0, scratch);
  return dx;
}
