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
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { GrowthDifferential, ScaleDifferential } from '../../growth/deep/engine.ts';
import { scaleSlopes, zeroGradient } from '../../networks/growing-gradient.ts';
import { checkGrowth, type Growth } from '../../networks/growth-plan.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import {
  baseFilters,
  type ChainLayer,
  chainOf,
  type Gain,
  gainOf,
  offsetFilters,
  outgoingPart,
  splitsOnce,
  thetaPart,
} from './growth-chain.ts';
import { GROWTH_KERNELS, type GrowthNormAttributes, KERNELS } from './kernel-names.ts';
import { NORM_EPSILON } from './ops.ts';
import type { Batch } from './trainer.ts';

function run<T = Tensor>(name: string, inputs: Record<string, Tensor | undefined>, attributes: object = {}): T {
  const given = Object.entries(inputs).filter(([, tensor]) => tensor !== undefined);
  const named = Object.fromEntries(given) as Record<string, Tensor>;
  return tf.engine().runKernel(name, named, attributes as tf.NamedAttrMap) as unknown as T;
}

const sum = (a: Tensor | undefined, b: Tensor | undefined) => (a && b ? tf.add(a, b) : (a ?? b));

/** What a group's channels are at some place of the network; `h` is missing where it has none yet. */
interface Maps {
  readonly h: Tensor4D | undefined;
  readonly f: Tensor4D | undefined;
  /** Both side by side. */
  readonly hf: Tensor4D;
  readonly gain: Gain;
}

/** The gradient of `Maps`: of hf, and what else comes to h. */
interface MapGradients {
  readonly dhf: Tensor | undefined;
  readonly dh: Tensor | undefined;
}

/** What went into a convolution and came out of it. */
interface Step {
  readonly layer: ChainLayer;
  readonly read: Maps;
  readonly gain: Gain;
  readonly filters: Tensor4D | undefined;
  /** [D; V] from row `firstRow` on. */
  readonly offsets: Tensor4D | undefined;
  readonly firstRow: number;
  readonly u: Tensor4D | undefined;
  readonly nv: Tensor4D | undefined;
}

interface ResidualStep {
  readonly gain: Gain;
  readonly first: Step;
  readonly last: Step;
}

/** What was found, on the backend, by the names of convolutions. */
type Found = {
  readonly loss: Tensor;
  /** Of [D; V], as its filters, from some row on; and of O, [out, row, column, fresh]. */
  readonly offsets: Record<string, { readonly gradient: Tensor; readonly firstRow: number }>;
  readonly outgoing: Record<string, Tensor>;
  /** Slopes of scales, [rows of [D; V]]. */
  readonly scales: Record<string, Tensor>;
};

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

/** `imageLayer` and `imageFilterGradient` take images of fewer channels. */
const FEW_CHANNELS = 8;

const FRESH_SCALE = Math.fround(1 / Math.sqrt(1 + NORM_EPSILON));

/**
 * Undefined where the network is no chain, or the current backend lacks the kernels.
 */
