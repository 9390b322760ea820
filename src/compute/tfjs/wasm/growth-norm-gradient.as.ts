/** The gradient of what stands between two convolutions of a growing network (growth-norm.as.ts). */

import { largest } from './growth-norm.as';
import { loadLanes, multiplyAdd, storeLanes } from './vectors.as';

/** All bits where value > 0. */
//@inline
function positive(value: v128): v128 {
  return f32x4.gt(value, f32x4.splat(0));
}

/**
 * The gradient of `meanOfCopies`.
 * @param g gradient of each copy before its scale
 * @param toU bytes from u to its gradient, 0 if that is not wanted; @param toN from n to its gradient
 */
//@inline
function copiesGradient(
  p0: usize,
  q0: usize,
  a: v128,
  b: v128,
  g: v128,
  pixelU: usize,
  rowU: usize,
  pixelN: usize,
  rowN: usize,
  toU: usize,
  toN: usize,
  splits: bool,
  pool: i32,
  lanes: i32,
): void {
  const x0 = multiplyAdd(b, loadLanes(p0, lanes), a);
  if (pool === 1) {
    if (splits) {
      const n = f32x4.mul(loadLanes(q0, lanes), a);
      const y = v128.and(g, positive(f32x4.add(x0, n)));
      const z = v128.and(g, positive(f32x4.sub(x0, n)));
      if (toU) storeLanes(p0 + toU, f32x4.add(y, z), lanes);
      storeLanes(q0 + toN, f32x4.sub(y, z), lanes);
    } else if (toU) storeLanes(p0 + toU, v128.and(g, positive(x0)), lanes);
    return;
  }
  const p1 = p0 + pixelU;
  const p2 = p0 + rowU;
  const p3 = p2 + pixelU;
  const x1 = multiplyAdd(b, loadLanes(p1, lanes), a);
  const x2 = multiplyAdd(b, loadLanes(p2, lanes), a);
  const x3 = multiplyAdd(b, loadLanes(p3, lanes), a);
  if (splits) {
    const q1 = q0 + pixelN;
    const q2 = q0 + rowN;
    const q3 = q2 + pixelN;
    const n0 = f32x4.mul(loadLanes(q0, lanes), a);
    const n1 = f32x4.mul(loadLanes(q1, lanes), a);
    const n2 = f32x4.mul(loadLanes(q2, lanes), a);
    const n3 = f32x4.mul(loadLanes(q3, lanes), a);
    const y0 = f32x4.add(x0, n0);
    const y1 = f32x4.add(x1, n1);
    const y2 = f32x4.add(x2, n2);
    const y3 = f32x4.add(x3, n3);
    const y = largest(y0, y1, y2, y3);
    let rest = v128.and(g, positive(y));
    const g0 = v128.and(rest, f32x4.eq(y0, y));
    rest = v128.andnot(rest, f32x4.eq(y0, y));
    const g1 = v128.and(rest, f32x4.eq(y1, y));
    rest = v128.andnot(rest, f32x4.eq(y1, y));
    const g2 = v128.and(rest, f32x4.eq(y2, y));
    const g3 = v128.andnot(rest, f32x4.eq(y2, y));
    const z0 = f32x4.sub(x0, n0);
    const z1 = f32x4.sub(x1, n1);
    const z2 = f32x4.sub(x2, n2);
    const z3 = f32x4.sub(x3, n3);
    const z = largest(z0, z1, z2, z3);
    rest = v128.and(g, positive(z));
    const h0 = v128.and(rest, f32x4.eq(z0, z));
    rest = v128.andnot(rest, f32x4.eq(z0, z));
    const h1 = v128.and(rest, f32x4.eq(z1, z));
    rest = v128.andnot(rest, f32x4.eq(z1, z));
    const h2 = v128.and(rest, f32x4.eq(z2, z));
    const h3 = v128.andnot(rest, f32x4.eq(z2, z));
    storeLanes(q0 + toN, f32x4.sub(g0, h0), lanes);
    storeLanes(q1 + toN, f32x4.sub(g1, h1), lanes);
    storeLanes(q2 + toN, f32x4.sub(g2, h2), lanes);
    storeLanes(q3 + toN, f32x4.sub(g3, h3), lanes);
    if (!toU) return;
    storeLanes(p0 + toU, f32x4.add(g0, h0), lanes);
    storeLanes(p1 + toU, f32x4.add(g1, h1), lanes);
    storeLanes(p2 + toU, f32x4.add(g2, h2), lanes);
    storeLanes(p3 + toU, f32x4.add(g3, h3), lanes);
    return;
  }
  if (!toU) return;
  const x = largest(x0, x1, x2, x3);
  let rest = v128.and(g, positive(x));
  storeLanes(p0 + toU, v128.and(rest, f32x4.eq(x0, x)), lanes);
  rest = v128.andnot(rest, f32x4.eq(x0, x));
  storeLanes(p1 + toU, v128.and(rest, f32x4.eq(x1, x)), lanes);
  rest = v128.andnot(rest, f32x4.eq(x1, x));
  storeLanes(p2 + toU, v128.and(rest, f32x4.eq(x2, x)), lanes);
  storeLanes(p3 + toU, v128.andnot(rest, f32x4.eq(x2, x)), lanes);
}

