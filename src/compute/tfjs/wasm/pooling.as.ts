/** Max pooling of 2 by 2 pixels, stride 2 (a last odd row or column is left out), and the mean over all pixels. */

//@inline
function larger(a: v128, b: v128): v128 {
  return f32x4.max(a, b);
}

/** @param height and @param width of x; y has half of each, rounded down */
export function maxPool(x: usize, y: usize, batch: i32, height: i32, width: i32, channels: i32): void {
  const pixel: usize = (<usize>channels) << 2;
  const row = pixel * width;
  const vectors: usize = pixel & ~15;
  for (let image = 0; image < batch; image += 1) {
    for (let top = 0; top + 1 < height; top += 2) {
      let p = x + (image * height + top) * row;
      for (let left = 0; left + 1 < width; left += 2) {
        const q = p + row;
        for (let k: usize = 0; k < vectors; k += 16) {
          const above = larger(v128.load(p + k), v128.load(p + k + pixel));
          v128.store(y + k, larger(above, larger(v128.load(q + k), v128.load(q + k + pixel))));
        }
        for (let k = vectors; k < pixel; k += 4) {
          const above = max<f32>(load<f32>(p + k), load<f32>(p + k + pixel));
          store<f32>(y + k, max<f32>(above, max<f32>(load<f32>(q + k), load<f32>(q + k + pixel))));
        }
        p += 2 * pixel;
        y += pixel;
      }
    }
  }
}

/** dx = dy at the first pixel (by rows) that has the largest value, 0 elsewhere. */
export function maxPoolGradient(
  x: usize,
  y: usize,
  dy: usize,
  dx: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
): void {
  const pixel: usize = (<usize>channels) << 2;
  const row = pixel * width;
  const vectors: usize = pixel & ~15;
  if (((height | width) & 1) === 1) memory.fill(dx, 0, batch * height * row);
  const move = dx - x;
  const gradient = dy - y;
  for (let image = 0; image < batch; image += 1) {
    for (let top = 0; top + 1 < height; top += 2) {
      let p = x + (image * height + top) * row;
      for (let left = 0; left + 1 < width; left += 2) {
        const q = p + row;
        for (let k: usize = 0; k < vectors; k += 16) {
          const most = v128.load(y + k);
          const g = v128.load(y + k + gradient);
          const m0 = f32x4.eq(v128.load(p + k), most);
          let taken = m0;
          const m1 = v128.andnot(f32x4.eq(v128.load(p + k + pixel), most), taken);
          taken = v128.or(taken, m1);
          const m2 = v128.andnot(f32x4.eq(v128.load(q + k), most), taken);
          taken = v128.or(taken, m2);
          const m3 = v128.andnot(f32x4.eq(v128.load(q + k + pixel), most), taken);
          v128.store(p + k + move, v128.and(g, m0));
          v128.store(p + k + pixel + move, v128.and(g, m1));
          v128.store(q + k + move, v128.and(g, m2));
          v128.store(q + k + pixel + move, v128.and(g, m3));
        }
        for (let k = vectors; k < pixel; k += 4) {
          const most = load<f32>(y + k);
          let g = load<f32>(y + k + gradient);
          for (let corner: usize = 0; corner < 4; corner += 1) {
            const at = p + k + (corner & 1) * pixel + (corner >> 1) * row;
            const here = load<f32>(at) === most;
            store<f32>(at + move, here ? g : 0);
            if (here) g = 0;
          }
        }
        p += 2 * pixel;
        y += pixel;
      }
    }
  }
}

/** y[image, channel] = mean over `pixels` pixels. */
export function meanPool(x: usize, y: usize, batch: i32, pixels: i32, channels: i32): void {
  const share: f32 = <f32>1 / <f32>pixels;
  const pixel: usize = (<usize>channels) << 2;
  for (let image = 0; image < batch; image += 1) {
    for (let k: usize = 0; k < pixel; k += 4) {
      let sum: f32 = 0;
      for (let n = 0; n < pixels; n += 1) sum += load<f32>(x + n * pixel + k);
      store<f32>(y + k, sum * share);
    }
    x += pixels * pixel;
    y += pixel;
  }
}

export function meanPoolGradient(dy: usize, dx: usize, batch: i32, pixels: i32, channels: i32): void {
  const share: f32 = <f32>1 / <f32>pixels;
  const pixel: usize = (<usize>channels) << 2;
  for (let image = 0; image < batch; image += 1) {
    for (let n = 0; n < pixels; n += 1) {
      for (let k: usize = 0; k < pixel; k += 4) store<f32>(dx + k, load<f32>(dy + k) * share);
      dx += pixel;
    }
    dy += pixel;
  }
}
