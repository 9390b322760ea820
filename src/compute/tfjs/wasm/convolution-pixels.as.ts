/** One pixel of a convolution, of several images and as many channels as fit into registers (convolution.as.ts). */
import { multiplyAdd, storeLanes } from './vectors.as';

/** Four floats of the bias, of which only `lanes` are there; zeros without a bias. */
//@inline
function loadBias(bias: usize, lanes: i32): v128 {
  if (bias === 0) return f32x4.splat(0);
  if (lanes >= 4) return v128.load(bias);
  let value = f32x4.replace_lane(f32x4.splat(0), 0, load<f32>(bias));
  if (lanes > 1) value = f32x4.replace_lane(value, 1, load<f32>(bias, 4));
  if (lanes > 2) value = f32x4.replace_lane(value, 2, load<f32>(bias, 8));
  return value;
}

/**
 * One pixel of two images, 16 channels: sums over `rows` rows of `run` bytes.
 * @param strideX bytes from a row of the image to the next, @param strideW the same in the packed filters
 * @param x the first float read of the first image, @param imageX bytes from one image's to the next one's
 */
export function pixel16(
  x: usize,
  imageX: usize,
  w: usize,
  bias: usize,
  y: usize,
  imageY: usize,
  rows: i32,
  run: usize,
  strideX: usize,
  strideW: usize,
  lanes: i32,
): void {
  let a0 = loadBias(bias, lanes);
  let a1 = loadBias(bias + (bias ? 16 : 0), lanes - 4);
  let a2 = loadBias(bias + (bias ? 32 : 0), lanes - 8);
  let a3 = loadBias(bias + (bias ? 48 : 0), lanes - 12);
  let b0 = a0;
  let b1 = a1;
  let b2 = a2;
  let b3 = a3;
  for (let row = 0; row < rows; row += 1) {
    let p = x;
    let q = x + imageX;
    let f = w;
    const end = p + run;
    while (p < end) {
      const f0 = v128.load(f);
      const f1 = v128.load(f, 16);
      const f2 = v128.load(f, 32);
      const f3 = v128.load(f, 48);
      const s = v128.load32_splat(p);
      const t = v128.load32_splat(q);
      a0 = multiplyAdd(a0, f0, s);
      a1 = multiplyAdd(a1, f1, s);
      a2 = multiplyAdd(a2, f2, s);
      a3 = multiplyAdd(a3, f3, s);
      b0 = multiplyAdd(b0, f0, t);
      b1 = multiplyAdd(b1, f1, t);
      b2 = multiplyAdd(b2, f2, t);
      b3 = multiplyAdd(b3, f3, t);
      p += 4;
      q += 4;
      f += 64;
    }
    x += strideX;
    w += strideW;
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
  v128.store(y, a2, 32);
  storeLanes(y + 48, a3, lanes - 12);
  y += imageY;
  v128.store(y, b0);
  v128.store(y, b1, 16);
  v128.store(y, b2, 32);
  storeLanes(y + 48, b3, lanes - 12);
}

/** One pixel of four images, 8 channels. `last` is how many images there really are after the first (the rest repeat). */
export function pixel8(
  x: usize,
  imageX: usize,
  w: usize,
  bias: usize,
  y: usize,
  imageY: usize,
  last: usize,
  rows: i32,
  run: usize,
  strideX: usize,
  strideW: usize,
  lanes: i32,
): void {
  const i1 = min<usize>(1, last);
  const i2 = min<usize>(2, last);
  const i3 = min<usize>(3, last);
  let a0 = loadBias(bias, lanes);
  let a1 = loadBias(bias + (bias ? 16 : 0), lanes - 4);
  let b0 = a0;
  let b1 = a1;
  let c0 = a0;
  let c1 = a1;
  let d0 = a0;
  let d1 = a1;
  for (let row = 0; row < rows; row += 1) {
    let p = x;
    let q = x + i1 * imageX;
    let r = x + i2 * imageX;
    let s = x + i3 * imageX;
    let f = w;
    const end = p + run;
    while (p < end) {
      const f0 = v128.load(f);
      const f1 = v128.load(f, 16);
      let t = v128.load32_splat(p);
      a0 = multiplyAdd(a0, f0, t);
      a1 = multiplyAdd(a1, f1, t);
      t = v128.load32_splat(q);
      b0 = multiplyAdd(b0, f0, t);
      b1 = multiplyAdd(b1, f1, t);
      t = v128.load32_splat(r);
      c0 = multiplyAdd(c0, f0, t);
      c1 = multiplyAdd(c1, f1, t);
      t = v128.load32_splat(s);
      d0 = multiplyAdd(d0, f0, t);
      d1 = multiplyAdd(d1, f1, t);
      p += 4;
      q += 4;
      r += 4;
      s += 4;
      f += 32;
    }
    x += strideX;
    w += strideW;
  }
  v128.store(y, a0);
  storeLanes(y + 16, a1, lanes - 4);
  v128.store(y + i1 * imageY, b0);
  storeLanes(y + i1 * imageY + 16, b1, lanes - 4);
  v128.store(y + i2 * imageY, c0);
  storeLanes(y + i2 * imageY + 16, c1, lanes - 4);
  v128.store(y + i3 * imageY, d0);
  storeLanes(y + i3 * imageY + 16, d1, lanes - 4);
}

/** One pixel of eight images, 4 channels. */
export function pixel4(
  x: usize,
  imageX: usize,
  w: usize,
  bias: usize,
  y: usize,
  imageY: usize,
  last: usize,
  rows: i32,
  run: usize,
  strideX: usize,
  strideW: usize,
  lanes: i32,
): void {
  const o1 = min<usize>(1, last) * imageX;
  const o2 = min<usize>(2, last) * imageX;
  const o3 = min<usize>(3, last) * imageX;
  const o4 = min<usize>(4, last) * imageX;
  const o5 = min<usize>(5, last) * imageX;
  const o6 = min<usize>(6, last) * imageX;
  const o7 = min<usize>(7, last) * imageX;
  let a = loadBias(bias, lanes);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let g = a;
  let h = a;
  let k = a;
  for (let row = 0; row < rows; row += 1) {
    let p = x;
    let f = w;
    const end = p + run;
    while (p < end) {
      const f0 = v128.load(f);
      a = multiplyAdd(a, f0, v128.load32_splat(p));
      b = multiplyAdd(b, f0, v128.load32_splat(p + o1));
      c = multiplyAdd(c, f0, v128.load32_splat(p + o2));
      d = multiplyAdd(d, f0, v128.load32_splat(p + o3));
      e = multiplyAdd(e, f0, v128.load32_splat(p + o4));
      g = multiplyAdd(g, f0, v128.load32_splat(p + o5));
      h = multiplyAdd(h, f0, v128.load32_splat(p + o6));
      k = multiplyAdd(k, f0, v128.load32_splat(p + o7));
      p += 4;
      f += 16;
    }
    x += strideX;
    w += strideW;
  }
  storeLanes(y, a, lanes);
  storeLanes(y + min<usize>(1, last) * imageY, b, lanes);
  storeLanes(y + min<usize>(2, last) * imageY, c, lanes);
  storeLanes(y + min<usize>(3, last) * imageY, d, lanes);
  storeLanes(y + min<usize>(4, last) * imageY, e, lanes);
  storeLanes(y + min<usize>(5, last) * imageY, g, lanes);
  storeLanes(y + min<usize>(6, last) * imageY, h, lanes);
  storeLanes(y + min<usize>(7, last) * imageY, k, lanes);
}
