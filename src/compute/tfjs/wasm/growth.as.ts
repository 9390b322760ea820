/**
 * What stands between two convolutions while a network is differentiated as if it had grown (chain-growth.ts): batch norm by
 * running statistics, ReLU, 2 by 2 max pooling where it follows, and the mean of a split channel's two copies.
 *
 * A channel with pre-activation u, split by an offset with pre-activation n, has copies y+- = relu(scale (u +- n) + offset);
 * what reads them sees their mean h. A fresh channel with pre-activation v is f = relu(freshScale v). Pooling comes before
 * the mean.
 */

import { storeLanes } from './vectors.as';

/** The first `lanes` (1 to 4) floats; the others are 0. */
//@inline
function loadLanes(address: usize, lanes: i32): v128 {
  if (lanes >= 4) return v128.load(address);
  let value = v128.load32_zero(address);
  if (lanes > 1) value = v128.load32_lane(address, value, 1, 4);
  if (lanes > 2) value = v128.load32_lane(address, value, 2, 8);
  return value;
}

//@inline
function affineOf(x: v128, scale: v128, offset: v128): v128 {
  return f32x4.add(f32x4.mul(x, scale), offset);
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
  const split: i32 = splits ? channels : 0;
  const pixelN: usize = (<usize>(split + fresh)) << 2;
  const zero = f32x4.splat(0);
  const half = f32x4.splat(0.5);
  const freshScales = f32x4.splat(freshScale);
  const toFresh: usize = (<usize>split) << 2;
  for (let image = 0; image < batch; image += 1) {
    for (let top = 0; top + pool <= height; top += pool) {
      for (let left = 0; left + pool <= width; left += pool) {
        const first = <usize>((image * height + top) * width + left);
        for (let c = 0; c < channels; c += 4) {
          const lanes = channels - c;
          const k = (<usize>c) << 2;
          const a = loadLanes(scale + k, lanes);
          const b = loadLanes(offset + k, lanes);
          let plus = zero;
          let minus = zero;
          for (let row = 0; row < pool; row += 1) {
            for (let column = 0; column < pool; column += 1) {
              const pixel = first + <usize>(row * width + column);
              const base = loadLanes(u + pixel * pixelU + k, lanes);
              if (splits) {
                const n = loadLanes(nv + pixel * pixelN + k, lanes);
                plus = f32x4.max(plus, affineOf(f32x4.add(base, n), a, b));
                minus = f32x4.max(minus, affineOf(f32x4.sub(base, n), a, b));
              } else plus = f32x4.max(plus, affineOf(base, a, b));
            }
          }
          const mean = splits ? f32x4.mul(f32x4.add(plus, minus), half) : plus;
          storeLanes(h + k, mean, lanes);
          if (fresh > 0) storeLanes(hf + k, mean, lanes);
        }
        for (let c = 0; c < fresh; c += 4) {
          const lanes = fresh - c;
          const k = (<usize>c) << 2;
          let most = zero;
          for (let row = 0; row < pool; row += 1) {
            for (let column = 0; column < pool; column += 1) {
              const pixel = first + <usize>(row * width + column);
              const v = loadLanes(nv + pixel * pixelN + toFresh + k, lanes);
              most = f32x4.max(most, f32x4.mul(v, freshScales));
            }
          }
          storeLanes(f + k, most, lanes);
          storeLanes(hf + pixelU + k, most, lanes);
        }
        h += pixelU;
        f += (<usize>fresh) << 2;
        hf += (<usize>(channels + fresh)) << 2;
      }
    }
  }
}

