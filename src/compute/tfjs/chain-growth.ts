/**
 * Differentiates what a network could grow without building the grown network, for chains: convolution, batch norm, ReLU,
 * 2 by 2 max pooling where it follows, again and again, and a linear head (VGG).
 *
 * A split's two copies have the pre-activations u +- n, with u of the channel itself and n of the offset, and whatever reads
 * them has half of the channel's weights for each, so it sees only their mean h. Fresh channels f read only h. So with the
 * filters W, the offsets D, fresh channels' V and their outgoing weights O:
 *
 *   u = W * h + O * f,   [n; v] = [D; V] * h,   and h, f of the next layer by `growthNorm`.
 *
 * For c channels and m fresh ones that is 2 c^2 + 2 c m multiplications a tap where the grown network has (2c + m)^2, and
 * gradients of W, gamma and beta, which nobody asks for, are not computed.
 */
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { GrowthDifferential, ScaleDifferential } from '../../growth/deep/engine.ts';
import { type Description, groupNamed, widthOf } from '../../networks/description.ts';
import type { NewChannelGradient } from '../../networks/growing-gradient.ts';
import { checkGrowth, type Growth, type NewChannel } from '../../networks/growth-plan.ts';
import type { DeepNetwork, Numbers } from '../../networks/tensors.ts';
import { GROWTH_KERNELS, type GrowthNormAttributes, KERNELS } from './kernel-names.ts';
import { NORM_EPSILON } from './ops.ts';
import type { Batch } from './trainer.ts';

interface ChainLayer {
  /** Of the convolution and of the norm; for the head, which has none, only of the convolution. */
  readonly name: string;
  readonly norm?: string;
  readonly reads: string;
  readonly writes: string;
  readonly size: number;
  readonly bias: boolean;
  /** Whether max pooling follows. */
  readonly pooled: boolean;
}

/** The layers of a chain, the head last; undefined if the description is not one. */
function chainOf({ height, width, groups, layers }: Description): readonly ChainLayer[] | undefined {
  const chain: ChainLayer[] = [];
  const growable = (name: string) => groups.some((group) => group.name === name && group.growable);
  let side = [height, width];
  for (let at = 0; at < layers.length; ) {
    const [layer, norm, activation, pool] = layers.slice(at, at + 4);
    // The mean over one pixel is that pixel.
    if (layer!.kind === 'pool' && layer!.pool === 'mean' && side.every((length) => length === 1)) {
      at += 1;
      continue;
    }
    if (layer!.kind !== 'convolution') return undefined;
    const { name, reads, writes, size, bias } = layer!;
    const base = { name, reads, writes, size, bias };
    if (at === layers.length - 1) {
      const ends = !growable(writes) && side.every((length) => length === 1);
      return ends ? [...chain, { ...base, pooled: false }] : undefined;
    }
    if (bias || norm?.kind !== 'norm' || norm.group !== writes) return undefined;
    if (activation?.kind !== 'activation' || activation.activation !== 'relu') return undefined;
    const pooled = pool?.kind === 'pool' && pool.pool === 'max';
    if (pooled) side = side.map((length) => Math.floor(length / 2));
    chain.push({ ...base, norm: norm.name, pooled });
    at += pooled ? 4 : 3;
  }
  return undefined;
}

/** Each channel is split at most once. */
function splitsOnce(growth: Growth): boolean {
  return Object.values(growth).every((added) => {
    const parents = added.flatMap((channel) => (channel.kind === 'split' ? [channel.parent] : []));
    return new Set(parents).size === parents.length;
  });
}

function run<T = Tensor>(name: string, inputs: Record<string, Tensor | undefined>, attributes: object = {}): T {
  const given = Object.entries(inputs).filter(([, tensor]) => tensor !== undefined);
  const named = Object.fromEntries(given) as Record<string, Tensor>;
  return tf.engine().runKernel(name, named, attributes as tf.NamedAttrMap) as unknown as T;
}

/** What a group gains, in numbers that fit a layer. */
interface Gain {
  /** Whether any channel splits; then all are treated as if they did, the others by nothing. */
  readonly splits: boolean;
  readonly fresh: number;
  /** Row of [D; V] of each new channel. */
  readonly rows: readonly number[];
}

function gainOf(description: Description, group: string, added: readonly NewChannel[]): Gain {
  const { channels } = groupNamed(description, group);
  const positions = new Map(channels.map(({ id }, position) => [id, position]));
  const splits = added.some(({ kind }) => kind === 'split');
  let next = splits ? channels.length : 0;
  const rows = added.map((channel) => {
    if (channel.kind === 'split') return positions.get(channel.parent)!;
    next += 1;
    return next - 1;
  });
  return { splits, fresh: added.filter(({ kind }) => kind === 'fresh').length, rows };
}

