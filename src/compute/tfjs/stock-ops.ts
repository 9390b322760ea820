/** The operations by stock tfjs, differentiated by tfjs: the oracle of our kernels, and what runs where they cannot. */
import * as tf from '@tensorflow/tfjs';
import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { checkConvolution, type ImageOps, NORM_EPSILON } from './ops.ts';

/** Keeps a new value in place of an old one. */
function replace<T extends tf.Tensor>(old: T, value: T): T {
  tf.keep(value);
  old.dispose();
  return value;
}

/**
 * The wasm backend has no gradient of filters, so there a convolution is a matrix product with shifted copies of the image
 * side by side, which works everywhere.
 */
function convolveByProduct(x: Tensor4D, filters: Tensor4D): Tensor4D {
  const [batch, height, width, inputs] = x.shape;
  const [outputs, size] = filters.shape;
  const radius = (size - 1) / 2;
  const padded =
    radius === 0
      ? x
      : tf.pad(x, [
          [0, 0],
          [radius, radius],
          [radius, radius],
          [0, 0],
        ]);
  const shifted: Tensor4D[] = [];
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      shifted.push(tf.slice(padded, [0, row, column, 0], [batch, height, width, inputs]));
    }
  }
  const columns = tf.reshape(tf.concat(shifted, 3), [batch * height * width, size * size * inputs]);
  const product = tf.matMul(columns, tf.reshape(filters, [outputs, size * size * inputs]), false, true);
  return tf.reshape(product, [batch, height, width, outputs]);
}

export const stockOps: ImageOps = {
  kind: 'stock',

  convolve(x, filters, bias) {
    checkConvolution(x.shape, filters.shape);
    const y =
      tf.getBackend() === 'wasm'
        ? convolveByProduct(x, filters)
        : tf.conv2d(x, tf.transpose(filters, [1, 2, 3, 0]), 1, 'same');
    return bias ? tf.add(y, bias) : y;
  },

  batchNorm(x, gamma, beta, { by, statistics, momentum, relu }) {
    const { mean, variance } = by === 'batch' ? tf.moments(x, [0, 1, 2]) : statistics;
    const y = tf.batchNorm(x, mean as Tensor1D, variance as Tensor1D, beta, gamma, NORM_EPSILON);
    if (by === 'batch' && momentum > 0) {
      const pixels = x.size / x.shape[3];
      const move = (old: Tensor1D, found: tf.Tensor, factor: number) =>
        replace(old, tf.add(tf.mul(old, 1 - momentum), tf.mul(found, momentum * factor)) as Tensor1D);
      statistics.mean = move(statistics.mean, mean, 1);
      statistics.variance = move(statistics.variance, variance, pixels / Math.max(1, pixels - 1));
    }
    return relu ? tf.relu(y) : y;
  },

  maxPool(x) {
    if (tf.getBackend() !== 'wasm') return tf.maxPool(x, 2, 2, 'valid');
    // The wasm backend's gradient of max pooling is wrong: the larger of two, twice. Its gradient halves ties.
    const [batch, height, width, channels] = x.shape;
    const [rows, columns] = [Math.floor(height / 2), Math.floor(width / 2)];
    const even = tf.slice(x, [0, 0, 0, 0], [batch, 2 * rows, 2 * columns, channels]);
    const windows = tf.reshape(even, [batch * rows, 2, columns, 2 * channels]);
    const part = (row: number, column: number) =>
      tf.slice(windows, [0, row, 0, column * channels], [batch * rows, 1, columns, channels]);
    const above = tf.maximum(part(0, 0), part(0, 1));
    const below = tf.maximum(part(1, 0), part(1, 1));
    return tf.reshape(tf.maximum(above, below), [batch, rows, columns, channels]);
  },

  meanPool: (x) => tf.mean(x, [1, 2]) as Tensor2D,
  gate: (x, zeta) => tf.mul(x, zeta),
  relu: (x) => tf.relu(x),
  add: (a, b) => tf.add(a, b),

  crossEntropy(logits, labels) {
    const classes = logits.shape[1];
    const chosen = tf.oneHot(labels.toInt(), classes);
    const loss = tf.losses.softmaxCrossEntropy(chosen, logits);
    return { loss, correct: tf.sum(tf.equal(tf.argMax(logits, 1), labels).toFloat()) };
  },

  descend(slots, gradients, { rate, momentum, nesterov, weightDecay }) {
    for (const [k, slot] of slots.entries()) {
      const { velocity, value } = tf.tidy(() => {
        const d = tf.add(gradients[k]!, tf.mul(slot.value, weightDecay));
        const velocity = tf.add(tf.mul(slot.velocity, momentum), d);
        const step = nesterov ? tf.add(d, tf.mul(velocity, momentum)) : velocity;
        return { velocity, value: tf.sub(slot.value, tf.mul(step, rate)) };
      });
      slot.velocity = replace(slot.velocity, velocity);
      slot.value = replace(slot.value, value);
    }
  },
};
