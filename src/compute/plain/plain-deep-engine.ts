/** The oracle as an engine of deep growth. */
import type { DeepEngine } from '../../growth/deep/engine.ts';
import { differentiateNetwork, type LossFunction, type Maps, runNetwork } from './deep-network.ts';

export interface PlainBatch {
  readonly input: Maps;
  readonly lossOf: LossFunction;
}

/** @param data batches of equal size */
export function plainDeepEngine(data: readonly PlainBatch[]): DeepEngine {
  return {
    batches: data.length,
    async differentiate(network, batch) {
      const { input, lossOf } = data[batch]!;
      return differentiateNetwork(network, input, lossOf);
    },
    async loss(network, batch) {
      const { input, lossOf } = data[batch]!;
      return lossOf(runNetwork(network, input)).loss;
    },
  };
}
