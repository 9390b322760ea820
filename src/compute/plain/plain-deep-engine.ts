/** The oracle as an engine of deep growth. */
import type { DeepEngine } from '../../growth/deep/engine.ts';
import { growNetwork } from '../../networks/growing.ts';
import { growthGradient } from '../../networks/growing-gradient.ts';
import { differentiateNetwork, type LossFunction, type Maps, runNetwork } from './deep-network.ts';

export interface PlainBatch {
  readonly input: Maps;
  readonly lossOf: LossFunction;
}

/** @param data batches of equal size */
export function plainDeepEngine(data: readonly PlainBatch[]): DeepEngine {
  return {
    batches: data.length,
    async differentiateGrowth(network, growth, batch) {
      const { input, lossOf } = data[batch]!;
      const { loss, gradients } = differentiateNetwork(growNetwork(network, growth, 0), input, lossOf);
      return { loss, gradient: growthGradient(network.description, growth, gradients) };
    },
    async loss(network, batch) {
      const { input, lossOf } = data[batch]!;
      return lossOf(runNetwork(network, input)).loss;
    },
  };
}
