/**
 * The gradient of a convolution's filters: dw[o, tap, i] = sum over pixels of dy[pixel, o] x[pixel + tap, i]. Eight vectors
 * of sums are held in registers (16 channels of one of x and dy by 2 of the other, 8 by 4, or 4 by 8) while pixels go by:
 * rows of an image, or where images are small, the same pixel of all images. Each stretch of pixels is summed on its own
 * before it is added to the total, so rounding errors stay small.
 *
 * Below, x stands for the one that is read in vectors. That is x itself, unless it has few channels and dy has not: an image's
 * three colours would leave most of the lanes empty.
 */

import { addTo, blockWidth, multiplyAdd } from './vectors.as';

/** Pixels that are summed together: `outer` times `inner` of them, with the bytes between them in x and in dy. */
@unmanaged
class Stretch {
  outer: i32;
  inner: i32;
  outerX: usize;
  innerX: usize;
  outerY: usize;
  innerY: usize;
}

/** The record at an address of 32 bytes. */
export function stretchAt(address: usize): Stretch {
  return changetype<Stretch>(address);
}

function sum16(x: usize, dy: usize, total: usize, stretch: Stretch): void {
  const inner: usize = stretch.inner;
  const innerX = stretch.innerX;
  const innerY = stretch.innerY;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  for (let k = 0; k < stretch.outer; k += 1) {
    let p = x;
    let q = dy;
    const end = x + inner * innerX;
    while (p < end) {
      const x0 = v128.load(p);
      const x1 = v128.load(p, 16);
      const x2 = v128.load(p, 32);
      const x3 = v128.load(p, 48);
      const s = v128.load32_splat(q);
      const t = v128.load32_splat(q, 4);
      a0 = multiplyAdd(a0, x0, s);
      a1 = multiplyAdd(a1, x1, s);
      a2 = multiplyAdd(a2, x2, s);
      a3 = multiplyAdd(a3, x3, s);
      b0 = multiplyAdd(b0, x0, t);
      b1 = multiplyAdd(b1, x1, t);
      b2 = multiplyAdd(b2, x2, t);
      b3 = multiplyAdd(b3, x3, t);
      p += innerX;
      q += innerY;
    }
    x += stretch.outerX;
    dy += stretch.outerY;
  }
  addTo(total, a0);
  addTo(total + 16, a1);
  addTo(total + 32, a2);
  addTo(total + 48, a3);
  addTo(total + 64, b0);
  addTo(total + 80, b1);
  addTo(total + 96, b2);
  addTo(total + 112, b3);
}

function sum8(x: usize, dy: usize, total: usize, stretch: Stretch): void {
  const inner: usize = stretch.inner;
  const innerX = stretch.innerX;
  const innerY = stretch.innerY;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  for (let k = 0; k < stretch.outer; k += 1) {
    let p = x;
    let q = dy;
    const end = x + inner * innerX;
    while (p < end) {
      const x0 = v128.load(p);
      const x1 = v128.load(p, 16);
      let s = v128.load32_splat(q);
      a0 = multiplyAdd(a0, x0, s);
      a1 = multiplyAdd(a1, x1, s);
      s = v128.load32_splat(q, 4);
      b0 = multiplyAdd(b0, x0, s);
      b1 = multiplyAdd(b1, x1, s);
      s = v128.load32_splat(q, 8);
      c0 = multiplyAdd(c0, x0, s);
      c1 = multiplyAdd(c1, x1, s);
      s = v128.load32_splat(q, 12);
      d0 = multiplyAdd(d0, x0, s);
      d1 = multiplyAdd(d1, x1, s);
      p += innerX;
      q += innerY;
    }
    x += stretch.outerX;
    dy += stretch.outerY;
  }
  addTo(total, a0);
  addTo(total + 16, a1);
  addTo(total + 32, b0);
  addTo(total + 48, b1);
  addTo(total + 64, c0);
  addTo(total + 80, c1);
  addTo(total + 96, d0);
  addTo(total + 112, d1);
}

