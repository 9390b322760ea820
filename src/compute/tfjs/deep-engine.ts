/** Losses and gradients of described networks on tfjs, as growth asks for them (growth/deep/engine.ts). */
import type * as tf from '@tensorflow/tfjs-core';
import type { DeepEngine } from '../../growth/deep/engine.ts';
import { growNetwork } from '../../networks/growing.ts';
import { growthGradient, scaleSlopes } from '../../networks/growing-gradient.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { type ChainGrowth, openChainGrowth } from './chain-growth.ts';
import { forwardOfDescription, networkValues, trainedNames } from './description-net.ts';
import type { ImageOps } from './ops.ts';
import { createSplittingEngine } from './splitting-engine.ts';
import { type Batch, ImageTrainer } from './trainer.ts';

async function number(tensor: tf.Tensor): Promise<number> {
  const [value] = await tensor.data();
  tensor.dispose();
  return value!;
}

export interface TfjsDeepEngine extends Required<DeepEngine> {
  /** Loss, and its gradient for every trained tensor, on a batch, with running statistics. */
  differentiate(
    network: DeepNetwork,
    batch: number,
  ): Promise<{ readonly loss: number; readonly gradients: Readonly<Record<string, Float32Array>> }>;
  /** Takes off the backend what the engine has put there. */
  dispose(): void;
}

/**
 * @param batches kept by the caller, who disposes of them when growth is over
 */
export function createDeepEngine(ops: ImageOps, batches: readonly Batch[]): TfjsDeepEngine {
  /** The network that was asked for last stays on the backend: scores ask for one network on all batches. */
  let held: { readonly network: DeepNetwork; readonly trainer: ImageTrainer } | undefined;
  const trainerOf = (network: DeepNetwork): ImageTrainer => {
    if (held?.network !== network) {
      held?.trainer.dispose();
      const trainer = new ImageTrainer(ops, forwardOfDescription(network.description), networkValues(network));
      held = { network, trainer };
    }
    return held.trainer;
  };
  const differentiate: TfjsDeepEngine['differentiate'] = async (network, batch) => {
    const found = trainerOf(network).differentiate(batches[batch]!, trainedNames(network.description));
    found.correct.dispose();
    const gradients: Record<string, Float32Array> = {};
    for (const [name, gradient] of Object.entries(found.gradients)) {
      gradients[name] = (await gradient.data()).slice() as Float32Array;
      gradient.dispose();
    }
    return { loss: await number(found.loss), gradients };
  };
  /** As above, for growth: undefined where the network has to be built. */
  let chain: { readonly network: DeepNetwork; readonly growth: ChainGrowth | undefined } | undefined;
  const chainOf = (network: DeepNetwork): ChainGrowth | undefined => {
    if (chain?.network !== network) {
      chain?.growth?.dispose();
      chain = { network, growth: ops.kind === 'kernels' ? openChainGrowth(network) : undefined };
    }
    return chain.growth;
  };
  const splitting = createSplittingEngine(ops, batches);
  return {
    batches: batches.length,
    differentiate,
    splittingMatrices: splitting.splittingMatrices,
    splittingProducts: splitting.splittingProducts,
    async differentiateGrowth(network, growth, batch) {
      const direct = chainOf(network);
      if (direct?.takes(growth)) return direct.differentiate(growth, batches[batch]!);
      const { loss, gradients } = await differentiate(growNetwork(network, growth, 0), batch);
      return { loss, gradient: growthGradient(network.description, growth, gradients) };
    },
    async differentiateScales(network, growth, batch) {
      const direct = chainOf(network);
      if (direct?.takes(growth)) return direct.differentiateScales(growth, batches[batch]!);
      const { loss, gradients } = await differentiate(growNetwork(network, growth, 0), batch);
      return { loss, slopes: scaleSlopes(growth, growthGradient(network.description, growth, gradients)) };
    },
    async loss(network, batch) {
      const { loss, correct } = trainerOf(network).evaluate(batches[batch]!);
      correct.dispose();
      return number(loss);
    },
    dispose() {
      held?.trainer.dispose();
      held = undefined;
      chain?.growth?.dispose();
      chain = undefined;
      splitting.dispose();
    },
  };
}
