/**
 * Where splits are curved. To second order a split at theta +- eps v changes only what the activation right after a
 * convolution gives (directly, or through batch norm): every other way of a channel to the loss is linear in it, so what its
 * two copies add there cancels. Splitting matrices are therefore about the filter and bias of such convolutions.
 */
import type { Activation, ConvolutionLayer, Description, Layer } from './description.ts';
import { groupTensors } from './groups.ts';
import { activationCurvature } from './network.ts';

export interface ActivatedLayer {
  readonly convolution: ConvolutionLayer;
  /** Position of the convolution in its list of layers. */
  readonly at: number;
  /** Name of the batch norm between convolution and activation, if there is one. */
  readonly norm: string | undefined;
  readonly activation: Activation;
}

/** The convolution whose values the layer at a position activates; undefined if that is something else. */
export function activatedAt(layers: readonly Layer[], position: number): ActivatedLayer | undefined {
  const layer = layers[position];
  if (layer?.kind !== 'activation') return undefined;
  const before = layers[position - 1];
  const norm = before?.kind === 'norm' ? before.name : undefined;
  const at = norm === undefined ? position - 1 : position - 2;
  const convolution = layers[at];
  return convolution?.kind === 'convolution' ? { convolution, at, norm, activation: layer.activation } : undefined;
}

/** The activated convolutions of all groups that can grow and are not empty, in the order they are computed. */
export function activatedLayers({ groups, layers }: Description): ActivatedLayer[] {
  const growing = new Set(
    groups.filter(({ growable, channels }) => growable && channels.length > 0).map(({ name }) => name),
  );
  const visit = (list: readonly Layer[]): ActivatedLayer[] =>
    list.flatMap((layer, at) => {
      if (layer.kind === 'residual') return visit(layer.branch);
      const activated = activatedAt(list, at);
      return activated && growing.has(activated.convolution.writes) ? [activated] : [];
    });
  return visit(layers);
}

/**
 * The activated convolution of a name.
 * @throws RangeError if there is none in a group that grows and is not empty
 */
export function activatedLayerNamed(description: Description, name: string): ActivatedLayer {
  const layer = activatedLayers(description).find(({ convolution }) => convolution.name === name);
  if (!layer) throw new RangeError(`The network has no activated convolution "${name}".`);
  return layer;
}

/** Where the numbers of a channel's filter and bias begin in theta of its group (groups.ts), and how many they are. */
export function thetaPart(description: Description, { name, writes }: ConvolutionLayer) {
  const own = groupTensors(description, writes).producers.filter(({ spec }) => spec.layer === name);
  return { offset: own[0]!.offset, length: own.reduce((sum, { length }) => sum + length, 0) };
}

/** beta of the softplus whose curvature stands in for ReLU's (the official code's). */
export const RELU_SHARPNESS = 3;

/**
 * sigma''(u). ReLU has none, so softplus'' = beta s (1 - s), s = 1 / (1 + e^(-beta u)), stands in with beta = 3: our choice,
 * as the official code (sp/module.py).
 */
export function curvature(activation: Activation, u: number): number {
  if (activation !== 'relu') return activationCurvature(activation, u);
  return RELU_SHARPNESS * activationCurvature('softplus', RELU_SHARPNESS * u);
}
