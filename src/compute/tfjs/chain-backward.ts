/** The way back through a chain with its growth (chain-growth.ts). */
import type { Tensor } from '@tensorflow/tfjs-core';
import {
  type ChainGround,
  FEW_CHANNELS,
  type Found,
  type MapGradients,
  normAttributes,
  type ResidualStep,
  run,
  type Step,
  sum,
} from './chain-steps.ts';
import { GROWTH_KERNELS, KERNELS } from './kernel-names.ts';

/** Back from the gradient of the logits to what is asked of the growth. */
export function backwardChain(
  { norms }: ChainGround,
  steps: readonly (Step | ResidualStep)[],
  dlogits: Tensor,
  what: 'gradients' | 'scales',
): Omit<Found, 'loss'> {
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
    const inputs = { u, nv, ...norms.get(layer.norm!), dhf, dh };
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
}
