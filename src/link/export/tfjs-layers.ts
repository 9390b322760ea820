/**
 * A grown network as a TensorFlow.js LayersModel of stock layers only: `tf.loadLayersModel` opens it without custom code.
 *
 * TensorFlow.js has no layer for e^v, but elu(v) = e^v - 1 for v <= 0, and the exponent of a bell, v = -u^2 / 2, never is
 * above 0. So a bell is elu(u * (-u/2)) + 1, with two dense layers for the factors; the ones go into the last bias.
 */
import { type ModelStory, modelDescription, type NetworkModel } from './network-model.ts';

interface Weights {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

interface Layer {
  readonly json: Readonly<Record<string, unknown>>;
  readonly weights: readonly Weights[];
}

/** Layers that a layer takes its input from. */
function inbound(names: readonly string[]): unknown[] {
  return names.length === 0 ? [] : [names.map((name) => [name, 0, 0, {}])];
}

function layer(className: string, name: string, from: readonly string[], config: object = {}): Layer {
  const settings = { name, trainable: true, dtype: 'float32', ...config };
  return {
    json: { class_name: className, name, config: settings, inbound_nodes: inbound(from) },
    weights: [],
  };
}

function dense(
  name: string,
  from: string,
  kernel: readonly number[],
  bias: readonly number[],
  activation = 'linear',
): Layer {
  const units = bias.length;
  return {
    ...layer('Dense', name, [from], { units, activation, use_bias: true }),
    weights: [
      { name: `${name}/kernel`, shape: [kernel.length / units, units], values: kernel },
      { name: `${name}/bias`, shape: [units], values: bias },
    ],
  };
}

function layersOf({ activation, shift, weights, biases, outputs, outputBias }: NetworkModel): Layer[] {
  const from = shift === 0 ? 'x' : 'x_shifted';
  const start = [
    layer('InputLayer', 'x', [], { batch_input_shape: [null, 1], sparse: false }),
    ...(shift === 0 ? [] : [dense('x_shifted', 'x', [1], [-shift])]),
  ];
  if (activation !== 'rbf') {
    return [...start, dense('u', from, weights, biases, activation), dense('y', 'u', outputs, [outputBias])];
  }
  const minusHalf = (value: number) => -value / 2;
  return [
    ...start,
    dense('u', from, weights, biases),
    dense('minus_half_u', from, weights.map(minusHalf), biases.map(minusHalf)),
    layer('Multiply', 'exponent', ['u', 'minus_half_u']),
    layer('Activation', 'bells_minus_one', ['exponent'], { activation: 'elu' }),
    dense('y', 'bells_minus_one', outputs, [outputs.reduce((sum, output) => sum + output, outputBias)]),
  ];
}

/** The files of a LayersModel. */
export interface LayersModelFiles {
  /** The text of `model.json`. */
  readonly model: string;
  /** The bytes of `weights.bin`: float32, little-endian. */
  readonly weights: Uint8Array<ArrayBuffer>;
}

/** `model.json` and `weights.bin`, which lie side by side. One input and one output, float32 of shape [N, 1]. */
export function layersModel(model: NetworkModel, story: ModelStory): LayersModelFiles {
  const layers = layersOf(model);
  const weights = layers.flatMap((one) => one.weights);
  const values = weights.flatMap((one) => one.values);
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  for (const [k, value] of values.entries()) bytes.setFloat32(4 * k, value, true);
  const json = {
    format: 'layers-model',
    generatedBy: 'Firefly Lab',
    convertedBy: null,
    modelTopology: {
      class_name: 'Functional',
      config: {
        name: 'firefly',
        layers: layers.map((one) => one.json),
        input_layers: [['x', 0, 0]],
        output_layers: [['y', 0, 0]],
      },
      keras_version: 'tfjs-layers 4',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [
      { paths: ['weights.bin'], weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) },
    ],
    userDefinedMetadata: { ...story, description: modelDescription(model, story) },
  };
  return { model: JSON.stringify(json, null, 1), weights: new Uint8Array(bytes.buffer) };
}
