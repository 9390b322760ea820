/** What stands between two convolutions of a growing network (growth-norm.as.ts), for the wasm backend. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type {
  GrowthNormAttributes,
  GrowthNormGradientAttributes,
  ImageFilterGradientAttributes,
} from '../kernel-names.ts';
import type { Connection } from './connection.ts';

type Inputs = Readonly<Record<string, TensorInfo>>;
type Shape4D = [number, number, number, number];

/** What the kernels take after the addresses. */
function settings(like: TensorInfo, { channels, splits, fresh, freshScale, pooled }: GrowthNormAttributes): number[] {
  return [...like.shape.slice(0, 3), channels, splits ? 1 : 0, fresh, freshScale, pooled ? 2 : 1];
}

/** Room for what `growthNorm` makes of so many images: h, f, and hf, which is f where there is no h. */
function mapsOf({ make }: Connection, like: TensorInfo, { channels, fresh, pooled }: GrowthNormAttributes) {
  const [batch, height, width] = like.shape as Shape4D;
  const pool = pooled ? 2 : 1;
  const shape = [batch, Math.floor(height / pool), Math.floor(width / pool)];
  const h = channels > 0 ? make([...shape, channels]) : undefined;
  const f = fresh > 0 ? make([...shape, fresh]) : undefined;
  const hf = h && f ? make([...shape, channels + fresh]) : undefined;
  return [h, f, hf] as const;
}

const isThere = (tensor: TensorInfo | undefined | false): tensor is TensorInfo =>
  tensor !== undefined && tensor !== false;

/** -> [h, f, hf], [h] or [f] */
export function growthNorm(connection: Connection, inputs: Inputs, attributes: object): TensorInfo[] {
  const { run, at } = connection;
  const { u, nv, scale, offset } = inputs;
  const options = attributes as GrowthNormAttributes;
  const [h, f, hf] = mapsOf(connection, (u ?? nv)!, options);
  const addresses = [u, nv, scale, offset, h, f, hf ?? f].map((found) => (found ? at(found) : 0));
  run.growthNorm(...addresses, ...settings((u ?? nv)!, options));
  return [h, f, hf].filter(isThere);
}

const sizeOf = ({ shape }: TensorInfo) => shape.reduce((product, length) => product * length, 1);

/** Images that `convolve` computes together. */
const TOGETHER = 8;

/**
 * -> [u, nv, h, f, hf], without what is not there. Eight images after eight, so that u and nv, the largest maps of a growing
 * network, are still in the processor's caches when they are normalised.
 */
export function imageLayer(connection: Connection, inputs: Inputs, attributes: object): TensorInfo[] {
  const { run, make, at, scratch } = connection;
  const { x, filters, offsets, scale, offset } = inputs;
  const options = attributes as GrowthNormAttributes;
  const [batch, height, width, reads] = x!.shape as Shape4D;
  const [makes, size] = filters!.shape as Shape4D;
  const [rows] = offsets!.shape as Shape4D;
  const radius = (size - 1) / 2;
  const [u, nv] = [make([batch, height, width, makes]), make([batch, height, width, rows])];
  const maps = mapsOf(connection, u, options);
  const packedBytes = (count: number) => 16 * size * size * reads * Math.ceil(count / 4);
  const packed = scratch(packedBytes(makes) + packedBytes(rows));
  const packedOffsets = packed + packedBytes(makes);
  run.packFilters(at(filters!), packed, makes, reads, radius, 0);
  run.packFilters(at(offsets!), packedOffsets, rows, reads, radius, 0);
  const [, ...shape] = settings(u, options);
  for (let image = 0; image < batch; image += TOGETHER) {
    const count = Math.min(TOGETHER, batch - image);
    const place = (tensor: TensorInfo | undefined) => (tensor ? at(tensor) + (image * 4 * sizeOf(tensor)) / batch : 0);
    const pixels = [count, height, width, reads] as const;
    run.convolve(place(x!), packed, 0, place(u), ...pixels, makes, radius);
    run.convolve(place(x!), packedOffsets, 0, place(nv), ...pixels, rows, radius);
    run.growthNorm(place(u), place(nv), at(scale!), at(offset!), ...maps.map(place), count, ...shape);
  }
  return [u, nv, ...maps].filter(isThere);
}

