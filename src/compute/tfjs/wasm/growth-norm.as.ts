/**
 * What stands between two convolutions while a network is differentiated as if it had grown (chain-growth.ts): batch norm by
 * running statistics, ReLU, 2 by 2 max pooling where it follows, and the mean of a split channel's two copies.
 *
 * A channel with pre-activation u, split by an offset with pre-activation n, has copies y+- = relu(scale (u +- n) + offset);
 * what reads them sees their mean h. A fresh channel with pre-activation v is f = relu(freshScale v). Pooling comes before
 * the mean.
 */

import { loadLanes, multiplyAdd, storeLanes } from './vectors.as';

/**
 * ReLU. `pmax` is one instruction where `max`, which also orders zeros by their sign, is several: it is a third of the time here,
 * and nothing that follows asks for the sign of a zero. What is not a number stays so.
 */
//@inline
function relu(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0));
}

/** The largest of a window and 0: pooling, then ReLU. */
//@inline
export function largest(x0: v128, x1: v128, x2: v128, x3: v128): v128 {
  return relu(f32x4.pmax(f32x4.pmax(x0, x1), f32x4.pmax(x2, x3)));
}

/**
 * h of four channels at one place of the result: the mean of the copies relu(scale (u +- n) + offset), each the largest of its
 * window. `lanes` is a constant where all four are there, so that this needs no branches.
 * @param p where u is, @param q where n is, @param pixelU and @param rowU bytes to u of the next pixel and row
 */
//@inline
function meanOfCopies(
  p: usize,
  q: usize,
  a: v128,
  b: v128,
  pixelU: usize,
  rowU: usize,
  pixelN: usize,
  rowN: usize,
  splits: bool,
  pool: i32,
  lanes: i32,
): v128 {
  const half = f32x4.splat(0.5);
  const x0 = multiplyAdd(b, loadLanes(p, lanes), a);
  if (pool === 1) {
    if (!splits) return relu(x0);
    const n = f32x4.mul(loadLanes(q, lanes), a);
    return f32x4.mul(f32x4.add(relu(f32x4.add(x0, n)), relu(f32x4.sub(x0, n))), half);
  }
  const x1 = multiplyAdd(b, loadLanes(p + pixelU, lanes), a);
  const x2 = multiplyAdd(b, loadLanes(p + rowU, lanes), a);
  const x3 = multiplyAdd(b, loadLanes(p + rowU + pixelU, lanes), a);
  if (!splits) return largest(x0, x1, x2, x3);
  const n0 = f32x4.mul(loadLanes(q, lanes), a);
  const n1 = f32x4.mul(loadLanes(q + pixelN, lanes), a);
  const n2 = f32x4.mul(loadLanes(q + rowN, lanes), a);
  const n3 = f32x4.mul(loadLanes(q + rowN + pixelN, lanes), a);
  const y = largest(f32x4.add(x0, n0), f32x4.add(x1, n1), f32x4.add(x2, n2), f32x4.add(x3, n3));
  const z = largest(f32x4.sub(x0, n0), f32x4.sub(x1, n1), f32x4.sub(x2, n2), f32x4.sub(x3, n3));
  return f32x4.mul(f32x4.add(y, z), half);
}

/** f of four fresh channels before their scale: relu(v), the largest of its window. @param r where v is */
//@inline
function freshOf(r: usize, pixelN: usize, rowN: usize, pool: i32, lanes: i32): v128 {
  const v = loadLanes(r, lanes);
  if (pool === 1) return relu(v);
  const v1 = loadLanes(r + pixelN, lanes);
  return largest(v, v1, loadLanes(r + rowN, lanes), loadLanes(r + rowN + pixelN, lanes));
}

/**
 * @param u [B, H, W, channels], @param nv [B, H, W, (splits ? channels : 0) + fresh]: first n, then v
 * @param h [B, H / pool, W / pool, channels], @param f [.., fresh], @param hf [.., channels + fresh]: both side by side;
 *   written. f and hf are left alone where fresh is 0
 * @param pool 2 with pooling, 1 without
 */
export function growthNorm(
  u: usize,
  nv: usize,
  scale: usize,
  offset: usize,
  h: usize,
  f: usize,
  hf: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  splits: bool,
  fresh: i32,
  freshScale: f32,
  pool: i32,
): void {
  const pixelU: usize = (<usize>channels) << 2;
  const toFresh: usize = splits ? pixelU : 0;
  const pixelN: usize = toFresh + ((<usize>fresh) << 2);
  const pixelF: usize = (<usize>fresh) << 2;
  const rowU = pixelU * width;
  const rowN = pixelN * width;
  // Bytes of the channels that fill whole vectors.
  const fullU: usize = pixelU & ~15;
  const fullF: usize = pixelF & ~15;
  const freshScales = f32x4.splat(freshScale);
  for (let image = 0; image < batch; image += 1) {
    for (let top = 0; top + pool <= height; top += pool) {
      for (let left = 0; left + pool <= width; left += pool) {
        const first = <usize>((image * height + top) * width + left);
        const p = u + first * pixelU;
        const q = nv + first * pixelN;
        for (let k: usize = 0; k < fullU; k += 16) {
          const a = v128.load(scale + k);
          const b = v128.load(offset + k);
          const mean = meanOfCopies(p + k, q + k, a, b, pixelU, rowU, pixelN, rowN, splits, pool, 4);
          v128.store(h + k, mean);
          if (fresh > 0) v128.store(hf + k, mean);
        }
        if (fullU < pixelU) {
          const lanes = channels & 3;
          const a = loadLanes(scale + fullU, lanes);
          const b = loadLanes(offset + fullU, lanes);
          const mean = meanOfCopies(p + fullU, q + fullU, a, b, pixelU, rowU, pixelN, rowN, splits, pool, lanes);
          storeLanes(h + fullU, mean, lanes);
          if (fresh > 0) storeLanes(hf + fullU, mean, lanes);
        }
        const r = q + toFresh;
        const toF = hf + pixelU;
        for (let k: usize = 0; k < fullF; k += 16) {
          const most = f32x4.mul(freshOf(r + k, pixelN, rowN, pool, 4), freshScales);
          v128.store(f + k, most);
          v128.store(toF + k, most);
        }
        if (fullF < pixelF) {
          const lanes = fresh & 3;
          const most = f32x4.mul(freshOf(r + fullF, pixelN, rowN, pool, lanes), freshScales);
          storeLanes(f + fullF, most, lanes);
          storeLanes(toF + fullF, most, lanes);
        }
        h += pixelU;
        f += pixelF;
        hf += pixelU + pixelF;
      }
    }
  }
}
