/** The oracle as an engine of deep growth. */
import type { DeepEngine } from '../../growth/deep/engine.ts';
import { growNetwork } from '../../networks/growing.ts';
import { growthGradient } from '../../networks/growing-gradient.ts';
import { differentiateNetwork, type LossFunction, type Maps, runNetwork } from './deep-network.ts';
import { plainSplittingMatrices } from './plain-splitting.ts';

export interface PlainBatch {
  readonly input: Maps;
  readonly lossOf: LossFunction;
}

/** Each matrix times its vector: [channels, n, n] and [channels, n] give [channels, n]. */
function multiplyEach(matrices: Float64Array, vectors: ArrayLike<number>): Float64Array {
  const n = matrices.length / vectors.length;
  const products = new Float64Array(vectors.length);
  for (let k = 0; k < matrices.length; k += 1) {
    const row = Math.floor(k / n);
    products[row]! += matrices[k]! * vectors[Math.floor(row / n) * n + (k % n)]!;
  }
  return products;
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
    async splittingMatrices(network, layer, batch) {
      const { input, lossOf } = data[batch]!;
      return plainSplittingMatrices(network, layer, input, lossOf);
    },
    async splittingProducts(network, directions, batch) {
      const { input, lossOf } = data[batch]!;
      const products = Object.entries(directions).map(([layer, vectors]) => {
        const matrices = plainSplittingMatrices(network, layer, input, lossOf);
        return [layer, multiplyEach(matrices, vectors)] as const;
      });
      return Object.fromEntries(products);
    },
  };
}
