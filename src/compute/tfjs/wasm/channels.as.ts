/**
 * What is done to each channel by itself: batch norm with ReLU and its gradient, gates and theirs, sums for bias gradients.
 *
 * Channels lie next to each other in memory. A "period" is a stretch of `period` floats that is a whole number of pixels
 * and of vectors: the least common multiple of the channels and 4, repeated to at least 16. Per-channel numbers are laid out for one period, so any
 * number of channels is handled four floats at a time. Sums are taken in 32 bits over a block of periods, then in 64 bits.
 */

/** Floats per block: they stay in a processor's first-level cache while the vectors of a period take turns. */
const BLOCK: i32 = 4096;

/** See above. */
export function periodOf(channels: i32): i32 {
  const odd = channels % 4 === 0 ? 1 : channels % 2 === 0 ? 2 : 4;
  const least = channels * odd;
  return least >= 16 ? least : least * ((15 + least) / least);
}

/** Lays out `channels` floats for one period. */
function spread(values: usize, pattern: usize, channels: i32, period: i32): void {
  for (let k = 0; k < period; k += 1) {
    store<f32>(pattern + ((<usize>k) << 2), load<f32>(values + ((<usize>(k % channels)) << 2)));
  }
}

//@inline
function low(value: v128): v128 {
  return f64x2.promote_low_f32x4(value);
}

//@inline
function high(value: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(value, value, 2, 3, 2, 3));
}

/** Adds four floats to four doubles. */
//@inline
function addDoubles(address: usize, value: v128): void {
  v128.store(address, f64x2.add(v128.load(address), low(value)));
  v128.store(address, f64x2.add(v128.load(address, 16), high(value)), 16);
}

/** Adds up what belongs to the same channel: doubles of a period into [channels] doubles. */
function fold(ofPeriod: usize, sums: usize, channels: i32, period: i32): void {
  memory.copy(sums, ofPeriod, (<usize>channels) << 3);
  for (let k = channels; k < period; k += 1) {
    const to = sums + ((<usize>(k % channels)) << 3);
    store<f64>(to, load<f64>(to) + load<f64>(ofPeriod + ((<usize>k) << 3)));
  }
}

/** Bytes of scratch memory for the functions below. */
export function channelScratch(channels: i32): usize {
  return <usize>periodOf(channels) * 40;
}

/**
 * What mean and variance of every channel are made of (norm.ts). Sums are of differences from the first pixel, so that a large
 * mean costs no digits.
 * @param count floats in x
 * @param sums [channels] doubles: sums of differences, then [channels] doubles: sums of their squares; written
 */
export function momentSums(x: usize, count: i32, channels: i32, sums: usize, scratch: usize): void {
  const period = periodOf(channels);
  const shift = scratch;
  const first = shift + ((<usize>period) << 2);
  const second = first + ((<usize>period) << 3);
  spread(x, shift, channels, period);
  memory.fill(first, 0, (<usize>period) << 4);
  const whole = count - (count % period);
  const step = max(1, BLOCK / period) * period;
  const strideBytes: usize = (<usize>period) << 2;
  for (let block = 0; block < whole; block += step) {
    const end = x + ((<usize>min(block + step, whole)) << 2);
    for (let k: usize = 0; k < strideBytes; k += 16) {
      const c = v128.load(shift + k);
      let sum = f32x4.splat(0);
      let squares = sum;
      for (let p = x + ((<usize>block) << 2) + k; p < end; p += strideBytes) {
        const d = f32x4.sub(v128.load(p), c);
        sum = f32x4.add(sum, d);
        squares = f32x4.add(squares, f32x4.mul(d, d));
      }
      addDoubles(first + 2 * k, sum);
      addDoubles(second + 2 * k, squares);
    }
  }
  for (let n = whole; n < count; n += 1) {
    const k = <usize>(n - whole);
    const d = load<f32>(x + ((<usize>n) << 2)) - load<f32>(shift + (k << 2));
    store<f64>(first + (k << 3), load<f64>(first + (k << 3)) + d);
    store<f64>(second + (k << 3), load<f64>(second + (k << 3)) + d * d);
  }
  fold(first, sums, channels, period);
  fold(second, sums + ((<usize>channels) << 3), channels, period);
}

/**
 * y = max(scale x + offset, floor) per channel.
 * @param floor 0 for ReLU, -Infinity for none
 */
export function affine(
  x: usize,
  y: usize,
  count: i32,
  channels: i32,
  scale: usize,
  offset: usize,
  floor: f32,
  scratch: usize,
): void {
  const period = periodOf(channels);
  const scales = scratch;
  const offsets = scratch + ((<usize>period) << 2);
  spread(scale, scales, channels, period);
  spread(offset, offsets, channels, period);
  const floors = f32x4.splat(floor);
  const whole = count - (count % period);
  const step = max(1, BLOCK / period) * period;
  const strideBytes: usize = (<usize>period) << 2;
  const move = y - x;
  for (let block = 0; block < whole; block += step) {
    const start = x + ((<usize>block) << 2);
    const end = x + ((<usize>min(block + step, whole)) << 2);
    for (let k: usize = 0; k < strideBytes; k += 16) {
      const a = v128.load(scales + k);
      const b = v128.load(offsets + k);
      for (let p = start + k; p < end; p += strideBytes) {
        v128.store(p + move, f32x4.max(f32x4.add(f32x4.mul(v128.load(p), a), b), floors));
      }
    }
  }
  for (let n = whole; n < count; n += 1) {
    const k = (<usize>(n - whole)) << 2;
    const at = x + ((<usize>n) << 2);
    store<f32>(at + move, max<f32>(load<f32>(at) * load<f32>(scales + k) + load<f32>(offsets + k), floor));
  }
}