/** The gradient of `freshOf`. @param g gradient of what it returns, @param toN bytes from v to its gradient */
//@inline
function freshGradient(q0: usize, g: v128, pixelN: usize, rowN: usize, toN: usize, pool: i32, lanes: i32): void {
  const v0 = loadLanes(q0, lanes);
  if (pool === 1) {
    storeLanes(q0 + toN, v128.and(g, positive(v0)), lanes);
    return;
  }
  const q1 = q0 + pixelN;
  const q2 = q0 + rowN;
  const q3 = q2 + pixelN;
  const v1 = loadLanes(q1, lanes);
  const v2 = loadLanes(q2, lanes);
  const v3 = loadLanes(q3, lanes);
  const v = largest(v0, v1, v2, v3);
  let rest = v128.and(g, positive(v));
  storeLanes(q0 + toN, v128.and(rest, f32x4.eq(v0, v)), lanes);
  rest = v128.andnot(rest, f32x4.eq(v0, v));
  storeLanes(q1 + toN, v128.and(rest, f32x4.eq(v1, v)), lanes);
  rest = v128.andnot(rest, f32x4.eq(v1, v));
  storeLanes(q2 + toN, v128.and(rest, f32x4.eq(v2, v)), lanes);
  storeLanes(q3 + toN, v128.andnot(rest, f32x4.eq(v2, v)), lanes);
}

/**
 * The gradient of `growthNorm`. Of a window, the first pixel by rows that has the largest value gets it, if that is positive.
 * @param dhf gradient of hf (of h where fresh is 0), @param dh more gradient of h, or 0 if there is none
 * @param du and @param dnv like u and nv; written. du may be 0 where nobody asks for it
 */
export function growthNormGradient(
  u: usize,
  nv: usize,
  scale: usize,
  offset: usize,
  dhf: usize,
  dh: usize,
  du: usize,
  dnv: usize,
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
  const toU: usize = du ? du - u : 0;
  const toN = dnv - nv;
  const fullU: usize = pixelU & ~15;
  const fullF: usize = pixelF & ~15;
  const share = f32x4.splat(splits ? 0.5 : 1);
  const freshScales = f32x4.splat(freshScale);
  if (height % pool > 0 || width % pool > 0) {
    const pixels = <usize>(batch * height * width);
    if (du) memory.fill(du, 0, pixels * pixelU);
    if (nv) memory.fill(dnv, 0, pixels * pixelN);
  }
  for (let image = 0; image < batch; image += 1) {
    for (let top = 0; top + pool <= height; top += pool) {
      for (let left = 0; left + pool <= width; left += pool) {
        const first = <usize>((image * height + top) * width + left);
        const p = u + first * pixelU;
        const q = nv + first * pixelN;
        for (let k: usize = 0; k < fullU; k += 16) {
          const a = v128.load(scale + k);
          const b = v128.load(offset + k);
          let g = v128.load(dhf + k);
          if (dh) g = f32x4.add(g, v128.load(dh + k));
          g = f32x4.mul(f32x4.mul(g, share), a);
          copiesGradient(p + k, q + k, a, b, g, pixelU, rowU, pixelN, rowN, toU, toN, splits, pool, 4);
        }
        if (fullU < pixelU) {
          const lanes = channels & 3;
          const a = loadLanes(scale + fullU, lanes);
          const b = loadLanes(offset + fullU, lanes);
          let g = loadLanes(dhf + fullU, lanes);
          if (dh) g = f32x4.add(g, loadLanes(dh + fullU, lanes));
          g = f32x4.mul(f32x4.mul(g, share), a);
          copiesGradient(p + fullU, q + fullU, a, b, g, pixelU, rowU, pixelN, rowN, toU, toN, splits, pool, lanes);
        }
        const r = q + toFresh;
        const df = dhf + pixelU;
        for (let k: usize = 0; k < fullF; k += 16) {
          const g = f32x4.mul(v128.load(df + k), freshScales);
          freshGradient(r + k, g, pixelN, rowN, toN, pool, 4);
        }
        if (fullF < pixelF) {
          const lanes = fresh & 3;
          const g = f32x4.mul(loadLanes(df + fullF, lanes), freshScales);
          freshGradient(r + fullF, g, pixelN, rowN, toN, pool, lanes);
        }
        dhf += pixelU + pixelF;
        if (dh) dh += pixelU;
      }
    }
  }
}