/** [D; V], [rows, size, size, in]. */
function offsetFilters(added: readonly NewChannel[], { rows }: Gain, count: number, length: number): Float32Array {
  const filters = new Float32Array(count * length);
  for (const [k, channel] of added.entries()) {
    filters.set(channel.kind === 'split' ? channel.offset : channel.incoming, rows[k]! * length);
  }
  return filters;
}

/** [W | O], [out, size, size, in + fresh]. */
function baseFilters(old: Numbers, inputs: number, added: readonly NewChannel[]): Float32Array {
  const fresh = added.flatMap((channel) => (channel.kind === 'fresh' ? [channel.outgoing] : []));
  const taps = old.length / inputs;
  const reads = inputs + fresh.length;
  const filters = new Float32Array(taps * reads);
  for (let tap = 0; tap < taps; tap += 1) {
    for (let i = 0; i < inputs; i += 1) filters[tap * reads + i] = old[tap * inputs + i]!;
    for (let j = 0; j < fresh.length; j += 1) filters[tap * reads + inputs + j] = fresh[j]![tap]!;
  }
  return filters;
}

/** What went into a layer and came out of its convolutions. */
interface Step {
  readonly layer: ChainLayer;
  /** Gains of what it reads and what it writes. */
  readonly reads: Gain;
  readonly writes: Gain;
  readonly filters: Tensor4D;
  readonly offsets: Tensor4D | undefined;
  readonly h: Tensor4D;
  readonly f: Tensor4D | undefined;
  readonly u: Tensor4D;
  readonly nv: Tensor4D | undefined;
}

/**
 * What was found, on the backend, by group: gradients of [D; V] as its filters and of O as [out, row, column, fresh]; or the
 * slopes of scales, [rows of [D; V]].
 */
type Found = {
  readonly loss: Tensor;
  readonly offsets: Record<string, Tensor>;
  readonly outgoing: Record<string, Tensor>;
  readonly scales: Record<string, Tensor>;
};