function sum4(x: usize, dy: usize, total: usize, stretch: Stretch): void {
  const inner: usize = stretch.inner;
  const innerX = stretch.innerX;
  const innerY = stretch.innerY;
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  for (let k = 0; k < stretch.outer; k += 1) {
    let p = x;
    let q = dy;
    const end = x + inner * innerX;
    while (p < end) {
      const x0 = v128.load(p);
      a = multiplyAdd(a, x0, v128.load32_splat(q));
      b = multiplyAdd(b, x0, v128.load32_splat(q, 4));
      c = multiplyAdd(c, x0, v128.load32_splat(q, 8));
      d = multiplyAdd(d, x0, v128.load32_splat(q, 12));
      e = multiplyAdd(e, x0, v128.load32_splat(q, 16));
      f = multiplyAdd(f, x0, v128.load32_splat(q, 20));
      g = multiplyAdd(g, x0, v128.load32_splat(q, 24));
      h = multiplyAdd(h, x0, v128.load32_splat(q, 28));
      p += innerX;
      q += innerY;
    }
    x += stretch.outerX;
    dy += stretch.outerY;
  }
  addTo(total, a);
  addTo(total + 16, b);
  addTo(total + 32, c);
  addTo(total + 48, d);
  addTo(total + 64, e);
  addTo(total + 80, f);
  addTo(total + 96, g);
  addTo(total + 112, h);
}

/**
 * Adds a stretch's products to the totals of one tap, all channels.
 *
 * Loads may reach past the last channel of the last pixel, by up to 12 bytes of x and 28 of dy. What lies there lands in
 * lanes that are never read, and the allocator keeps more than that after its last block.
 * @returns the address after this tap's totals
 */
export function sumTap(x: usize, dy: usize, total: usize, inputs: i32, outputs: i32, stretch: Stretch): usize {
  let block = 0;
  while (block < inputs) {
    const width = blockWidth((inputs - block + 3) & ~3);
    const group = 32 / width;
    const from = x + ((<usize>block) << 2);
    for (let o = 0; o < outputs; o += group) {
      const at = dy + ((<usize>o) << 2);
      if (width === 16) sum16(from, at, total, stretch);
      else if (width === 8) sum8(from, at, total, stretch);
      else sum4(from, at, total, stretch);
      total += 128;
    }
    block += width;
  }
  return total;
}

/** Bytes of one tap's totals. */
export function tapBytes(inputs: i32, outputs: i32): usize {
  let bytes: usize = 0;
  let block = 0;
  while (block < inputs) {
    const width = blockWidth((inputs - block + 3) & ~3);
    const group = 32 / width;
    bytes += (<usize>((outputs + group - 1) / group)) << 7;
    block += width;
  }
  return bytes;
}

/** Whether dy is read in vectors. */
//@inline
function changesPlaces(inputs: i32, outputs: i32): bool {
  return inputs < 8 && outputs >= 8;
}

/** Bytes of scratch memory that `filterGradient` needs. */
export function filterGradientScratch(inputs: i32, outputs: i32, radius: i32): usize {
  const size = 2 * radius + 1;
  const bytes = changesPlaces(inputs, outputs) ? tapBytes(outputs, inputs) : tapBytes(inputs, outputs);
  return <usize>(size * size) * bytes + 32;
}

/** Bytes of an image's rows that are summed together: what fits well into a processor's first-level cache. */
const ROWS_BYTES: i32 = 16384;
/** Images up to this many columns are small: one pixel of all images at a time. */
const SMALL_WIDTH: i32 = 4;

/**
 * Sets the totals in `scratch` to 0, before `addFilterGradient`.
 * @param scratch `filterGradientScratch` bytes
 */
export function clearFilterGradient(scratch: usize, inputs: i32, outputs: i32, radius: i32): void {
  memory.fill(scratch, 0, filterGradientScratch(inputs, outputs, radius));
}

/**
 * Adds what so many images say to the totals in `scratch`. Images of more than four columns may come one after the other in
 * several calls, with the same bits as in one.
 * @param dy [batch, height, width, outputs]
 */
