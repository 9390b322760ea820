/** Cases that every implementation of the operations must agree on; judged by tests in Node and in a browser. */

import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { openStream } from '../../random/stream.ts';
import type { ImageOps } from './ops.ts';

export interface OpCase {
  readonly name: string;
  /** Shapes of the differentiable inputs, by name. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  run(ops: ImageOps, inputs: Readonly<Record<string, Tensor>>): Tensor;
  /** Step of the finite difference: smaller where there are kinks. */
  readonly step: number;
}

type Values = Readonly<Record<string, Float32Array>>;

export interface Outcome {
  readonly value: Float32Array;
  readonly gradients: Values;
}

const as = {
  x: (inputs: Readonly<Record<string, Tensor>>) => inputs.x as Tensor4D,
  vector: (inputs: Readonly<Record<string, Tensor>>, name: string) => inputs[name] as Tensor1D,
};

function convolution(batch: number, height: number, width: number, reads: number, makes: number, size: number): OpCase {
  return {
    name: `convolve ${size}x${size}, ${batch} images of ${height}x${width}, ${reads} to ${makes} channels`,
    inputs: { x: [batch, height, width, reads], filters: [makes, size, size, reads], bias: [makes] },
    run: (ops, inputs) => ops.convolve(as.x(inputs), inputs.filters as Tensor4D, as.vector(inputs, 'bias')),
    step: 0.1,
  };
}

/** Statistics that do not matter or are constants: mean 0.1, variance 1.2. */
function statistics(channels: number) {
  return { mean: tf.fill([channels], 0.1) as Tensor1D, variance: tf.fill([channels], 1.2) as Tensor1D };
}

function norm(by: 'batch' | 'running', relu: boolean, shape: readonly [number, number, number, number]): OpCase {
  const channels = shape[3];
  return {
    name: `batch norm by ${by} statistics${relu ? ' and ReLU' : ''}, ${shape.join('x')}`,
    inputs: { x: shape, gamma: [channels], beta: [channels] },
    run(ops, inputs) {
      const options = { by, statistics: statistics(channels), momentum: 0, relu };
      return ops.batchNorm(as.x(inputs), as.vector(inputs, 'gamma'), as.vector(inputs, 'beta'), options);
    },
    step: relu ? 1e-3 : 1e-2,
  };
}

const pool = (kind: 'maxPool' | 'meanPool', shape: readonly number[]): OpCase => ({
  name: `${kind}, ${shape.join('x')}`,
  inputs: { x: shape },
  run: (ops, inputs) => ops[kind](as.x(inputs)),
  step: kind === 'maxPool' ? 1e-3 : 0.1,
});

const gate = (shape: readonly number[]): OpCase => ({
  name: `gate, ${shape.join('x')}`,
  inputs: { x: shape, zeta: [shape[3]!] },
  run: (ops, inputs) => ops.gate(as.x(inputs), as.vector(inputs, 'zeta')),
  step: 0.1,
});

const relu = (shape: readonly number[]): OpCase => ({
  name: `ReLU, ${shape.join('x')}`,
  inputs: { x: shape },
  run: (ops, inputs) => ops.relu(as.x(inputs)),
  step: 1e-3,
});

const loss = (batch: number, classes: number): OpCase => ({
  name: `cross entropy, ${batch} of ${classes} classes`,
  inputs: { logits: [batch, classes] },
  run(ops, { logits }) {
    const labels = tf.tensor1d(
      Array.from({ length: batch }, (_, n) => (7 * n + 3) % classes),
      'int32',
    );
    return ops.crossEntropy(logits as Tensor2D, labels).loss;
  },
  step: 1e-2,
});

/** Odd sizes, one image, one channel, channels that are no multiple of 4, and every block of channels of the kernels. */
export const OP_CASES: readonly OpCase[] = [
  convolution(1, 1, 1, 1, 1, 1),
  convolution(1, 3, 5, 1, 1, 3),
  convolution(2, 4, 4, 3, 8, 3),
  convolution(3, 5, 7, 6, 10, 3),
  convolution(9, 2, 2, 4, 4, 3),
  convolution(5, 3, 3, 5, 3, 3),
  convolution(2, 6, 5, 16, 13, 3),
  convolution(3, 9, 8, 21, 37, 3),
  convolution(2, 2, 2, 12, 31, 3),
  convolution(3, 4, 4, 8, 12, 3),
  convolution(1, 5, 9, 10, 14, 3),
  convolution(2, 5, 6, 3, 11, 3),
  convolution(3, 1, 1, 17, 10, 1),
  convolution(2, 5, 6, 7, 9, 1),
  norm('batch', true, [2, 3, 3, 1]),
  norm('batch', true, [3, 5, 5, 3]),
  norm('batch', true, [2, 4, 4, 8]),
  norm('batch', false, [2, 3, 5, 6]),
  norm('batch', true, [1, 7, 3, 22]),
  norm('batch', true, [4, 8, 8, 16]),
  norm('batch', true, [1, 2, 2, 5]),
  norm('running', true, [2, 3, 5, 6]),
  norm('running', false, [1, 2, 3, 4]),
  pool('maxPool', [1, 2, 2, 1]),
  pool('maxPool', [2, 4, 6, 8]),
  pool('maxPool', [2, 5, 7, 3]),
  pool('maxPool', [3, 3, 2, 6]),
  pool('meanPool', [2, 3, 5, 6]),
  pool('meanPool', [1, 1, 1, 1]),
  gate([2, 3, 5, 6]),
  gate([1, 2, 2, 1]),
  gate([2, 3, 3, 16]),
  relu([2, 3, 5, 6]),
  relu([3, 1, 1, 8]),
  loss(1, 2),
  loss(5, 10),
  loss(33, 3),
];