const NOTHING: Gain = { splits: false, fresh: 0, rows: [] };

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
  const { description, tensors } = network;
  const chain = chainOf(description);
  if (!chain || !tf.getKernel(GROWTH_KERNELS.growthNorm, tf.getBackend())) return undefined;
  const held = new Map<string, { readonly scale: Tensor1D; readonly offset: Tensor1D }>();
  for (const { norm } of chain) if (norm) held.set(norm, affineOf(network, norm));
  const head = chain.at(-1)!;
  const bias = head.bias ? tf.keep(tf.tensor1d(Float32Array.from(tensors[`${head.name}.bias`]!))) : undefined;

  const attributesOf = ({ layer, writes }: Pick<Step, 'layer' | 'writes'>): GrowthNormAttributes => {
    const { splits, fresh } = writes;
    return { splits, fresh, freshScale: Math.fround(1 / Math.sqrt(1 + NORM_EPSILON)), pooled: layer.pooled };
  };

  const forward = (growth: Growth, images: Tensor4D): Step[] => {
    const steps: Step[] = [];
    let [h, f, hf]: [Tensor4D, Tensor4D | undefined, Tensor4D] = [images, undefined, images];
    let reads = NOTHING;
    for (const layer of chain) {
      const { name, size } = layer;
      const inputs = widthOf(description, layer.reads);
      const [made, added] = [widthOf(description, layer.writes), growth[layer.writes] ?? []];
      const writes = gainOf(description, layer.writes, added);
      const rows = (writes.splits ? made : 0) + writes.fresh;
      const base = baseFilters(tensors[`${name}.filters`]!, inputs, growth[layer.reads] ?? []);
      const filters = tf.tensor4d(base, [made, size, size, inputs + reads.fresh]);
      const u = run<Tensor4D>(KERNELS.convolve, { x: hf, filters, bias: layer === head ? bias : undefined });
      let [offsets, nv]: (Tensor4D | undefined)[] = [];
      if (rows > 0) {
        const shape: [number, number, number, number] = [rows, size, size, inputs];
        offsets = tf.tensor4d(offsetFilters(added, writes, rows, size * size * inputs), shape);
        nv = run<Tensor4D>(KERNELS.convolve, { x: h, filters: offsets });
      }
      const step: Step = { layer, reads, writes, filters, offsets, h, f, u, nv };
      steps.push(step);
      if (!layer.norm) continue;
      const out = run<Tensor4D[]>(GROWTH_KERNELS.growthNorm, { u, nv, ...held.get(layer.norm)! }, attributesOf(step));
      [h, f, hf] = [out[0]!, out[1], out[2] ?? out[0]!];
      reads = writes;
    }
    return steps;
  };

  const backward = (steps: readonly Step[], dlogits: Tensor, what: 'gradients' | 'scales'): Omit<Found, 'loss'> => {
    const scales: Record<string, Tensor> = {};
    const offsets: Record<string, Tensor> = {};
    const outgoing: Record<string, Tensor> = {};
    let dhf: Tensor | undefined;
    let dh: Tensor | undefined;
    for (const [k, step] of [...steps.entries()].reverse()) {
      const { layer, filters, h, f, u, nv } = step;
      let du: Tensor = dlogits;
      let dnv: Tensor | undefined;
      if (layer.norm) {
        const inputs = { u, nv, ...held.get(layer.norm)!, dhf, dh };
        [du, dnv] = run<[Tensor, Tensor?]>(GROWTH_KERNELS.growthNormGradient, inputs, attributesOf(step));
      }
      const { size } = layer;
      if (what === 'scales') {
        // n is proportional to its offset; and v has the slope of f, ReLU being proportional to what it is given.
        if (dnv) scales[layer.writes] = run(KERNELS.gateGradient, { x: nv, dy: dnv });
      } else {
        if (dnv) offsets[layer.writes] = run(KERNELS.filterGradient, { x: h, dy: dnv }, { size });
        if (f) outgoing[layer.reads] = run(KERNELS.filterGradient, { x: f, dy: du }, { size });
      }
      if (k === 0) break;
      dhf = run(KERNELS.inputGradient, { dy: du, filters });
      dh = dnv && run(KERNELS.inputGradient, { dy: dnv, filters: step.offsets });
    }
    return { offsets, outgoing, scales };
  };

  const differentiate = (growth: Growth, { images, labels }: Batch, what: 'gradients' | 'scales'): Found =>
    tf.tidy((): Found => {
      const steps = forward(growth, images);
      const outputs = steps.at(-1)!.u;
      const logits = tf.reshape(outputs, [outputs.shape[0], outputs.shape[3]]);
      const [loss, , probabilities] = run<Tensor[]>(KERNELS.crossEntropy, { logits, labels });
      const inputs = { probabilities, labels, dloss: tf.scalar(1) };
      const dlogits = tf.reshape(run(KERNELS.crossEntropyGradient, inputs), outputs.shape);
      return { loss: loss!, ...backward(steps, dlogits, what) };
    });

  return {
    network,
    takes: splitsOnce,
    async differentiate(growth, batch) {
      checkGrowth(description, growth);
      const found = differentiate(growth, batch, 'gradients');
      try {
        const [loss] = await found.loss.data();
        const gradient: Record<string, readonly NewChannelGradient[]> = {};
        for (const [group, added] of Object.entries(growth)) {
          const gain = gainOf(description, group, added);
          const offsets = (await found.offsets[group]?.data()) as Float32Array | undefined;
          const outgoing = (await found.outgoing[group]?.data()) as Float32Array | undefined;
          gradient[group] = gradientsOf(added, gain, offsets, outgoing);
        }
        return { loss: loss!, gradient };
      } finally {
        tf.dispose(found);
      }
    },
    async differentiateScales(growth, batch) {
      checkGrowth(description, growth);
      const found = differentiate(growth, batch, 'scales');
      try {
        const [loss] = await found.loss.data();
        const slopes: Record<string, readonly number[]> = {};
        for (const [group, added] of Object.entries(growth)) {
          const { rows } = gainOf(description, group, added);
          const all = await found.scales[group]?.data();
          slopes[group] = rows.map((row) => all![row]!);
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

/** A group's gradients out of those of [D; V] and O. */
function gradientsOf(
  added: readonly NewChannel[],
  { rows, fresh }: Gain,
  offsets: Float32Array | undefined,
  outgoing: Float32Array | undefined,
): NewChannelGradient[] {
  let index = 0;
  return added.map((channel, k): NewChannelGradient => {
    const length = (channel.kind === 'split' ? channel.offset : channel.incoming).length;
    const own = Float64Array.from(offsets!.subarray(rows[k]! * length, (rows[k]! + 1) * length));
    if (channel.kind === 'split') return { kind: 'split', offset: own };
    const read = new Float64Array(channel.outgoing.length);
    for (let at = 0; at < read.length; at += 1) read[at] = outgoing![at * fresh + index]!;
    index += 1;
    return { kind: 'fresh', incoming: own, outgoing: read };
  });
}
