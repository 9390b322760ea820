/**
 * A network for images as a graph of standard operators under their names in ONNX: Mul, Add, Conv, BatchNormalization, Relu,
 * MaxPool, GlobalAveragePool, Flatten. It reads the bytes of images as they are in CIFAR's files, [N, 3, 32, 32]; what training
 * did with them first is part of the graph. Slots that are not open yet are left out: they pass on what they read.
 */
import { groupNamed, type Layer, widthOf } from '../../networks/description.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { IMAGE_CHANNELS, type ImageFormat } from '../../tasks/images/image-formats.ts';

/** As the engines have it (compute/tfjs/ops.ts). */
const NORM_EPSILON = 1e-5;
const INPUT_NAME = 'images';
const OUTPUT_NAME = 'logits';

export interface OperatorTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

export interface OperatorNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** A whole number, whole numbers, or one that need not be whole. */
  readonly attributes?: Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;
}

export interface OperatorGraph {
  /** Each after those that it reads. */
  readonly nodes: readonly OperatorNode[];
  readonly tensors: readonly OperatorTensor[];
  readonly input: string;
  readonly output: string;
  /** Groups that can grow, and how many channels each has. */
  readonly widths: readonly (readonly [string, number])[];
  readonly format: ImageFormat;
}

/** Filters [out, row, column, in] as ONNX has them: [out, in, row, column]. */
function transposed(filters: ArrayLike<number>, [outputs, rows, columns, inputs]: readonly number[]): Float32Array {
  const taps = rows! * columns!;
  const result = new Float32Array(filters.length);
  for (let out = 0; out < outputs!; out += 1) {
    for (let tap = 0; tap < taps; tap += 1) {
      for (let c = 0; c < inputs!; c += 1) {
        result[(out * inputs! + c) * taps + tap] = filters[(out * taps + tap) * inputs! + c]!;
      }
    }
  }
  return result;
}

/**
 * The graph of a network that was trained on images of a format.
 * @throws RangeError for other activations than ReLU
 */
export function operatorGraph({ description, tensors }: DeepNetwork, format: ImageFormat): OperatorGraph {
  const nodes: OperatorNode[] = [];
  const numbers: OperatorTensor[] = [];
  const constant = (name: string, shape: readonly number[], values: ArrayLike<number>): string => {
    numbers.push({ name, shape, values });
    return name;
  };
  const add = (node: OperatorNode): string => {
    nodes.push(node);
    return node.output;
  };
  /** Where a layer stands, for the names of layers that have none. */
  let at = 0;
  const through = (from: string, layer: Layer): string => {
    at += 1;
    switch (layer.kind) {
      case 'convolution': {
        const { name, size, bias, reads, writes } = layer;
        const shape = [widthOf(description, writes), size, size, widthOf(description, reads)];
        const filters = transposed(tensors[`${name}.filters`]!, shape);
        const inputs = [from, constant(`${name}.filters`, [shape[0]!, shape[3]!, size, size], filters)];
        if (bias) inputs.push(constant(`${name}.bias`, [shape[0]!], tensors[`${name}.bias`]!));
        const pad = (size - 1) / 2;
        const attributes = { kernel_shape: [size, size], pads: [pad, pad, pad, pad] };
        return add({ operator: 'Conv', inputs, output: name, attributes });
      }
      case 'norm': {
        const { name, group } = layer;
        const roles = ['gamma', 'beta', 'mean', 'variance'].map((role) =>
          constant(`${name}.${role}`, [widthOf(description, group)], tensors[`${name}.${role}`]!),
        );
        const attributes = { epsilon: { float: NORM_EPSILON } };
        return add({ operator: 'BatchNormalization', inputs: [from, ...roles], output: `${name}_norm`, attributes });
      }
      case 'activation':
        if (layer.activation !== 'relu') {
          throw new RangeError(`Only networks with ReLU can be written so; this one has ${layer.activation}.`);
        }
        return add({ operator: 'Relu', inputs: [from], output: `relu_${at}` });
      case 'pool': {
        if (layer.pool === 'mean') return add({ operator: 'GlobalAveragePool', inputs: [from], output: `mean_${at}` });
        const attributes = { kernel_shape: [2, 2], strides: [2, 2] };
        return add({ operator: 'MaxPool', inputs: [from], output: `max_${at}`, attributes });
      }
      case 'residual': {
        if (groupNamed(description, layer.group).channels.length === 0) return from;
        const branch = layer.branch.reduce(through, from);
        return add({ operator: 'Add', inputs: [from, branch], output: `${layer.name}_sum` });
      }
    }
  };
  // (byte / 255 - mean) / deviation
  const { mean, deviation } = format;
  const perChannel = [1, IMAGE_CHANNELS, 1, 1];
  const scale = constant(
    'pixel_scale',
    perChannel,
    deviation.map((each) => 1 / (255 * each)),
  );
  const shift = constant(
    'pixel_shift',
    perChannel,
    mean.map((each, k) => -each / deviation[k]!),
  );
  const scaled = add({ operator: 'Mul', inputs: [INPUT_NAME, scale], output: 'pixels_scaled' });
  const pixels = add({ operator: 'Add', inputs: [scaled, shift], output: 'pixels' });
  const last = description.layers.reduce(through, pixels);
  add({ operator: 'Flatten', inputs: [last], output: OUTPUT_NAME });
  const grown = description.groups.filter(({ growable, channels }) => growable && channels.length > 0);
  const widths = grown.map(({ name, channels }) => [name, channels.length] as const);
  return { nodes, tensors: numbers, input: INPUT_NAME, output: OUTPUT_NAME, widths, format };
}