export function addFilterGradient(
  x: usize,
  dy: usize,
  scratch: usize,
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outputs: i32,
  radius: i32,
): void {
  const size = 2 * radius + 1;
  const taps = size * size;
  const swapped = changesPlaces(inputs, outputs);
  const vectors = swapped ? outputs : inputs;
  const others = swapped ? inputs : outputs;
  const bytes = tapBytes(vectors, others);
  const stretch = stretchAt(scratch);
  const totals = scratch + 32;
  const pixelX: usize = (<usize>inputs) << 2;
  const pixelY: usize = (<usize>outputs) << 2;
  const rowX = pixelX * width;
  const rowY = pixelY * width;
  const imageX = rowX * height;
  const imageY = rowY * height;
  const small = width <= SMALL_WIDTH;
  const together = max(1, ROWS_BYTES / <i32>(rowX + rowY));
  const portions = small ? 1 : batch;
  const rowStep = small ? 1 : together;
  const columnStep = small ? 1 : width;
  for (let image = 0; image < portions; image += 1) {
    for (let row = 0; row < height; row += rowStep) {
      for (let column = 0; column < width; column += columnStep) {
        for (let tap = 0; tap < taps; tap += 1) {
          const down = tap / size - radius;
          const right = (tap % size) - radius;
          const firstRow = max(row, -down);
          const endRow = min(min(row + rowStep, height), height - down);
          const firstColumn = max(column, -right);
          const endColumn = min(column + columnStep, width - right);
          if (firstRow >= endRow || firstColumn >= endColumn) continue;
          stretch.outer = small ? 1 : endRow - firstRow;
          stretch.inner = small ? batch : endColumn - firstColumn;
          const stepX = small ? imageX : pixelX;
          const stepY = small ? imageY : pixelY;
          stretch.outerX = swapped ? rowY : rowX;
          stretch.outerY = swapped ? rowX : rowY;
          stretch.innerX = swapped ? stepY : stepX;
          stretch.innerY = swapped ? stepX : stepY;
          const atX = x + image * imageX + (firstRow + down) * rowX + (firstColumn + right) * pixelX;
          const atY = dy + image * imageY + firstRow * rowY + firstColumn * pixelY;
          sumTap(swapped ? atY : atX, swapped ? atX : atY, totals + tap * bytes, vectors, others, stretch);
        }
      }
    }
  }
}

/** Writes the totals in `scratch` as the gradient. @param dw [outputs, size, size, inputs], written */
export function writeFilterGradient(dw: usize, scratch: usize, inputs: i32, outputs: i32, radius: i32): void {
  const size = 2 * radius + 1;
  const taps = size * size;
  const swapped = changesPlaces(inputs, outputs);
  const vectors = swapped ? outputs : inputs;
  const others = swapped ? inputs : outputs;
  const bytes = tapBytes(vectors, others);
  const totals = scratch + 32;
  for (let tap = 0; tap < taps; tap += 1) {
    let from = totals + tap * bytes;
    let block = 0;
    while (block < vectors) {
      const lanes = blockWidth((vectors - block + 3) & ~3);
      const group = 32 / lanes;
      for (let first = 0; first < others; first += group) {
        for (let k = 0; k < min(group, others - first); k += 1) {
          for (let lane = 0; lane < min(lanes, vectors - block); lane += 1) {
            const o = swapped ? block + lane : first + k;
            const i = swapped ? first + k : block + lane;
            const value = load<f32>(from + ((<usize>(k * lanes + lane)) << 2));
            store<f32>(dw + ((<usize>((o * taps + tap) * inputs + i)) << 2), value);
          }
        }
        from += 128;
      }
      block += lanes;
    }
  }
}

/**
 * @param dy [batch, height, width, outputs], @param dw [outputs, size, size, inputs], written
 * @param scratch `filterGradientScratch` bytes
 */
export function filterGradient(
  x: usize,
  dy: usize,
  dw: usize,
  scratch: usize,
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outputs: i32,
  radius: i32,
): void {
  clearFilterGradient(scratch, inputs, outputs, radius);
  addFilterGradient(x, dy, scratch, batch, height, width, inputs, outputs, radius);
  writeFilterGradient(dw, scratch, inputs, outputs, radius);
}
