/**
 * Convolution with 'same' padding and stride 1, and its gradients, on 32-bit floats in the layout [image, row, column,
 * channel]. Filters are [out, row, column, in], of odd size 2 radius + 1.
 *
 * Nothing is padded or copied: the pixels that are computed together lie at the same place of different images, so they
 * have the same neighbours, and taps outside of the image are left out. Eight sums are held in registers: two images by
 * 16 channels, four by 8, or eight by 4.
 */

import { blockWidth, multiplyAdd, roundUp4, storeLanes } from './vectors.as';

/**
 * Filters for `convolve`: blocks of 16, 8 or 4 channels of the result, and in a block [row, column, channel read, channel
 * of the result]; zeros for channels that are not there.
 * @param transposed whether the result is the gradient of the convolution's input: channels change places and the taps
 *   are mirrored
 */
export function packFilters(
  filters: usize,
  packed: usize,
  outputs: i32,
  inputs: i32,
  radius: i32,
  transposed: bool,
): void {
  const size = 2 * radius + 1;
  const taps = size * size;
  const read = transposed ? outputs : inputs;
  const made = transposed ? inputs : outputs;
  let target = packed;
  let block = 0;
  while (block < made) {
    const width = blockWidth(roundUp4(made - block));
    for (let tap = 0; tap < taps; tap += 1) {
      const from = transposed ? taps - 1 - tap : tap;
      for (let i = 0; i < read; i += 1) {
        for (let lane = 0; lane < width; lane += 1) {
          const o = block + lane;
          let value: f32 = 0;
          if (o < made) {
            const index = transposed ? (i * taps + from) * inputs + o : (o * taps + from) * inputs + i;
            value = load<f32>(filters + ((<usize>index) << 2));
          }
          store<f32>(target, value);
          target += 4;
        }
      }
    }
    block += width;
  }
}

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
function pixel16(
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
function pixel8(
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
function pixel4(
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

/**
 * y = filters * x (+ bias).
 * @param packed from `packFilters`, @param bias address of [outputs] floats, or 0
 * @param inputs channels of x, @param outputs channels of y
 */
export function convolve(
  x: usize,
  packed: usize,
  bias: usize,
  y: usize,
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outputs: i32,
  radius: i32,
): void {
  const size = 2 * radius + 1;
  const pixelX: usize = (<usize>inputs) << 2;
  const pixelY: usize = (<usize>outputs) << 2;
  const strideX = pixelX * width;
  const imageX = strideX * height;
  const imageY = pixelY * width * height;
  for (let image = 0; image < batch; image += 8) {
    const images = min(8, batch - image);
    const firstX = x + image * imageX;
    const firstY = y + image * imageY;
    for (let row = 0; row < height; row += 1) {
      const firstRow = max(0, radius - row);
      const rows = min(size, height + radius - row) - firstRow;
      for (let column = 0; column < width; column += 1) {
        const firstColumn = max(0, radius - column);
        const run: usize = (min(size, width + radius - column) - firstColumn) * pixelX;
        const from = firstX + (row - radius + firstRow) * strideX + (column - radius + firstColumn) * pixelX;
        const to = firstY + (row * width + column) * pixelY;
        let weights = packed;
        let block = 0;
        while (block < outputs) {
          const channels = blockWidth(roundUp4(outputs - block));
          const tap: usize = (<usize>(inputs * channels)) << 2;
          const strideW = size * tap;
          const w = weights + firstRow * strideW + firstColumn * tap;
          const b = bias ? bias + ((<usize>block) << 2) : 0;
          const target = to + ((<usize>block) << 2);
          const lanes = min(channels, outputs - block);
          if (channels === 16) {
            for (let k = 0; k < images; k += 2) {
              const other: usize = k + 1 < images ? 1 : 0;
              pixel16(
                from + k * imageX,
                other * imageX,
                w,
                b,
                target + k * imageY,
                other * imageY,
                rows,
                run,
                strideX,
                strideW,
                lanes,
              );
            }
          } else if (channels === 8) {
            for (let k = 0; k < images; k += 4) {
              const last: usize = images - 1 - k;
              pixel8(
                from + k * imageX,
                imageX,
                w,
                b,
                target + k * imageY,
                imageY,
                last,
                rows,
                run,
                strideX,
                strideW,
                lanes,
              );
            }
          } else {
            pixel4(from, imageX, w, b, target, imageY, images - 1, rows, run, strideX, strideW, lanes);
          }
          weights += size * strideW;
          block += channels;
        }
      }
    }
  }
}
