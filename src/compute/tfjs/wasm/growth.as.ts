/**
 * What stands between two convolutions while a network is differentiated as if it had grown (chain-growth.ts): batch norm by
 * running statistics, ReLU, 2 by 2 max pooling where it follows, and the mean of a split channel's two copies.
 *
 * A channel with pre-activation u, split by an offset with pre-activation n, has copies y+- = relu(scale (u +- n) + offset);
 * what reads them sees their mean h. A fresh channel with pre-activation v is f = relu(freshScale v). Pooling comes before
 * the mean.
 */

import { multiplyAdd, storeLanes } from './vectors.as';

/** The first `lanes` (1 to 4) floats; the others are 0. */
//@inline
function loadLanes(address: usize, lanes: i32): v128 {
  if (lanes >= 4) return v128.load(address);
  let value = v128.load32_zero(address);
  if (lanes > 1) value = v128.load32_lane(address, value, 1, 4);
  if (lanes > 2) value = v128.load32_lane(address, value, 2, 8);
  return value;
}

/** All bits where value > 0. */
//@inline
function positive(value: v128): v128 {
  return f32x4.gt(value, f32x4.splat(0));
}

/** The largest of a window and 0: ReLU, then pooling. */
//@inline
function largest(x0: v128, x1: v128, x2: v128, x3: v128): v128 {
  return f32x4.max(f32x4.max(f32x4.max(x0, x1), f32x4.max(x2, x3)), f32x4.splat(0));
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
  const zero = f32x4.splat(0);
  const half = f32x4.splat(0.5);
  const freshScales = f32x4.splat(freshScale);
  for (let image = 0; image < batch; image += 1) {
    for (let top = 0; top + pool <= height; top += pool) {
      for (let left = 0; left + pool <= width; left += pool) {
        const first = <usize>((image * height + top) * width + left);
        const p = u + first * pixelU;
        const q = nv + first * pixelN;
        for (let c = 0; c < channels; c += 4) {
          const lanes = channels - c;
          const k = (<usize>c) << 2;
          const a = loadLanes(scale + k, lanes);
          const b = loadLanes(offset + k, lanes);
          let mean: v128;
          if (pool === 1) {
            const x = multiplyAdd(b, loadLanes(p + k, lanes), a);
            if (splits) {
              const n = f32x4.mul(loadLanes(q + k, lanes), a);
              const y = f32x4.max(f32x4.add(x, n), zero);
              mean = f32x4.mul(f32x4.add(y, f32x4.max(f32x4.sub(x, n), zero)), half);
            } else mean = f32x4.max(x, zero);
          } else {
            const x0 = multiplyAdd(b, loadLanes(p + k, lanes), a);
            const x1 = multiplyAdd(b, loadLanes(p + pixelU + k, lanes), a);
            const x2 = multiplyAdd(b, loadLanes(p + rowU + k, lanes), a);
            const x3 = multiplyAdd(b, loadLanes(p + rowU + pixelU + k, lanes), a);
            if (splits) {
              const n0 = f32x4.mul(loadLanes(q + k, lanes), a);
              const n1 = f32x4.mul(loadLanes(q + pixelN + k, lanes), a);
              const n2 = f32x4.mul(loadLanes(q + rowN + k, lanes), a);
              const n3 = f32x4.mul(loadLanes(q + rowN + pixelN + k, lanes), a);
              const y = largest(f32x4.add(x0, n0), f32x4.add(x1, n1), f32x4.add(x2, n2), f32x4.add(x3, n3));
              const z = largest(f32x4.sub(x0, n0), f32x4.sub(x1, n1), f32x4.sub(x2, n2), f32x4.sub(x3, n3));
              mean = f32x4.mul(f32x4.add(y, z), half);
            } else mean = largest(x0, x1, x2, x3);
          }
          storeLanes(h + k, mean, lanes);
          if (fresh > 0) storeLanes(hf + k, mean, lanes);
        }
        for (let c = 0; c < fresh; c += 4) {
          const lanes = fresh - c;
          const k = (<usize>c) << 2;
          const r = q + toFresh + k;
          const v = loadLanes(r, lanes);
          let most: v128;
          if (pool === 1) most = f32x4.max(v, zero);
          else {
            const v1 = loadLanes(r + pixelN, lanes);
            most = largest(v, v1, loadLanes(r + rowN, lanes), loadLanes(r + rowN + pixelN, lanes));
          }
          most = f32x4.mul(most, freshScales);
          storeLanes(f + k, most, lanes);
          storeLanes(hf + pixelU + k, most, lanes);
        }
        h += pixelU;
        f += pixelF;
        hf += pixelU + pixelF;
      }
    }
  }
}

