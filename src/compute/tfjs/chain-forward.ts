/** The way through a chain with its growth (chain-growth.ts). */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Growth } from '../../networks/growth-plan.ts';
import {
  type ChainGround,
  FEW_CHANNELS,
  type Maps,
  normAttributes,
  type ResidualStep,
  run,
  type Step,
  sum,
} from './chain-steps.ts';
import {
  baseFilters,
  type ChainLayer,
  type Gain,
  gainOf,
  offsetFilters,
  outgoingPart,
  thetaPart,
} from './growth-chain.ts';
import { GROWTH_KERNELS, KERNELS } from './kernel-names.ts';

/** @param firstRow of [D; V] that counts: splits at the end of a residual layer do not */
function withFilters(
  { description, tensors }: ChainGround,
  layer: ChainLayer,
  read: Maps,
  growth: Growth,
  endsResidual = false,
): Step {
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
}

function convolve(ground: ChainGround, layer: ChainLayer, read: Maps, growth: Growth, endsResidual = false): Step {
  const step = withFilters(ground, layer, read, growth, endsResidual);
  const { filters, offsets } = step;
  const given = { x: read.hf, filters, bias: layer === ground.head ? ground.bias : undefined };
  const u = filters && run<Tensor4D>(KERNELS.convolve, given);
  const nv = offsets && run<Tensor4D>(KERNELS.convolve, { x: read.h, filters: offsets });
  return { ...step, u, nv };
}

function mapsOf(gain: Gain, out: readonly Tensor4D[]): Maps {
  if (gain.channels === 0) return { h: undefined, f: out[0], hf: out[0]!, gain };
  return { h: out[0], f: out[1], hf: out[2] ?? out[0]!, gain };
}

function normalise({ norms }: ChainGround, step: Step): Maps {
  const { u, nv, layer, gain } = step;
  const inputs = { u, nv, ...norms.get(layer.norm!) };
  return mapsOf(gain, run<Tensor4D[]>(GROWTH_KERNELS.growthNorm, inputs, normAttributes(step)));
}

/** A layer with batch norm; what reads the image is computed in one go. */
function forwardLayer(
  ground: ChainGround,
  layer: ChainLayer,
  read: Maps,
  growth: Growth,
  image: boolean,
): [Step, Maps] {
  const step = image && read.gain.channels < FEW_CHANNELS ? withFilters(ground, layer, read, growth) : undefined;
  if (!step?.filters || !step.offsets) {
    const made = convolve(ground, layer, read, growth);
    return [made, normalise(ground, made)];
  }
  const { filters, offsets } = step;
  const inputs = { x: read.h, filters, offsets, ...ground.norms.get(layer.norm!) };
  const [u, nv, ...maps] = run<Tensor4D[]>(GROWTH_KERNELS.imageLayer, inputs, normAttributes(step));
  return [{ ...step, u, nv }, mapsOf(step.gain, maps)];
}

/** Through the chain with its growth; the last step's u are the logits. */
export function forwardChain(ground: ChainGround, growth: Growth, images: Tensor4D): readonly (Step | ResidualStep)[] {
  const { description, chain } = ground;
  const steps: (Step | ResidualStep)[] = [];
  const input = gainOf(description, chain[0]!.kind === 'layer' ? chain[0]!.reads : '', []);
  let maps: Maps = { h: images, f: undefined, hf: images, gain: input };
  for (const [k, part] of chain.entries()) {
    if (part.kind === 'layer') {
      const [step, made] = part.norm
        ? forwardLayer(ground, part, maps, growth, k === 0)
        : [convolve(ground, part, maps, growth), maps];
      steps.push(step);
      maps = made;
      continue;
    }
    const inner = gainOf(description, part.first.writes, growth[part.first.writes] ?? []);
    if (inner.channels + inner.fresh === 0) continue;
    const first = convolve(ground, part.first, maps, growth);
    const last = convolve(ground, part.last, normalise(ground, first), growth, true);
    steps.push({ gain: maps.gain, first, last });
    const h = tf.add(maps.h!, last.u!) as Tensor4D;
    const f = sum(maps.f, last.nv) as Tensor4D | undefined;
    maps = { h, f, hf: f ? run<Tensor4D>(GROWTH_KERNELS.joinChannels, { a: h, b: f }) : h, gain: maps.gain };
  }
  return steps;
}
