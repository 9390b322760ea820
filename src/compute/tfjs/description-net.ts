/** Described networks (networks/description.ts) on the operations of this folder. */
import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Description, type Layer, widthOf } from '../../networks/description.ts';
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
 * Runs a description. A ReLU that follows a batch norm is one operation with it.
 * @throws RangeError for activations other than ReLU: conv nets have no others here
 */
export function forwardOfDescription(description: Description): Forward {
  return (scope, images) => {
    const logits = runLayers(images, description.layers, description, scope);
    const [count, , , classes] = logits.shape;
    return tf.reshape(logits, [count, classes]) as Tensor2D;
  };
}

function runLayers(input: Tensor4D, layers: readonly Layer[], description: Description, scope: Scope): Tensor4D {
  let x = input;
  for (const [index, layer] of layers.entries()) {
    const next = layers[index + 1];
    const before = layers[index - 1];
    x = runLayer(x, layer, { relu: isRelu(next), normed: before?.kind === 'norm' }, description, scope);
  }
  return x;
}

function isRelu(layer: Layer | undefined): boolean {
  return layer?.kind === 'activation' && layer.activation === 'relu';
}

function runLayer(
  x: Tensor4D,
  layer: Layer,
  { relu, normed }: { readonly relu: boolean; readonly normed: boolean },
  description: Description,
  scope: Scope,
): Tensor4D {
  const { ops, parameter, norm } = scope;
  switch (layer.kind) {
    case 'convolution': {
      const bias = layer.bias ? parameter<Tensor1D>(`${layer.name}.bias`) : undefined;
      return ops.convolve(x, parameter<Tensor4D>(`${layer.name}.filters`), bias);
    }
    case 'norm': {
      const [gamma, beta] = [parameter<Tensor1D>(`${layer.name}.gamma`), parameter<Tensor1D>(`${layer.name}.beta`)];
      return ops.batchNorm(x, gamma, beta, { ...norm(layer.name), relu });
    }
    case 'activation':
      if (layer.activation !== 'relu' || !normed) {
        throw new RangeError(`Image networks have ReLU after batch norm, not ${layer.activation} elsewhere.`);
      }
      return x; // Done by the batch norm before it.
    case 'pool': {
      if (layer.pool === 'max') return ops.maxPool(x);
      const [count, height, width, channels] = x.shape;
      // The mean over one pixel is that pixel.
      return height * width === 1 ? x : (tf.reshape(ops.meanPool(x), [count, 1, 1, channels]) as Tensor4D);
    }
    case 'residual':
      if (widthOf(description, layer.group) === 0) return x;
      return ops.add(x, runLayers(x, layer.branch, description, scope));
  }
}