/**
 * The gradient of `growthNorm`. Of a window, the first pixel by rows that has the largest value gets it, if that is positive.
 * @param dhf gradient of hf (of h where fresh is 0), @param dh more gradient of h, or 0 if there is none
 * @param du and @param dnv like u and nv; written
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
  const toU = du - u;
  const toN = dnv - nv;
  const share = f32x4.splat(splits ? 0.5 : 1);
  const freshScales = f32x4.splat(freshScale);
  if (height % pool > 0 || width % pool > 0) {
    const pixels = <usize>(batch * height * width);
    memory.fill(du, 0, pixels * pixelU);
    if (nv) memory.fill(dnv, 0, pixels * pixelN);
  }
  for (let image = 0; image < batch; image += 1) {
    for (let top = 0; top + pool <= height; top += pool) {
      for (let left = 0; left + pool <= width; left += pool) {
        const first = <usize>((image * height + top) * width + left);
        const p = u + first * pixelU;
        const q = nv + first * pixelN;
        for (let c = 0; c < channels; c += 4) {
          const lanes = channels - c;
          const k = (<usize>c) << 2;
          const a = loadLanes(scale + k, lanes);
          const b = loadLanes(offset + k, lanes);
          let g = loadLanes(dhf + k, lanes);
          if (dh) g = f32x4.add(g, loadLanes(dh + k, lanes));
          g = f32x4.mul(f32x4.mul(g, share), a);
          const p0 = p + k;
          const q0 = q + k;
          const x0 = multiplyAdd(b, loadLanes(p0, lanes), a);
          if (pool === 1) {
            if (splits) {
              const n = f32x4.mul(loadLanes(q0, lanes), a);
              const y = v128.and(g, positive(f32x4.add(x0, n)));
              const z = v128.and(g, positive(f32x4.sub(x0, n)));
              storeLanes(p0 + toU, f32x4.add(y, z), lanes);
              storeLanes(q0 + toN, f32x4.sub(y, z), lanes);
            } else storeLanes(p0 + toU, v128.and(g, positive(x0)), lanes);
            continue;
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
            storeLanes(p0 + toU, f32x4.add(g0, h0), lanes);
            storeLanes(q0 + toN, f32x4.sub(g0, h0), lanes);
            storeLanes(p1 + toU, f32x4.add(g1, h1), lanes);
            storeLanes(q1 + toN, f32x4.sub(g1, h1), lanes);
            storeLanes(p2 + toU, f32x4.add(g2, h2), lanes);
            storeLanes(q2 + toN, f32x4.sub(g2, h2), lanes);
            storeLanes(p3 + toU, f32x4.add(g3, h3), lanes);
            storeLanes(q3 + toN, f32x4.sub(g3, h3), lanes);
          } else {
            const x = largest(x0, x1, x2, x3);
            let rest = v128.and(g, positive(x));
            storeLanes(p0 + toU, v128.and(rest, f32x4.eq(x0, x)), lanes);
            rest = v128.andnot(rest, f32x4.eq(x0, x));
            storeLanes(p1 + toU, v128.and(rest, f32x4.eq(x1, x)), lanes);
            rest = v128.andnot(rest, f32x4.eq(x1, x));
            storeLanes(p2 + toU, v128.and(rest, f32x4.eq(x2, x)), lanes);
            storeLanes(p3 + toU, v128.andnot(rest, f32x4.eq(x2, x)), lanes);
          }
        }
        for (let c = 0; c < fresh; c += 4) {
          const lanes = fresh - c;
          const k = (<usize>c) << 2;
          const g = f32x4.mul(loadLanes(dhf + pixelU + k, lanes), freshScales);
          const q0 = q + toFresh + k;
          const v0 = loadLanes(q0, lanes);
          if (pool === 1) {
            storeLanes(q0 + toN, v128.and(g, positive(v0)), lanes);
            continue;
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
        dhf += pixelU + pixelF;
        if (dh) dh += pixelU;
      }
    }
  }
}

/** y = channels of a, then channels of b, for so many pixels. */
export function joinChannels(a: usize, b: usize, y: usize, pixels: i32, channelsA: i32, channelsB: i32): void {
  const bytesA = (<usize>channelsA) << 2;
  const bytesB = (<usize>channelsB) << 2;
  for (let n = 0; n < pixels; n += 1) {
    memory.copy(y, a, bytesA);
    memory.copy(y + bytesA, b, bytesB);
    a += bytesA;
    b += bytesB;
    y += bytesA + bytesB;
  }
}

/** The first channels of x and what comes to them (0: nothing), and the other channels of x. */
export function partChannels(
  x: usize,
  more: usize,
  a: usize,
  b: usize,
  pixels: i32,
  channelsA: i32,
  channelsB: i32,
): void {
  const bytesA = (<usize>channelsA) << 2;
  const bytesB = (<usize>channelsB) << 2;
  for (let n = 0; n < pixels; n += 1) {
    memory.copy(a, x, bytesA);
    if (more) {
      for (let k: usize = 0; k < bytesA; k += 4) store<f32>(a + k, load<f32>(a + k) + load<f32>(more + k));
      more += bytesA;
    }
    memory.copy(b, x + bytesA, bytesB);
    x += bytesA + bytesB;
    a += bytesA;
    b += bytesB;
  }
}
