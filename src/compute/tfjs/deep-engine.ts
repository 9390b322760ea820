/** Losses and gradients of described networks on tfjs, as growth asks for them (growth/deep/engine.ts). */
import type * as tf from '@tensorflow/tfjs-core';
import type { DeepEngine } from '../../growth/deep/engine.ts';
import type { Description } from '../../networks/description.ts';
import { growNetwork } from '../../networks/growing.ts';
import { growthGradient, scaleSlopes } from '../../networks/growing-gradient.ts';
import type { Growth } from '../../networks/growth-plan.ts';
import { type DeepNetwork, tensorSpecs } from '../../networks/tensors.ts';
import { type ChainGrowth, openChainGrowth } from './chain-growth.ts';
import { forwardOfDescription, networkValues, trainedNames } from './description-net.ts';
import type { ImageOps } from './ops.ts';
import { createSplittingEngine } from './splitting-engine.ts';
import { ImageTrainer } from './trainer.ts';
import type { HeldBatches } from './upload.ts';

async function number(tensor: tf.Tensor): Promise<number> {
  const [value] = await tensor.data();
  tensor.dispose();
  return value!;
}

/** What the gradient of a growth depends on: filters and biases that make or read channels of groups that grow. */
function grownNames(description: Description, growth: Growth): string[] {
  const grows = (group: string | undefined) => group !== undefined && (growth[group]?.length ?? 0) > 0;
  return tensorSpecs(description)
    .filter(({ role, writes, reads }) => (role === 'filters' || role === 'bias') && (grows(writes) || grows(reads)))
    .filter(({ shape }) => !shape.includes(0))
    .map(({ name }) => name);
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
export function createDeepEngine(ops: ImageOps, batches: HeldBatches): TfjsDeepEngine {
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
  const differentiate = async (network: DeepNetwork, batch: number, names: readonly string[]) => {
    const found = trainerOf(network).differentiate(batches.at(batch)!, names);
    found.correct.dispose();
    const gradients: Record<string, Float32Array> = {};
    for (const [name, gradient] of Object.entries(found.gradients)) {
      gradients[name] = (await gradient.data()).slice() as Float32Array;
      gradient.dispose();
    }
    return { loss: await number(found.loss), gradients };
  };
  /** Scores ask for one growth on several batches. */
  let built: { readonly network: DeepNetwork; readonly growth: Growth; readonly grown: DeepNetwork } | undefined;
  const differentiateBuilt = async (network: DeepNetwork, growth: Growth, batch: number) => {
    if (built?.network !== network || built.growth !== growth) {
      built = { network, growth, grown: growNetwork(network, growth, 0) };
    }
    const { grown } = built;
    const { loss, gradients } = await differentiate(grown, batch, grownNames(grown.description, growth));
    return { loss, gradient: growthGradient(network.description, growth, gradients) };
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
    differentiate: (network, batch) => differentiate(network, batch, trainedNames(network.description)),
    splittingMatrices: splitting.splittingMatrices,
    splittingProducts: splitting.splittingProducts,
    async differentiateGrowth(network, growth, batch) {
      const direct = chainOf(network);
      if (direct?.takes(growth)) return direct.differentiate(growth, batches.at(batch)!);
      return differentiateBuilt(network, growth, batch);
    },
    async differentiateScales(network, growth, batch) {
      const direct = chainOf(network);
      if (direct?.takes(growth)) return direct.differentiateScales(growth, batches.at(batch)!);
      const { loss, gradient } = await differentiateBuilt(network, growth, batch);
      return { loss, slopes: scaleSlopes(growth, gradient) };
    },
    async loss(network, batch) {
      const { loss, correct } = trainerOf(network).evaluate(batches.at(batch)!);
      correct.dispose();
      return number(loss);
    },
    dispose() {
      held?.trainer.dispose();
      held = undefined;
      chain?.growth?.dispose();
      chain = undefined;
      built = undefined;
      splitting.dispose();
    },
  };
}