/** -> [du, dnv], without what is not there or not asked for */
export function growthNormGradient({ run, make, at }: Connection, inputs: Inputs, attributes: object): TensorInfo[] {
  const { u, nv, scale, offset, dhf, dh } = inputs;
  const options = attributes as GrowthNormGradientAttributes;
  const [du, dnv] = [u && options.wantsU && make(u.shape), nv && make(nv.shape)];
  const addresses = [u, nv, scale, offset, dhf!, dh, du, dnv].map((found) => (found ? at(found) : 0));
  run.growthNormGradient(...addresses, ...settings((u ?? nv)!, options));
  return [du, dnv].filter(isThere);
}

/** Up to so many columns, the filter gradient takes one pixel of all images at a time. */
const SMALL_WIDTH = 4;

/**
 * -> dw. Image after image, so that dnv never leaves the processor's caches: it is the largest map of a growing network, and
 * nobody else asks for it.
 */
export function imageFilterGradient(
  { run, make, at, scratch }: Connection,
  inputs: Inputs,
  attributes: object,
): TensorInfo {
  const { x, u, nv, scale, offset, dhf, dh } = inputs;
  const options = attributes as ImageFilterGradientAttributes;
  const { size, pooled } = options;
  const [batch, height, width, makes] = nv!.shape as Shape4D;
  const reads = x!.shape[3]!;
  const filters = [reads, makes, (size - 1) / 2];
  const dw = make([makes, size, size, reads]);
  const pool = pooled ? 2 : 1;
  const pixels = height * width;
  const pooledPixels = Math.floor(height / pool) * Math.floor(width / pool);
  /** Bytes of one image. */
  const bytes = (tensor: TensorInfo | undefined, count: number) => (tensor ? 4 * count * tensor.shape[3]! : 0);
  const together = width > SMALL_WIDTH ? 1 : batch;
  const totalBytes = run.filterGradientScratch(...(filters as [number, number, number]));
  const totals = scratch(totalBytes + together * bytes(nv, pixels) + 64);
  const dnv = totals + totalBytes;
  run.clearFilterGradient(totals, ...filters);
  for (let image = 0; image < batch; image += together) {
    const place = (tensor: TensorInfo | undefined, count: number) =>
      tensor ? at(tensor) + image * bytes(tensor, count) : 0;
    const maps = [place(u, pixels), place(nv, pixels), scale ? at(scale) : 0, offset ? at(offset) : 0];
    const gradients = [place(dhf, pooledPixels), place(dh, pooledPixels), 0, dnv];
    const [, ...shape] = settings(nv!, options);
    run.growthNormGradient(...maps, ...gradients, together, ...shape);
    run.addFilterGradient(place(x, pixels), dnv, totals, together, height, width, ...filters);
  }
  run.writeFilterGradient(at(dw), totals, ...filters);
  return dw;
}

/** -> [..., channels of a and of b] */
export function joinChannels({ run, make, at }: Connection, { a, b }: Inputs): TensorInfo {
  const [batch, height, width, channels] = a!.shape as Shape4D;
  const others = b!.shape[3]!;
  const y = make([batch, height, width, channels + others]);
  run.joinChannels(at(a!), at(b!), at(y), batch * height * width, channels, others);
  return y;
}

/** -> [first channels, the others] */
export function partChannels({ run, make, at }: Connection, inputs: Inputs, attributes: object): TensorInfo[] {
  const { joined, more } = inputs;
  const { first } = attributes as { first: number };
  const [batch, height, width, channels] = joined!.shape as Shape4D;
  const [a, b] = [make([batch, height, width, first]), make([batch, height, width, channels - first])];
  const pixels = batch * height * width;
  run.partChannels(at(joined!), more ? at(more) : 0, at(a), at(b), pixels, first, channels - first);
  return [a, b];
}
