/**
 * The transforms of Winograd's F(2x2, 3x3) (winograd.as.ts): tiles of an image, of a gradient and of what is made, and filters;
 * each to or from the sixteen positions of a transformed tile.
 */
import { blockWidth, roundUp4, storeLanes } from './vectors.as';

/** Bytes of the patch that stands for a tile at the image's edge. */
//@inline
export function patchBytes(channels: i32): usize {
  return ((<usize>channels) << 6) + 16;
}

/** Sets bytes to 0, in steps of sixteen: up to twelve more than asked for. */
//@inline
function clear(to: usize, bytes: usize): void {
  const zero = f32x4.splat(0);
  for (const end = to + bytes; to < end; to += 16) v128.store(to, zero);
}

/**
 * Copies a tile that reaches over the image's edge: [4, 4, channels], zeros outside. What is written too far is written over by
 * what follows; `patchBytes` has room for the last of it.
 */
export function copyPatch(
  image: usize,
  patch: usize,
  row: i32,
  column: i32,
  height: i32,
  width: i32,
  channels: i32,
): void {
  const pixel: usize = (<usize>channels) << 2;
  // Columns of the tile that are in the image.
  const first = max(0, -column);
  const end = min(4, width - column);
  const before = first * pixel;
  const inside = (end - first) * pixel;
  const after = (4 - end) * pixel;
  let to = patch;
  for (let y = row; y < row + 4; y += 1) {
    if (y < 0 || y >= height) {
      clear(to, 4 * pixel);
      to += 4 * pixel;
      continue;
    }
    clear(to, before);
    to += before;
    const move = image + (y * width + column + first) * pixel - to;
    for (let at = to; at < to + inside; at += 16) v128.store(at, v128.load(at + move));
    to += inside;
    clear(to, after);
    to += after;
  }
}

/** B' of a column of d B: r0 - r2, r1 + r2, r2 - r1, r1 - r3, to rows of the result that are `row` bytes apart. */
//@inline
function transformColumn(r0: v128, r1: v128, r2: v128, r3: v128, to: usize, row: usize): void {
  v128.store(to, f32x4.sub(r0, r2));
  v128.store(to + row, f32x4.add(r1, r2));
  v128.store(to + 2 * row, f32x4.sub(r2, r1));
  v128.store(to + 3 * row, f32x4.sub(r1, r3));
}

/**
 * B' d B of one tile.
 * @param stride bytes from one row of the tile to the next, @param position bytes from one position of the result to the next
 */
export function transformInput(d: usize, stride: usize, pixel: usize, target: usize, position: usize): void {
  const end = d + pixel;
  const row = 4 * position;
  const second = stride;
  const third = 2 * stride;
  const fourth = 3 * stride;
  while (d < end) {
    // Columns of d B: d0 - d2, d1 + d2, d2 - d1, d1 - d3.
    let p = d + 2 * pixel;
    const c0 = v128.load(p);
    const c1 = v128.load(p + second);
    const c2 = v128.load(p + third);
    const c3 = v128.load(p + fourth);
    const a0 = f32x4.sub(v128.load(d), c0);
    const a1 = f32x4.sub(v128.load(d + second), c1);
    const a2 = f32x4.sub(v128.load(d + third), c2);
    const a3 = f32x4.sub(v128.load(d + fourth), c3);
    transformColumn(a0, a1, a2, a3, target, row);
    p = d + pixel;
    const b0 = v128.load(p);
    const b1 = v128.load(p + second);
    const b2 = v128.load(p + third);
    const b3 = v128.load(p + fourth);
    let to = target + position;
    transformColumn(f32x4.add(b0, c0), f32x4.add(b1, c1), f32x4.add(b2, c2), f32x4.add(b3, c3), to, row);
    to += position;
    transformColumn(f32x4.sub(c0, b0), f32x4.sub(c1, b1), f32x4.sub(c2, b2), f32x4.sub(c3, b3), to, row);
    to += position;
    p = d + 3 * pixel;
    const d0 = f32x4.sub(b0, v128.load(p));
    const d1 = f32x4.sub(b1, v128.load(p + second));
    const d2 = f32x4.sub(b2, v128.load(p + third));
    const d3 = f32x4.sub(b3, v128.load(p + fourth));
    transformColumn(d0, d1, d2, d3, to, row);
    d += 16;
    target += 16;
  }
}

/** A dy A' of one tile of 2x2 pixels; `right` and `below` say whether its second column and row are in the image. */
export function transformGradient(
  dy: usize,
  stride: usize,
  pixel: usize,
  right: bool,
  below: bool,
  target: usize,
  position: usize,
): void {
  const zero = f32x4.splat(0);
  const row = 4 * position;
  for (let k: usize = 0; k < pixel; k += 16) {
    const from = dy + k;
    const a = v128.load(from);
    const b = right ? v128.load(from + pixel) : zero;
    const c = below ? v128.load(from + stride) : zero;
    const d = right && below ? v128.load(from + stride + pixel) : zero;
    // Rows of A dy: r0, r0 + r1, r0 - r1, -r1.
    let to = target + k;
    spreadRow(a, b, to, position);
    to += row;
    spreadRow(f32x4.add(a, c), f32x4.add(b, d), to, position);
    to += row;
    spreadRow(f32x4.sub(a, c), f32x4.sub(b, d), to, position);
    to += row;
    spreadRow(f32x4.neg(c), f32x4.neg(d), to, position);
  }
}

