/**
 * Differentiates what a network could grow without building the grown network, for chains: convolution, batch norm, ReLU,
 * 2 by 2 max pooling where it follows, again and again, residual layers between them, and a linear head (VGG).
 *
 * A split's two copies have the pre-activations u +- n, with u of the channel itself and n of the offset, and whatever reads
 * them has half of the channel's weights for each, so it sees only their mean h. Fresh channels f read only h. So with the
 * filters W, the offsets D, fresh channels' V and their outgoing weights O:
 *
 *   u = W * h + O * f,   [n; v] = [D; V] * h,   and h, f of the next layer by `growthNorm`.
 *
 * For c channels and m fresh ones that is 2 c^2 + 2 c m multiplications a tap where the grown network has (2c + m)^2, and
 * gradients of W, gamma and beta, which nobody asks for, are not computed. What a residual layer adds to two copies differs by
 * twice its n, so it adds u to h, whatever n is; to f it adds v.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { GrowthDifferential, ScaleDifferential } from '../../growth/deep/engine.ts';
import { scaleSlopes, zeroGradient } from '../../networks/growing-gradient.ts';
import { checkGrowth, type Growth } from '../../networks/growth-plan.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { backwardChain } from './chain-backward.ts';
import { forwardChain } from './chain-forward.ts';
import { type Found, openChain, run, type Step } from './chain-steps.ts';
import { gainOf, outgoingPart, splitsOnce, thetaPart } from './growth-chain.ts';
import { GROWTH_KERNELS, KERNELS } from './kernel-names.ts';
import type { Batch } from './trainer.ts';

export interface ChainGrowth {
  readonly network: DeepNetwork;
  /** Whether a growth can be differentiated here. */
  takes(growth: Growth): boolean;
  /**
   * Loss of the grown network on a batch, and its gradient.
   * @throws RangeError if the growth does not fit the network
   */
  differentiate(growth: Growth, batch: Batch): Promise<GrowthDifferential>;
  /**
   * Loss of the grown network, and its derivatives in the scales of new channels (growth/deep/engine.ts).
   * @throws RangeError if the growth does not fit the network
   */
  differentiateScales(growth: Growth, batch: Batch): Promise<ScaleDifferential>;
  dispose(): void;
}

/**
 * Undefined where the network is no chain, or the current backend lacks the kernels.
 */
export function openChainGrowth(network: DeepNetwork): ChainGrowth | undefined {
  if (!tf.getKernel(GROWTH_KERNELS.growthNorm, tf.getBackend())) return undefined;
  const ground = openChain(network);
  if (!ground) return undefined;
  const { description, chain } = ground;
  const plain = chain.every(({ kind }) => kind === 'layer');

  const differentiate = (growth: Growth, { images, labels }: Batch, what: 'gradients' | 'scales'): Found =>
    tf.tidy((): Found => {
      const steps = forwardChain(ground, growth, images);
      const outputs = (steps.at(-1) as Step).u!;
      const logits = tf.reshape(outputs, [outputs.shape[0], outputs.shape[3]]);
      const [loss, , probabilities] = run<Tensor[]>(KERNELS.crossEntropy, { logits, labels });
      const inputs = { probabilities, labels, dloss: tf.scalar(1) };
      const dlogits = tf.reshape(run(KERNELS.crossEntropyGradient, inputs), outputs.shape);
      return { loss: loss!, ...backwardChain(ground, steps, dlogits, what) };
    });

  const layers = chain.flatMap((part) => (part.kind === 'residual' ? [part.first, part.last] : [part]));
  const growthGradientOf = async (growth: Growth, { offsets, outgoing }: Found) => {
    const gradient = zeroGradient(growth);
    for (const layer of layers) {
      const made = offsets[layer.name];
      if (made) {
        const gain = gainOf(description, layer.writes, growth[layer.writes]!);
        const part = thetaPart(description, layer);
        const numbers = await made.gradient.data();
        for (const [k, own] of gradient[layer.writes]!.entries()) {
          const from = (gain.rows[k]! - made.firstRow) * part.length;
          const vector = own.kind === 'split' ? own.offset : own.incoming;
          if (from < 0) continue;
          for (let at = 0; at < part.length; at += 1) vector[part.offset + at] = numbers[from + at]!;
        }
      }
      const read = outgoing[layer.name];
      if (read) {
        const fresh = gradient[layer.reads]!.flatMap((own) => (own.kind === 'fresh' ? [own.outgoing] : []));
        const part = outgoingPart(description, layer);
        const numbers = await read.data();
        for (const [j, vector] of fresh.entries()) {
          for (let at = 0; at < part.length; at += 1) vector[part.offset + at] = numbers[at * fresh.length + j]!;
        }
      }
    }
    return gradient;
  };

  const opened: ChainGrowth = {
    network,
    takes: splitsOnce,
    async differentiate(growth, batch) {
      checkGrowth(description, growth);
      const found = differentiate(growth, batch, 'gradients');
      try {
        const [loss] = await found.loss.data();
        return { loss: loss!, gradient: await growthGradientOf(growth, found) };
      } finally {
        tf.dispose(found);
      }
    },
    async differentiateScales(growth, batch) {
      if (!plain) {
        // Fresh channels that residual layers add to are not proportional to their v.
        const { loss, gradient } = await opened.differentiate(growth, batch);
        return { loss, slopes: scaleSlopes(growth, gradient) };
      }
      checkGrowth(description, growth);
      const found = differentiate(growth, batch, 'scales');
      try {
        const [loss] = await found.loss.data();
        const slopes: Record<string, readonly number[]> = {};
        for (const { name, writes } of layers) {
          const added = growth[writes];
          if (!added) continue;
          const all = await found.scales[name]?.data();
          slopes[writes] = gainOf(description, writes, added).rows.map((row) => all![row]!);
        }
        return { loss: loss!, slopes };
      } finally {
        tf.dispose(found);
      }
    },
    dispose: ground.dispose,
  };
  return opened;
}
