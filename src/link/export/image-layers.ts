/**
 * A network for images as a TensorFlow.js LayersModel: the graph of its operators (runs/images/operator-graph.ts) in stock layers.
 * Images come as `tf.browser.fromPixels` gives them, channels last.
 */
import type { OperatorGraph, OperatorNode, OperatorTensor } from '../../runs/images/operator-graph.ts';
import { type ImageModelStory, imageModelDescription } from './image-onnx.ts';
import { type LayersModelFiles, type LayerWeights, layersFiles, type ModelLayer, modelLayer } from './layers-file.ts';

const [SIDE, CHANNELS] = [32, 3];

/** Filters [out, in, row, column] as TensorFlow has them: [row, column, in, out]. */
function transposed({ shape, values }: OperatorTensor): { shape: number[]; values: Float32Array } {
  const [outputs, inputs, rows, columns] = shape as [number, number, number, number];
  const taps = rows * columns;
  const result = new Float32Array(values.length);
  for (let out = 0; out < outputs; out += 1) {
    for (let c = 0; c < inputs; c += 1) {
      for (let tap = 0; tap < taps; tap += 1) {
        result[(tap * inputs + c) * outputs + out] = values[(out * inputs + c) * taps + tap]!;
      }
    }
  }
  return { shape: [rows, columns, inputs, outputs], values: result };
}

function layersOf({ nodes, tensors, input, format }: OperatorGraph): ModelLayer[] {
  const numbers = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const vector = (name: string, { values }: Pick<OperatorTensor, 'values'>): LayerWeights => {
    return { name, shape: [values.length], values };
  };
  let side = SIDE;
  const layerOf = ({ operator, inputs, output }: OperatorNode): ModelLayer => {
    const [from, ...rest] = inputs as [string, ...string[]];
    switch (operator) {
      case 'Conv': {
        const [filters, bias] = rest.map((name) => numbers.get(name)!);
        const kernel = transposed(filters!);
        const config = {
          filters: kernel.shape[3],
          kernel_size: kernel.shape.slice(0, 2),
          strides: [1, 1],
          padding: 'same',
          data_format: 'channels_last',
          dilation_rate: [1, 1],
          activation: 'linear',
          use_bias: bias !== undefined,
        };
        const weights = [{ name: `${output}/kernel`, ...kernel }, ...(bias ? [vector(`${output}/bias`, bias)] : [])];
        return modelLayer('Conv2D', output, [from], config, weights);
      }
      case 'BatchNormalization': {
        const epsilon = 1e-5;
        const names = ['gamma', 'beta', 'moving_mean', 'moving_variance'];
        const weights = rest.map((name, k) => vector(`${output}/${names[k]}`, numbers.get(name)!));
        return modelLayer(
          'BatchNormalization',
          output,
          [from],
          { axis: -1, epsilon, center: true, scale: true },
          weights,
        );
      }
      case 'Relu':
        return modelLayer('Activation', output, [from], { activation: 'relu' });
      case 'MaxPool':
        side = Math.floor(side / 2);
        return modelLayer('MaxPooling2D', output, [from], { pool_size: [2, 2], strides: [2, 2], padding: 'valid' });
      case 'GlobalAveragePool': {
        const size = [side, side];
        side = 1;
        return modelLayer('AveragePooling2D', output, [from], { pool_size: size, strides: size, padding: 'valid' });
      }
      case 'Add':
        return modelLayer('Add', output, inputs);
      case 'Flatten':
        return modelLayer('Flatten', output, [from]);
      default:
        throw new RangeError(`There is no layer for the operator ${operator}.`);
    }
  };
  // What is done to pixels first, (byte / 255 - mean) / deviation, is a batch norm that was never trained.
  const { mean, deviation } = format;
  const bytes = [
    vector('pixels/moving_mean', { values: mean.map((each) => 255 * each) }),
    vector('pixels/moving_variance', { values: deviation.map((each) => (255 * each) ** 2) }),
  ];
  const norm = { axis: -1, epsilon: 0, center: false, scale: false };
  const [, pixels, ...others] = nodes;
  return [
    modelLayer('InputLayer', input, [], { batch_input_shape: [null, SIDE, SIDE, CHANNELS], sparse: false }),
    modelLayer('BatchNormalization', pixels!.output, [input], norm, bytes),
    ...others.map(layerOf),
  ];
}

/** Input `images` [N, 32, 32, 3], output `logits` [N, classes], both float32. */
export function imageLayersModel(graph: OperatorGraph, story: ImageModelStory): LayersModelFiles {
  const { input, output, format } = graph;
  const metadata = {
    ...story,
    classes: format.classes,
    description: imageModelDescription(graph, story, 'last'),
  };
  return layersFiles(layersOf(graph), { input, output }, metadata);
}
