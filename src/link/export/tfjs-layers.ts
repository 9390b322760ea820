/**
 * A grown network as a TensorFlow.js LayersModel.
 *
 * TensorFlow.js has no layer for e^v, but elu(v) = e^v - 1 for v <= 0, and the exponent of a bell, v = -u^2 / 2, never is
 * above 0. So a bell is elu(u * (-u/2)) + 1, with two dense layers for the factors; the ones go into the last bias.
 */
import { type LayersModelFiles, layersFiles, type ModelLayer, modelLayer } from './layers-file.ts';
import { type ModelStory, modelDescription, type NetworkModel } from './network-model.ts';

function dense(
  name: string,
  from: string,
  kernel: readonly number[],
  bias: readonly number[],
  activation = 'linear',
): ModelLayer {
  const units = bias.length;
  return {
    ...modelLayer('Dense', name, [from], { units, activation, use_bias: true }),
    weights: [
      { name: `${name}/kernel`, shape: [kernel.length / units, units], values: kernel },
      { name: `${name}/bias`, shape: [units], values: bias },
    ],
  };
}

function layersOf({ activation, shift, weights, biases, outputs, outputBias }: NetworkModel): ModelLayer[] {
  const from = shift === 0 ? 'x' : 'x_shifted';
  const start = [
    modelLayer('InputLayer', 'x', [], { batch_input_shape: [null, 1], sparse: false }),
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
    modelLayer('Multiply', 'exponent', ['u', 'minus_half_u']),
    modelLayer('Activation', 'bells_minus_one', ['exponent'], { activation: 'elu' }),
    dense('y', 'bells_minus_one', outputs, [outputs.reduce((sum, output) => sum + output, outputBias)]),
  ];
}

/** One input and one output, float32 of shape [N, 1]. */
export function layersModel(model: NetworkModel, story: ModelStory): LayersModelFiles {
  const metadata = { ...story, description: modelDescription(model, story) };
  return layersFiles(layersOf(model), { input: 'x', output: 'y' }, metadata);
}
