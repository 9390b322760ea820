/** Runs described networks (src/networks) on the trainer: their layers by our operations, their tensors by the same names. */

import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Description, type Layer, walkLayers, widthOf } from '../../networks/description.ts';
import { type DeepNetwork, isTrained, tensorSpecs } from '../../networks/tensors.ts';
import type { Forward, NetworkValues, Scope, Values } from './trainer.ts';

/** A layer, and how many layers it stands for: batch norm with the ReLU that follows is one operation. */
function runLayer(
  scope: Scope,
  description: Description,
  layers: readonly Layer[],
  at: number,
  x: Tensor4D,
): [Tensor4D, number] {
  const { ops, parameter } = scope;
  const layer = layers[at]!;
  switch (layer.kind) {
    case 'convolution': {
      const bias = layer.bias ? parameter<Tensor1D>(`${layer.name}.bias`) : undefined;
      return [ops.convolve(x, parameter<Tensor4D>(`${layer.name}.filters`), bias), 1];
    }
    case 'norm': {
      const next = layers[at + 1];
      const relu = next?.kind === 'activation' && next.activation === 'relu';
      const [gamma, beta] = [parameter<Tensor1D>(`${layer.name}.gamma`), parameter<Tensor1D>(`${layer.name}.beta`)];
      return [ops.batchNorm(x, gamma, beta, { ...scope.norm(layer.name), relu }), relu ? 2 : 1];
    }
    case 'activation':
      return [ops.relu(x), 1];
    case 'pool': {
      if (layer.pool === 'max') return [ops.maxPool(x), 1];
      const [batch, height, width, channels] = x.shape;
      // The mean over one pixel is that pixel.
      const mean = height * width === 1 ? x : tf.reshape(ops.meanPool(x), [batch, 1, 1, channels]);
      return [mean as Tensor4D, 1];
    }
    case 'residual': {
      // A slot that is not open passes x on.
      if (widthOf(description, layer.group) === 0) return [x, 1];
      return [ops.add(x, runLayers(scope, description, layer.branch, x)), 1];
    }
  }
}

function runLayers(scope: Scope, description: Description, layers: readonly Layer[], input: Tensor4D): Tensor4D {
  let x = input;
  for (let at = 0; at < layers.length; ) {
    const [output, count] = runLayer(scope, description, layers, at, x);
    x = output;
    at += count;
  }
  return x;
}

/**
 * The function of a described network whose last layer leaves one pixel.
 * @throws RangeError if it has activations other than ReLU, which images are not computed with
 */
export function describedForward(description: Description): Forward {
  for (const layer of walkLayers(description.layers)) {
    if (layer.kind === 'activation' && layer.activation !== 'relu') {
      throw new RangeError(`Image networks are computed with ReLU, not with ${layer.activation}.`);
    }
  }
  return (scope, images) => {
    const outputs = runLayers(scope, description, description.layers, images);
    const [batch, height, width, channels] = outputs.shape;
    return tf.reshape(outputs, [batch, height * width * channels]) as Tensor2D;
  };
}

/** A described network's numbers as the trainer wants them. */
export function networkValues({ description, tensors }: DeepNetwork): NetworkValues {
  const floats = (name: string) => Float32Array.from(tensors[name]!);
  const parameters: Record<string, Values> = {};
  const statistics: Record<string, { mean: Float32Array; variance: Float32Array }> = {};
  for (const { name, role, layer, shape, writes, reads } of tensorSpecs(description)) {
    // What an open slot would have: nothing.
    if (widthOf(description, writes) === 0 || (reads !== undefined && widthOf(description, reads) === 0)) continue;
    if (isTrained({ role })) parameters[name] = { shape, data: floats(name) };
    else statistics[layer] ??= { mean: floats(`${layer}.mean`), variance: floats(`${layer}.variance`) };
  }
  return { parameters, statistics };
}

/** The network with the numbers that the trainer has now. */
export function withValues({ description, tensors }: DeepNetwork, values: NetworkValues): DeepNetwork {
  const found = Object.entries(tensors).map(([name, old]) => {
    const [layer, role] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)];
    const statistics = values.statistics[layer];
    if (role === 'mean' || role === 'variance') return [name, statistics?.[role] ?? old] as const;
    return [name, values.parameters[name]?.data ?? old] as const;
  });
  return { description, tensors: Object.fromEntries(found) };
}
