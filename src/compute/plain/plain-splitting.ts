/** Splitting matrices of described networks in plain loops, as growth/deep/engine.ts defines them: the oracle of fast ones. */
import { type ActivatedLayer, activatedAt, curvature } from '../../networks/activated-layers.ts';
import { type Layer, widthOf } from '../../networks/description.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { differentiateNetwork, type LossFunction, type Maps, NORM_EPSILON } from './deep-network.ts';

interface Observation {
  readonly convolution: Layer & { readonly kind: 'convolution' };
  /** What the convolution reads. */
  readonly input: Maps;
  /** dL/da sigma''(b) c^2 of each image, pixel and channel. */
  readonly weights: Float64Array;
}

/** What an activated convolution's splitting matrices are made of. */
function observe(network: DeepNetwork, name: string, input: Maps, lossOf: LossFunction): Observation {
  let weights: Float64Array | undefined;
  let observation: Observation | undefined;
  differentiateNetwork(network, input, lossOf, {}, (layers, at, read, gradient) => {
    // On the way back the activation comes first, then its convolution.
    const activated = activatedAt(layers, at);
    if (activated?.convolution.name === name) weights = weigh(network, activated, read, gradient);
    const layer = layers[at]!;
    if (weights && layer.kind === 'convolution' && layer.name === name) {
      observation = { convolution: layer, input: read, weights };
    }
  });
  if (!observation) throw new RangeError(`The network has no activated convolution "${name}".`);
  return observation;
}

function weigh({ tensors }: DeepNetwork, { norm, activation }: ActivatedLayer, before: Maps, gradient: Float64Array) {
  const { channels, data } = before;
  return gradient.map((g, k) => {
    const c = k % channels;
    const slope = norm ? tensors[`${norm}.gamma`]![c]! / Math.sqrt(tensors[`${norm}.variance`]![c]! + NORM_EPSILON) : 1;
    return g * curvature(activation, data[k]!) * slope * slope;
  });
}

/** What the filter and bias multiply at a pixel. */
function patchAt({ convolution: { size, bias }, input }: Observation, image: number, row: number, column: number) {
  const { height, width, channels, data } = input;
  const radius = (size - 1) / 2;
  const patch: number[] = [];
  for (let y = row - radius; y <= row + radius; y += 1) {
    for (let x = column - radius; x <= column + radius; x += 1) {
      const inside = y >= 0 && y < height && x >= 0 && x < width;
      const from = ((image * height + y) * width + x) * channels;
      for (let c = 0; c < channels; c += 1) patch.push(inside ? data[from + c]! : 0);
    }
  }
  return bias ? [...patch, 1] : patch;
}

/** [channels, n, n] */
export function plainSplittingMatrices(
  network: DeepNetwork,
  layer: string,
  input: Maps,
  lossOf: LossFunction,
): Float64Array {
  const observation = observe(network, layer, input, lossOf);
  const { convolution, weights } = observation;
  const { size, bias, writes } = convolution;
  const { count, height, width, channels } = observation.input;
  const outputs = widthOf(network.description, writes);
  const n = size * size * channels + Number(bias);
  const matrices = new Float64Array(outputs * n * n);
  for (let pixel = 0; pixel < count * height * width; pixel += 1) {
    const [column, row] = [pixel % width, Math.floor(pixel / width) % height];
    const patch = patchAt(observation, Math.floor(pixel / (height * width)), row, column);
    for (let out = 0; out < outputs; out += 1) {
      const weight = weights[pixel * outputs + out]!;
      for (let i = 0; i < n; i += 1) {
        for (let j = 0; j < n; j += 1) matrices[(out * n + i) * n + j]! += weight * patch[i]! * patch[j]!;
      }
    }
  }
  return matrices;
}
