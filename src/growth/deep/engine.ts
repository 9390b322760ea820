/** What growing a described network asks of an engine. */
import type { DeepNetwork } from '../../networks/tensors.ts';

export interface DeepDifferential {
  /** Mean loss over the batch. */
  readonly loss: number;
  /** Its gradient, by tensor; a tensor that the loss does not depend on may be missing. */
  readonly gradients: Readonly<Record<string, ArrayLike<number>>>;
}

/**
 * Losses and gradients on data that stays the same during a growth: without augmentation, in batches of equal size, with batch
 * norm by its running statistics (growth.md 1.5 and 9: otherwise scores of different candidates do not compare).
 */
export interface DeepEngine {
  /** How many batches there are, >= 1. */
  readonly batches: number;
  differentiate(network: DeepNetwork, batch: number): Promise<DeepDifferential>;
  loss(network: DeepNetwork, batch: number): Promise<number>;
}

/** Mean of the losses of all batches. */
export async function meanLoss(engine: DeepEngine, network: DeepNetwork): Promise<number> {
  let sum = 0;
  for (let batch = 0; batch < engine.batches; batch += 1) sum += await engine.loss(network, batch);
  return sum / engine.batches;
}
