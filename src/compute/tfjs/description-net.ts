/** Described networks (networks/description.ts) on the operations of this folder. */
import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type ActivatedLayer, activatedAt } from '../../networks/activated-layers.ts';
import { type Description, type Layer, walkLayers, widthOf } from '../../networks/description.ts';
import { type DeepNetwork, isTrained, type Tensors, tensorSpecs } from '../../networks/tensors.ts';
import type { Forward, NetworkValues, Scope, Values } from './trainer.ts';

/** Numbers of a described network as the trainer takes them. Arrays are shared, not copied, where they are 32-bit floats. */
export function networkValues({ description, tensors }: DeepNetwork): NetworkValues {
  const parameters: Record<string, Values> = {};
  const statistics: Record<string, { mean: Float32Array; variance: Float32Array }> = {};
  const numbers = (name: string) => {
    const data = tensors[name]!;
    return data instanceof Float32Array ? data : Float32Array.from(data);
  };
  for (const { name, role, layer, shape } of tensorSpecs(description)) {
    if (shape.includes(0)) continue; // Slots have nothing to compute.
    if (role === 'mean') statistics[layer] = { mean: numbers(name), variance: numbers(`${layer}.variance`) };
    else if (role !== 'variance') parameters[name] = { shape, data: numbers(name) };
  }
  return { parameters, statistics };
}

/** The described network with the trainer's numbers. */
export function withValues(
  { description, tensors }: DeepNetwork,
  { parameters, statistics }: NetworkValues,
): DeepNetwork {
  const read: Record<string, Tensors[string]> = {};
  for (const { name, role, layer } of tensorSpecs(description)) {
    const found = role === 'mean' || role === 'variance' ? statistics[layer]?.[role] : parameters[name]?.data;
    read[name] = found ?? tensors[name]!;
  }
  return { description, tensors: read };
}

/** Names of the parameters that training moves, those of slots left out. */
export function trainedNames(description: Description): string[] {
  return tensorSpecs(description)
    .filter((spec) => isTrained(spec) && !spec.shape.includes(0))
    .map(({ name }) => name);
}

/**
 * Called in the forward pass with an activated convolution, what it reads, what it gives, and the output of its activation;
 * returns what the network goes on with.
 */
export type Watch = (layer: ActivatedLayer, reads: Tensor4D, gives: Tensor4D, output: Tensor4D) => Tensor4D;

type WatchedScope = Scope & { readonly watch?: Watch | undefined };

/** A layer, and how many layers it stands for: batch norm with the ReLU that follows is one operation. */
function runLayer(
  scope: WatchedScope,
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

function runLayers(scope: WatchedScope, description: Description, layers: readonly Layer[], input: Tensor4D): Tensor4D {
  let x = input;
  /** What each layer read. */
  const reads: Tensor4D[] = [];
  for (let at = 0; at < layers.length; ) {
    reads[at] = x;
    const [output, count] = runLayer(scope, description, layers, at, x);
    at += count;
    const activated = scope.watch && activatedAt(layers, at - 1);
    x = activated ? scope.watch!(activated, reads[activated.at]!, reads[activated.at + 1]!, output) : output;
  }
  return x;
}

/**
 * The function of a described network whose last layer leaves one pixel.
 * @throws RangeError if it has activations other than ReLU, which images are not computed with
 */
export function forwardOfDescription(description: Description, watch?: Watch): Forward {
  for (const layer of walkLayers(description.layers)) {
    if (layer.kind === 'activation' && layer.activation !== 'relu') {
      throw new RangeError(`Image networks are computed with ReLU, not with ${layer.activation}.`);
    }
  }
  return (scope, images) => {
    const outputs = runLayers({ ...scope, watch }, description, description.layers, images);
    const [batch, height, width, channels] = outputs.shape;
    return tf.reshape(outputs, [batch, height * width * channels]) as Tensor2D;
  };
}