/**
 * Sums over pixels of g and of g (x - shift), where g is dy where scale x + offset > floor, and 0 elsewhere.
 * @param sums [channels] doubles: sums of g, then [channels] doubles: sums of g (x - shift); written
 */
export function gradientSums(
  x: usize,
  dy: usize,
  count: i32,
  channels: i32,
  scale: usize,
  offset: usize,
  shift: usize,
  floor: f32,
  sums: usize,
  scratch: usize,
): void {
  const period = periodOf(channels);
  const scales = scratch;
  const offsets = scales + ((<usize>period) << 2);
  const shifts = offsets + ((<usize>period) << 2);
  const first = shifts + ((<usize>period) << 2);
  const second = first + ((<usize>period) << 3);
  spread(scale, scales, channels, period);
  spread(offset, offsets, channels, period);
  spread(shift, shifts, channels, period);
  memory.fill(first, 0, (<usize>period) << 4);
  const floors = f32x4.splat(floor);
  const whole = count - (count % period);
  const step = max(1, BLOCK / period) * period;
  const strideBytes: usize = (<usize>period) << 2;
  const move = dy - x;
  for (let block = 0; block < whole; block += step) {
    const start = x + ((<usize>block) << 2);
    const end = x + ((<usize>min(block + step, whole)) << 2);
    for (let k: usize = 0; k < strideBytes; k += 16) {
      const a = v128.load(scales + k);
      const b = v128.load(offsets + k);
      const c = v128.load(shifts + k);
      let sum = f32x4.splat(0);
      let products = sum;
      for (let p = start + k; p < end; p += strideBytes) {
        const value = v128.load(p);
        const g = v128.and(v128.load(p + move), f32x4.gt(f32x4.add(f32x4.mul(value, a), b), floors));
        sum = f32x4.add(sum, g);
        products = f32x4.add(products, f32x4.mul(g, f32x4.sub(value, c)));
      }
      addDoubles(first + 2 * k, sum);
      addDoubles(second + 2 * k, products);
    }
  }
  for (let n = whole; n < count; n += 1) {
    const k = <usize>(n - whole);
    const value = load<f32>(x + ((<usize>n) << 2));
    if (!(value * load<f32>(scales + (k << 2)) + load<f32>(offsets + (k << 2)) > floor)) continue;
    const g = load<f32>(dy + ((<usize>n) << 2));
    store<f64>(first + (k << 3), load<f64>(first + (k << 3)) + g);
    const product = g * (value - load<f32>(shifts + (k << 2)));
    store<f64>(second + (k << 3), load<f64>(second + (k << 3)) + product);
  }
  fold(first, sums, channels, period);
  fold(second, sums + ((<usize>channels) << 3), channels, period);
}

/** dx = scale g + slope x + constant per channel, with g as in `gradientSums`: the gradient of batch norm's input. */
export function normGradient(
  x: usize,
  dy: usize,
  dx: usize,
  count: i32,
  channels: i32,
  scale: usize,
  offset: usize,
  slope: usize,
  constant: usize,
  floor: f32,
  scratch: usize,
): void {
  const period = periodOf(channels);
  const size = (<usize>period) << 2;
  const scales = scratch;
  const offsets = scales + size;
  const slopes = offsets + size;
  const constants = slopes + size;
  spread(scale, scales, channels, period);
  spread(offset, offsets, channels, period);
  spread(slope, slopes, channels, period);
  spread(constant, constants, channels, period);
  const floors = f32x4.splat(floor);
  const whole = count - (count % period);
  const step = max(1, BLOCK / period) * period;
  const move = dy - x;
  const target = dx - x;
  for (let block = 0; block < whole; block += step) {
    const start = x + ((<usize>block) << 2);
    const end = x + ((<usize>min(block + step, whole)) << 2);
    for (let k: usize = 0; k < size; k += 16) {
      const a = v128.load(scales + k);
      const b = v128.load(offsets + k);
      const q = v128.load(slopes + k);
      const r = v128.load(constants + k);
      for (let p = start + k; p < end; p += size) {
        const value = v128.load(p);
        const g = v128.and(v128.load(p + move), f32x4.gt(f32x4.add(f32x4.mul(value, a), b), floors));
        v128.store(p + target, f32x4.add(f32x4.mul(a, g), f32x4.add(f32x4.mul(q, value), r)));
      }
    }
  }
  for (let n = whole; n < count; n += 1) {
    const k = (<usize>(n - whole)) << 2;
    const at = x + ((<usize>n) << 2);
    const value = load<f32>(at);
    const a = load<f32>(scales + k);
    let g: f32 = 0;
    if (value * a + load<f32>(offsets + k) > floor) g = load<f32>(at + move);
    store<f32>(at + target, a * g + (load<f32>(slopes + k) * value + load<f32>(constants + k)));
  }
}