/** Normal deviates; the scale of gamma and zeta is like that of all. Equal for equal cases. */
export function drawInputs({ name, inputs }: OpCase): Values {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, shape]) => {
      const stream = openStream(5, `${name} / ${key}`);
      return [key, Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => stream.normal())];
    }),
  );
}

function tensors({ inputs }: OpCase, values: Values): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, shape]) => [key, tf.tensor(values[key]!, [...shape], 'float32')]),
  );
}

const weightsOf = (name: string, size: number) => {
  const stream = openStream(6, name);
  return Float32Array.from({ length: size }, () => stream.normal());
};

/** The operation's value on the current backend, and the gradients of its product with fixed weights. */
export async function evaluate(ops: ImageOps, each: OpCase, values: Values): Promise<Outcome> {
  const inputs = tensors(each, values);
  const names = Object.keys(inputs);
  let shape: number[] = [];
  const found = tf.tidy(() => {
    shape = each.run(ops, inputs).shape;
    const dy = tf.tensor(weightsOf(each.name, tf.util.sizeFromShape(shape)), shape, 'float32');
    const list = names.map((name) => inputs[name]!);
    return tf.engine().gradients(() => each.run(ops, inputs), list, dy);
  });
  const read = async (tensor: Tensor) => (await tensor.data()) as Float32Array;
  const value = await read(found.value);
  const gradients: Record<string, Float32Array> = {};
  for (const [k, name] of names.entries()) gradients[name] = await read(found.grads[k]!);
  tf.dispose([found.value, ...found.grads, ...Object.values(inputs)]);
  return { value, gradients };
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
const length = (a: Float32Array) => Math.sqrt(dot(a, a));

/** Distance between two outcomes, relative to the second's length: the largest of the value and of each gradient. */
export function difference(found: Outcome, expected: Outcome): number {
  const relative = (a: Float32Array, b: Float32Array) =>
    a.length === b.length ? length(a.map((value, k) => value - b[k]!)) / (length(b) + 1e-3) : Number.POSITIVE_INFINITY;
  const gradients = Object.keys(expected.gradients).map((key) =>
    relative(found.gradients[key]!, expected.gradients[key]!),
  );
  return Math.max(relative(found.value, expected.value), ...gradients);
}

/**
 * For each input: difference between the slope along a random direction by the gradient and by a central finite
 * difference of the value, relative to the gradient's length times the direction's.
 */
export async function slopeErrors(ops: ImageOps, each: OpCase): Promise<Record<string, number>> {
  const values = drawInputs(each);
  const { gradients, value } = await evaluate(ops, each, values);
  const weights = weightsOf(each.name, value.length);
  const errors: Record<string, number> = {};
  for (const name of Object.keys(values)) {
    const stream = openStream(7, `${each.name} / ${name}`);
    const direction = Float32Array.from(stream.unitVector(values[name]!.length));
    const valueAt = async (t: number) => {
      const moved = { ...values, [name]: values[name]!.map((v, k) => v + t * direction[k]!) };
      const inputs = tensors(each, moved);
      const result = tf.tidy(() => each.run(ops, inputs));
      const numbers = (await result.data()) as Float32Array;
      tf.dispose([result, ...Object.values(inputs)]);
      return numbers;
    };
    const [ahead, behind] = [await valueAt(each.step), await valueAt(-each.step)];
    const slope =
      dot(
        ahead.map((v, k) => v - behind[k]!),
        weights,
      ) /
      (2 * each.step);
    errors[name] = Math.abs(slope - dot(gradients[name]!, direction)) / (length(gradients[name]!) + 1e-2);
  }
  return errors;
}

/**
 * Where several are largest, the first counts. Gradient of a max pool of an image of zeros, all of dy being 1: one for each
 * window's first pixel. And right answers among equal logits with labels 0 and 1: the first.
 */
export async function ties(
  ops: ImageOps,
  channels: number,
): Promise<{ gradient: number[]; expected: number[]; correct: number }> {
  const shape: [number, number, number, number] = [1, 4, 5, channels];
  const x = tf.zeros(shape) as Tensor4D;
  const dy = tf.ones([1, 2, 2, channels]);
  const { value, grads } = tf.engine().gradients(() => ops.maxPool(x), [x], dy);
  const gradient = [...(await grads[0]!.data())];
  const expected = gradient.map((_, k) => {
    const pixel = Math.floor(k / channels);
    const [row, column] = [Math.floor(pixel / 5), pixel % 5];
    return Number(row % 2 === 0 && column % 2 === 0 && column < 4);
  });
  const logits = tf.zeros([2, 3]) as Tensor2D;
  const labels = tf.tensor1d([0, 1], 'int32');
  const found = ops.crossEntropy(logits, labels);
  const [correct] = await found.correct.data();
  tf.dispose([x, dy, value, ...grads, logits, labels, found.loss, found.correct]);
  return { gradient, expected, correct: correct! };
}
