/** What stands between two convolutions of a growing network (growth.as.ts), for the wasm backend. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { GrowthNormAttributes } from '../kernel-names.ts';
import type { Connection } from './connection.ts';

type Inputs = Readonly<Record<string, TensorInfo>>;
type Shape4D = [number, number, number, number];

/** What the kernels take after the addresses. */
function settings(u: TensorInfo, { splits, fresh, freshScale, pooled }: GrowthNormAttributes): number[] {
  return [...u.shape, splits ? 1 : 0, fresh, freshScale, pooled ? 2 : 1];
}

/** -> [h, f, hf], or [h] */
export function growthNorm({ run, make, at }: Connection, inputs: Inputs, attributes: object): TensorInfo[] {
  const { u, nv, scale, offset } = inputs;
  const options = attributes as GrowthNormAttributes;
  const { fresh, pooled } = options;
  const [batch, height, width, channels] = u!.shape as Shape4D;
  const pool = pooled ? 2 : 1;
  const shape = [batch, Math.floor(height / pool), Math.floor(width / pool)];
  const made = [channels, ...(fresh > 0 ? [fresh, channels + fresh] : [])].map((count) => make([...shape, count]));
  const addresses = [u!, nv, scale!, offset!, ...[0, 1, 2].map((k) => made[k])].map((found) => (found ? at(found) : 0));
  run.growthNorm(...addresses, ...settings(u!, options));
  return made;
}

/** -> [du, dnv], or [du] */
export function growthNormGradient({ run, make, at }: Connection, inputs: Inputs, attributes: object): TensorInfo[] {
  const { u, nv, scale, offset, dhf, dh } = inputs;
  const [du, dnv] = [make(u!.shape), nv && make(nv.shape)];
  const addresses = [u!, nv, scale!, offset!, dhf!, dh, du, dnv].map((found) => (found ? at(found) : 0));
  run.growthNormGradient(...addresses, ...settings(u!, attributes as GrowthNormAttributes));
  return dnv ? [du, dnv] : [du];
}