export function openChainGrowth(network: DeepNetwork): ChainGrowth | undefined {
  const { description, tensors } = network;
  const chain = chainOf(description);
  if (!chain || !tf.getKernel(GROWTH_KERNELS.growthNorm, tf.getBackend())) return undefined;
  const held = new Map<string, { readonly scale: Tensor1D; readonly offset: Tensor1D }>();
  for (const part of chain) {
    const { norm } = part.kind === 'residual' ? part.first : part;
    if (norm && tensors[`${norm}.gamma`]!.length > 0) held.set(norm, affineOf(network, norm));
  }
  const head = chain.at(-1) as ChainLayer;
  const bias = head.bias ? tf.keep(tf.tensor1d(Float32Array.from(tensors[`${head.name}.bias`]!))) : undefined;
  const plain = chain.every(({ kind }) => kind === 'layer');

  /** @param firstRow of [D; V] that counts: splits at the end of a residual layer do not */
  const withFilters = (layer: ChainLayer, read: Maps, growth: Growth, endsResidual = false): Step => {
    const { name, size, reads, writes } = layer;
    const added = growth[writes] ?? [];
    const gain = gainOf(description, writes, added);
    const { channels: inputs, fresh } = read.gain;
    const splitRows = gain.splits ? gain.channels : 0;
    const firstRow = endsResidual ? splitRows : 0;
    const rows = splitRows + gain.fresh - firstRow;
    let [filters, offsets]: (Tensor4D | undefined)[] = [];
    if (gain.channels > 0) {
      const part = outgoingPart(description, layer);
      const base = baseFilters(tensors[`${name}.filters`]!, inputs, growth[reads] ?? [], part);
      filters = tf.tensor4d(base, [gain.channels, size, size, inputs + fresh]);
    }
    if (rows > 0 && read.h) {
      const moved = offsetFilters(added, gain, firstRow, rows, thetaPart(description, layer));
      offsets = tf.tensor4d(moved, [rows, size, size, inputs]);
    }
    return { layer, read, gain, filters, offsets, firstRow, u: undefined, nv: undefined };
  };

  const convolve = (layer: ChainLayer, read: Maps, growth: Growth, endsResidual = false): Step => {
    const step = withFilters(layer, read, growth, endsResidual);
    const { filters, offsets } = step;
    const given = { x: read.hf, filters, bias: layer === head ? bias : undefined };
    const u = filters && run<Tensor4D>(KERNELS.convolve, given);
    const nv = offsets && run<Tensor4D>(KERNELS.convolve, { x: read.h, filters: offsets });
    return { ...step, u, nv };
  };

  const normAttributes = ({ layer, gain }: Step): GrowthNormAttributes => {
    const { channels, splits, fresh } = gain;
    return { channels, splits, fresh, freshScale: FRESH_SCALE, pooled: layer.pooled };
  };

  const mapsOf = (gain: Gain, out: readonly Tensor4D[]): Maps => {
    if (gain.channels === 0) return { h: undefined, f: out[0], hf: out[0]!, gain };
    return { h: out[0], f: out[1], hf: out[2] ?? out[0]!, gain };
  };

  const normalise = (step: Step): Maps => {
    const { u, nv, layer, gain } = step;
    const inputs = { u, nv, ...held.get(layer.norm!) };
    return mapsOf(gain, run<Tensor4D[]>(GROWTH_KERNELS.growthNorm, inputs, normAttributes(step)));
  };

  /** A layer with batch norm; what reads the image is computed in one go. */
  const forwardLayer = (layer: ChainLayer, read: Maps, growth: Growth, image: boolean): [Step, Maps] => {
    const step = image && read.gain.channels < FEW_CHANNELS ? withFilters(layer, read, growth) : undefined;
    if (!step?.filters || !step.offsets) {
      const made = convolve(layer, read, growth);
      return [made, normalise(made)];
    }
    const { filters, offsets } = step;
    const inputs = { x: read.h, filters, offsets, ...held.get(layer.norm!) };
    const [u, nv, ...maps] = run<Tensor4D[]>(GROWTH_KERNELS.imageLayer, inputs, normAttributes(step));
    return [{ ...step, u, nv }, mapsOf(step.gain, maps)];
  };

  const forward = (growth: Growth, images: Tensor4D) => {
    const steps: (Step | ResidualStep)[] = [];
    const input = gainOf(description, chain[0]!.kind === 'layer' ? chain[0]!.reads : '', []);
    let maps: Maps = { h: images, f: undefined, hf: images, gain: input };
    for (const [k, part] of chain.entries()) {
      if (part.kind === 'layer') {
        const [step, made] = part.norm
          ? forwardLayer(part, maps, growth, k === 0)
          : [convolve(part, maps, growth), maps];
        steps.push(step);
        maps = made;
        continue;
      }
      const inner = gainOf(description, part.first.writes, growth[part.first.writes] ?? []);
      if (inner.channels + inner.fresh === 0) continue;
      const first = convolve(part.first, maps, growth);
      const last = convolve(part.last, normalise(first), growth, true);
      steps.push({ gain: maps.gain, first, last });
      const h = tf.add(maps.h!, last.u!) as Tensor4D;
      const f = sum(maps.f, last.nv) as Tensor4D | undefined;
      maps = { h, f, hf: f ? run<Tensor4D>(GROWTH_KERNELS.joinChannels, { a: h, b: f }) : h, gain: maps.gain };
    }
    return steps;
  };

  const backward = (steps: readonly (Step | ResidualStep)[], dlogits: Tensor, what: 'gradients' | 'scales') => {
    const found: Omit<Found, 'loss'> = { offsets: {}, outgoing: {}, scales: {} };

    /** From the gradients of u and [n; v] to those of what was read, unless that is the image. */
    const through = (step: Step, du: Tensor | undefined, dnv: Tensor | undefined, image: boolean): MapGradients => {
      const { layer, read, filters, offsets, firstRow, nv } = step;
      const { name, size } = layer;
      if (what === 'scales') {
        // n is proportional to its offset; and v has the slope of f, ReLU being proportional to what it is given.
        if (dnv) found.scales[name] = run(KERNELS.gateGradient, { x: nv, dy: dnv });
      } else {
        if (dnv) {
          const gradient = run(KERNELS.filterGradient, { x: read.h, dy: dnv }, { size });
          found.offsets[name] = { gradient, firstRow };
        }
        if (read.f && du) found.outgoing[name] = run(KERNELS.filterGradient, { x: read.f, dy: du }, { size });
      }
      if (image) return { dhf: undefined, dh: undefined };
      return {
        dhf: du && run(KERNELS.inputGradient, { dy: du, filters }),
        dh: dnv && run(KERNELS.inputGradient, { dy: dnv, filters: offsets }),
      };
    };

    const throughNorm = (step: Step, { dhf, dh }: MapGradients, image = false): MapGradients => {
      const { u, nv, layer, firstRow } = step;
      const inputs = { u, nv, ...held.get(layer.norm!), dhf, dh };
      const attributes = normAttributes(step);
      // What was made of the image alone: no gradient of the image is asked for, so none of u, which does not grow.
      if (image && !nv) return { dhf: undefined, dh: undefined };
      if (image && what === 'gradients' && step.read.gain.channels < FEW_CHANNELS) {
        const { h: x } = step.read;
        const { size } = layer;
        const gradient = run(GROWTH_KERNELS.imageFilterGradient, { ...inputs, x }, { ...attributes, size });
        found.offsets[layer.name] = { gradient, firstRow };
        return { dhf: undefined, dh: undefined };
      }
      const wantsU = u !== undefined && !image;
      const made = run<Tensor[]>(GROWTH_KERNELS.growthNormGradient, inputs, { ...attributes, wantsU });
      return through(step, wantsU ? made[0] : undefined, nv && made.at(-1), image);
    };

    let maps: MapGradients = { dhf: undefined, dh: undefined };
    for (const [k, step] of [...steps.entries()].reverse()) {
      if ('layer' in step) {
        maps = step.layer.norm ? throughNorm(step, maps, k === 0) : through(step, dlogits, undefined, k === 0);
        continue;
      }
      const { first, last, gain } = step;
      const [du, dv] =
        gain.fresh > 0
          ? run<[Tensor, Tensor]>(
              GROWTH_KERNELS.partChannels,
              { joined: maps.dhf, more: maps.dh },
              { first: gain.channels },
            )
          : [sum(maps.dhf, maps.dh)];
      const inner = throughNorm(first, through(last, du, last.nv && dv, false));
      maps = { dhf: sum(maps.dhf, inner.dhf), dh: sum(maps.dh, inner.dh) };
    }
    return found;
  };

  const differentiate = (growth: Growth, { images, labels }: Batch, what: 'gradients' | 'scales'): Found =>
    tf.tidy((): Found => {
      const steps = forward(growth, images);
      const outputs = (steps.at(-1) as Step).u!;
      const logits = tf.reshape(outputs, [outputs.shape[0], outputs.shape[3]]);
      const [loss, , probabilities] = run<Tensor[]>(KERNELS.crossEntropy, { logits, labels });
      const inputs = { probabilities, labels, dloss: tf.scalar(1) };
      const dlogits = tf.reshape(run(KERNELS.crossEntropyGradient, inputs), outputs.shape);
      return { loss: loss!, ...backward(steps, dlogits, what) };
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
    dispose() {
      for (const { scale, offset } of held.values()) tf.dispose([scale, offset]);
      bias?.dispose();
    },
  };
  return opened;
}

/** Batch norm by running statistics as one multiplication and one addition. */
function affineOf({ tensors }: DeepNetwork, norm: string): { readonly scale: Tensor1D; readonly offset: Tensor1D } {
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'mean', 'variance'].map(
    (role) => tensors[`${norm}.${role}`]!,
  );
  const scale = Float32Array.from(gamma!, (value, c) => value / Math.sqrt(variance![c]! + NORM_EPSILON));
  const offset = Float32Array.from(beta!, (value, c) => value - mean![c]! * scale[c]!);
  return { scale: tf.keep(tf.tensor1d(scale)), offset: tf.keep(tf.tensor1d(offset)) };
}