/** A row of A dy times A': left, left + right, left - right, -right. */
//@inline
function spreadRow(left: v128, right: v128, to: usize, position: usize): void {
  v128.store(to, left);
  v128.store(to + position, f32x4.add(left, right));
  v128.store(to + 2 * position, f32x4.sub(left, right));
  v128.store(to + 3 * position, f32x4.neg(right));
}

/** A' m A of one tile, plus the bias, to 2x2 pixels of y as far as they are in the image. */
export function transformOutput(
  m: usize,
  position: usize,
  bias: usize,
  y: usize,
  stride: usize,
  channels: i32,
  right: bool,
  below: bool,
): void {
  const pixel: usize = (<usize>channels) << 2;
  const row = 4 * position;
  for (let c = 0; c < channels; c += 4) {
    const k: usize = (<usize>c) << 2;
    const lanes = channels - c;
    const from = m + k;
    let a = f32x4.splat(0);
    if (bias) a = v128.load(bias + k);
    let b = a;
    let e = a;
    let f = a;
    // Columns of A' m: m0 + m1 + m2, m1 - m2 - m3.
    let at = from;
    let m1 = v128.load(at + row);
    let m2 = v128.load(at + 2 * row);
    a = f32x4.add(a, f32x4.add(f32x4.add(v128.load(at), m1), m2));
    e = f32x4.add(e, f32x4.sub(f32x4.sub(m1, m2), v128.load(at + 3 * row)));
    at += position;
    m1 = v128.load(at + row);
    m2 = v128.load(at + 2 * row);
    let top = f32x4.add(f32x4.add(v128.load(at), m1), m2);
    let bottom = f32x4.sub(f32x4.sub(m1, m2), v128.load(at + 3 * row));
    a = f32x4.add(a, top);
    b = f32x4.add(b, top);
    e = f32x4.add(e, bottom);
    f = f32x4.add(f, bottom);
    at += position;
    m1 = v128.load(at + row);
    m2 = v128.load(at + 2 * row);
    top = f32x4.add(f32x4.add(v128.load(at), m1), m2);
    bottom = f32x4.sub(f32x4.sub(m1, m2), v128.load(at + 3 * row));
    a = f32x4.add(a, top);
    b = f32x4.sub(b, top);
    e = f32x4.add(e, bottom);
    f = f32x4.sub(f, bottom);
    at += position;
    m1 = v128.load(at + row);
    m2 = v128.load(at + 2 * row);
    b = f32x4.sub(b, f32x4.add(f32x4.add(v128.load(at), m1), m2));
    f = f32x4.sub(f, f32x4.sub(f32x4.sub(m1, m2), v128.load(at + 3 * row)));
    const to = y + k;
    storeLanes(to, a, lanes);
    if (right) storeLanes(to + pixel, b, lanes);
    if (below) storeLanes(to + stride, e, lanes);
    if (right && below) storeLanes(to + stride + pixel, f, lanes);
  }
}

/** Floats of the transformed filters. */
//@inline
export function transformedSize(read: i32, made: i32): usize {
  return <usize>(16 * read * roundUp4(made));
}

/** G g G' of one filter into 16 floats `step` bytes apart. */
//@inline
function transformFilter(g: usize, tap: usize, mirrored: bool, target: usize, step: usize): void {
  for (let column: usize = 0; column < 4; column += 1) {
    let r0: f32 = 0;
    let r1: f32 = 0;
    let r2: f32 = 0;
    for (let row: usize = 0; row < 3; row += 1) {
      const first = mirrored ? 8 - 3 * row : 3 * row;
      const g0 = load<f32>(g + first * tap);
      const g1 = load<f32>(g + (mirrored ? first - 1 : first + 1) * tap);
      const g2 = load<f32>(g + (mirrored ? first - 2 : first + 2) * tap);
      let value = g0;
      if (column === 1) value = 0.5 * (g0 + g2 + g1);
      else if (column === 2) value = 0.5 * (g0 + g2 - g1);
      else if (column === 3) value = g2;
      if (row === 0) r0 = value;
      else if (row === 1) r1 = value;
      else r2 = value;
    }
    const to = target + column * step;
    store<f32>(to, r0);
    store<f32>(to + 4 * step, 0.5 * (r0 + r2 + r1));
    store<f32>(to + 8 * step, 0.5 * (r0 + r2 - r1));
    store<f32>(to + 12 * step, r2);
  }
}

/** All filters: for each block of channels made, [position, channel read, channel of the block]. */
export function transformFilters(filters: usize, packed: usize, outputs: i32, inputs: i32, mirrored: bool): void {
  const read = mirrored ? outputs : inputs;
  const made = mirrored ? inputs : outputs;
  const tap: usize = (<usize>inputs) << 2;
  memory.fill(packed, 0, transformedSize(read, made) << 2);
  let target = packed;
  let block = 0;
  while (block < made) {
    const width = blockWidth(roundUp4(made - block));
    const step: usize = (<usize>(read * width)) << 2;
    for (let i = 0; i < read; i += 1) {
      for (let lane = 0; lane < min(width, made - block); lane += 1) {
        const o = block + lane;
        const index = mirrored ? i * 9 * inputs + o : o * 9 * inputs + i;
        const to = target + ((<usize>(i * width + lane)) << 2);
        transformFilter(filters + ((<usize>index) << 2), tap, mirrored, to, step);
      }
    }
    target += 16 * step;
    block += width;
  }
}
