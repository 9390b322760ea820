/**
 * Sums of dy[pixel, o] x[pixel, i] over stretches of pixels, for all pairs of channels: one tap of a filter's gradient
 * (filter-gradient.as.ts, winograd.as.ts). Eight vectors of sums are held in registers: 16 channels of x by 2 of dy, 8 by 4, or
 * 4 by 8.
 */
import { addTo, blockWidth, multiplyAdd } from './vectors.as';

/** Pixels that are summed together: `outer` times `inner` of them, with the bytes between them in x and in dy. */
@unmanaged
export class Stretch {
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