/**
 * The gradient of `growthNorm`.
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
  const split: i32 = splits ? channels : 0;
  const pixelN: usize = (<usize>(split + fresh)) << 2;
  const zero = f32x4.splat(0);
  const share = f32x4.splat(splits ? 0.5 : 1);
  const freshScales = f32x4.splat(freshScale);
  const toFresh: usize = (<usize>split) << 2;
  if (height % pool > 0 || width % pool > 0) {
    const pixels = <usize>(batch * height * width);
    memory.fill(du, 0, pixels * pixelU);
    memory.fill(dnv, 0, pixels * pixelN);
  }
  for (let image = 0; image < batch; image += 1) {
    for (let top = 0; top + pool <= height; top += pool) {
      for (let left = 0; left + pool <= width; left += pool) {
        const first = <usize>((image * height + top) * width + left);
        for (let c = 0; c < channels; c += 4) {
          const lanes = channels - c;
          const k = (<usize>c) << 2;
          const a = loadLanes(scale + k, lanes);
          const b = loadLanes(offset + k, lanes);
          let g = loadLanes(dhf + k, lanes);
          if (dh) g = f32x4.add(g, loadLanes(dh + k, lanes));
          g = f32x4.mul(f32x4.mul(g, share), a);
          let plus = zero;
          let minus = zero;
          if (pool > 1) {
            for (let row = 0; row < pool; row += 1) {
              for (let column = 0; column < pool; column += 1) {
                const pixel = first + <usize>(row * width + column);
                const base = loadLanes(u + pixel * pixelU + k, lanes);
                if (splits) {
                  const n = loadLanes(nv + pixel * pixelN + k, lanes);
                  plus = f32x4.max(plus, affineOf(f32x4.add(base, n), a, b));
                  minus = f32x4.max(minus, affineOf(f32x4.sub(base, n), a, b));
                } else plus = f32x4.max(plus, affineOf(base, a, b));
              }
            }
          }
          // The first pixel (by rows) that has the largest value gets the gradient, if that value is positive.
          let leftPlus = f32x4.eq(zero, zero);
          let leftMinus = leftPlus;
          for (let row = 0; row < pool; row += 1) {
            for (let column = 0; column < pool; column += 1) {
              const pixel = first + <usize>(row * width + column);
              const base = loadLanes(u + pixel * pixelU + k, lanes);
              if (splits) {
                const n = loadLanes(nv + pixel * pixelN + k, lanes);
                const y = affineOf(f32x4.add(base, n), a, b);
                const z = affineOf(f32x4.sub(base, n), a, b);
                const onPlus = v128.and(leftPlus, v128.and(f32x4.gt(y, zero), f32x4.ge(y, plus)));
                const onMinus = v128.and(leftMinus, v128.and(f32x4.gt(z, zero), f32x4.ge(z, minus)));
                leftPlus = v128.andnot(leftPlus, onPlus);
                leftMinus = v128.andnot(leftMinus, onMinus);
                const fromPlus = v128.and(g, onPlus);
                const fromMinus = v128.and(g, onMinus);
                storeLanes(du + pixel * pixelU + k, f32x4.add(fromPlus, fromMinus), lanes);
                storeLanes(dnv + pixel * pixelN + k, f32x4.sub(fromPlus, fromMinus), lanes);
              } else {
                const y = affineOf(base, a, b);
                const on = v128.and(leftPlus, v128.and(f32x4.gt(y, zero), f32x4.ge(y, plus)));
                leftPlus = v128.andnot(leftPlus, on);
                storeLanes(du + pixel * pixelU + k, v128.and(g, on), lanes);
              }
            }
          }
        }
        for (let c = 0; c < fresh; c += 4) {
          const lanes = fresh - c;
          const k = (<usize>c) << 2;
          const g = f32x4.mul(loadLanes(dhf + pixelU + k, lanes), freshScales);
          let most = zero;
          for (let row = 0; row < pool; row += 1) {
            for (let column = 0; column < pool; column += 1) {
              const pixel = first + <usize>(row * width + column);
              most = f32x4.max(most, f32x4.mul(loadLanes(nv + pixel * pixelN + toFresh + k, lanes), freshScales));
            }
          }
          let open = f32x4.eq(zero, zero);
          for (let row = 0; row < pool; row += 1) {
            for (let column = 0; column < pool; column += 1) {
              const at = (first + <usize>(row * width + column)) * pixelN + toFresh + k;
              const y = f32x4.mul(loadLanes(nv + at, lanes), freshScales);
              const on = v128.and(open, v128.and(f32x4.gt(y, zero), f32x4.ge(y, most)));
              open = v128.andnot(open, on);
              storeLanes(dnv + at, v128.and(g, on), lanes);
            }
          }
        }
        dhf += (<usize>(channels + fresh)) << 2;
        if (dh) dh += pixelU;
      }
    }
  }
}
