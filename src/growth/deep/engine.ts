/** What growing a described network asks of an engine. */
import type { GrowthGradient } from '../../networks/growing-gradient.ts';
import type { Growth } from '../../networks/growth-plan.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';

export interface GrowthDifferential {
  /** Mean loss over the batch. */
  readonly loss: number;
  /** Its gradient with respect to what the growth brings. */
  readonly gradient: GrowthGradient;
}

export interface ScaleDifferential {
  /** Mean loss over the batch. */
  readonly loss: number;
  /** By group, in the order of the growth: eps_i dL/d eps_i of each new channel. */
  readonly slopes: Readonly<Record<string, readonly number[]>>;
}

/**
 * Losses and gradients on data that stays the same during a growth: without augmentation, in batches of equal size, with batch
 * norm by its running statistics (otherwise scores of different candidates do not compare).
 */
export interface DeepEngine {
  /** How many batches there are, >= 1. */
  readonly batches: number;
  /**
   * Differentiates the network that a growth gives, `growNetwork(network, growth)`. An engine may make that network, or use
   * that copies and originals have most of their numbers in common.
   */
  differentiateGrowth(network: DeepNetwork, growth: Growth, batch: number): Promise<GrowthDifferential>;
  /**
   * Derivatives of the same loss when one offset of a split, or the outgoing weights of one fresh channel, are multiplied by a
   * factor, where that is 1. Scores need no more than that (eq. 5), and it may cost less than the gradient. Engines without it
   * are asked for the gradient.
   */
  differentiateScales?(network: DeepNetwork, growth: Growth, batch: number): Promise<ScaleDifferential>;
  loss(network: DeepNetwork, batch: number): Promise<number>;
  /**
   * The splitting matrices of the channels that an activated convolution makes (networks/activated-layers.ts), on a batch:
   *   S_i = E[ sum over pixels of dL/da_i sigma''(b_i) c_i^2 p p^T ]
   * with a_i the activation's output, b_i its input, c_i the slope of batch norm between (1 without), and p what the filter and
   * bias multiply: the patch [row, column, in] around the pixel, then 1 if there is a bias.
   * @param layer name of the convolution
   * @returns [channels, n, n], n the length of p
   */
  splittingMatrices(network: DeepNetwork, layer: string, batch: number): Promise<ArrayLike<number>>;
  /**
   * The same matrices of several convolutions, each times a direction, without forming them.
   * @param directions by the convolutions' names, [channels, n]: v_i
   * @returns by the same names, [channels, n]: S_i v_i
   */
  splittingProducts(network: DeepNetwork, directions: ChannelVectors, batch: number): Promise<ChannelVectors>;
}

/** By the name of a convolution: one vector per channel, [channels, n]. */
export type ChannelVectors = Readonly<Record<string, ArrayLike<number>>>;

/**
 * So many of an engine's batches, evenly spread over them; all when it has fewer.
 * @param share which of `shares` such lists, from 0: they have as few batches in common as can be
 */
export function spreadBatches(
  { batches }: Pick<DeepEngine, 'batches'>,
  count: number,
  share = 0,
  shares = 1,
): number[] {
  const taken = Math.max(1, Math.min(batches, Math.floor(count)));
  return Array.from({ length: taken }, (_, k) => Math.floor(((k * shares + share) * batches) / (taken * shares)));
}

/** Mean of the losses of some batches; of all without them. */
export async function meanLoss(
  engine: DeepEngine,
  network: DeepNetwork,
  batches: readonly number[] = spreadBatches(engine, engine.batches),
): Promise<number> {
  let sum = 0;
  for (const batch of batches) sum += await engine.loss(network, batch);
  return sum / batches.length;
}
