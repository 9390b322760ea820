/** Matrix products over channels at one position of Winograd's tiles (winograd.as.ts). */
import { multiplyAdd } from './vectors.as';

/** m = v u for `tiles` tiles of one position: 16 channels made at a time, two tiles together. */
export function product16(v: usize, u: usize, m: usize, tiles: i32, run: usize, strideV: usize, strideM: usize): void {
  for (let tile = 0; tile < tiles; tile += 2) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = a0;
    let b1 = a0;
    let b2 = a0;
    let b3 = a0;
    let p = v;
    let f = u;
    const end = p + run;
    while (p < end) {
      const f0 = v128.load(f);
      const f1 = v128.load(f, 16);
      const f2 = v128.load(f, 32);
      const f3 = v128.load(f, 48);
      const s = v128.load32_splat(p);
      const t = v128.load32_splat(p + strideV);
      a0 = multiplyAdd(a0, f0, s);
      a1 = multiplyAdd(a1, f1, s);
      a2 = multiplyAdd(a2, f2, s);
      a3 = multiplyAdd(a3, f3, s);
      b0 = multiplyAdd(b0, f0, t);
      b1 = multiplyAdd(b1, f1, t);
      b2 = multiplyAdd(b2, f2, t);
      b3 = multiplyAdd(b3, f3, t);
      p += 4;
      f += 64;
    }
    v128.store(m, a0);
    v128.store(m, a1, 16);
    v128.store(m, a2, 32);
    v128.store(m, a3, 48);
    const n = m + strideM;
    v128.store(n, b0);
    v128.store(n, b1, 16);
    v128.store(n, b2, 32);
    v128.store(n, b3, 48);
    v += 2 * strideV;
    m += 2 * strideM;
  }
}

/** The same for 8 channels, four tiles together. */
export function product8(v: usize, u: usize, m: usize, tiles: i32, run: usize, strideV: usize, strideM: usize): void {
  for (let tile = 0; tile < tiles; tile += 4) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let b0 = a0;
    let b1 = a0;
    let c0 = a0;
    let c1 = a0;
    let d0 = a0;
    let d1 = a0;
    let p = v;
    let q = v + 2 * strideV;
    let f = u;
    const end = p + run;
    while (p < end) {
      const f0 = v128.load(f);
      const f1 = v128.load(f, 16);
      let s = v128.load32_splat(p);
      a0 = multiplyAdd(a0, f0, s);
      a1 = multiplyAdd(a1, f1, s);
      s = v128.load32_splat(p + strideV);
      b0 = multiplyAdd(b0, f0, s);
      b1 = multiplyAdd(b1, f1, s);
      s = v128.load32_splat(q);
      c0 = multiplyAdd(c0, f0, s);
      c1 = multiplyAdd(c1, f1, s);
      s = v128.load32_splat(q + strideV);
      d0 = multiplyAdd(d0, f0, s);
      d1 = multiplyAdd(d1, f1, s);
      p += 4;
      q += 4;
      f += 32;
    }
    v128.store(m, a0);
    v128.store(m, a1, 16);
    v128.store(m + strideM, b0);
    v128.store(m + strideM, b1, 16);
    v128.store(m + 2 * strideM, c0);
    v128.store(m + 2 * strideM, c1, 16);
    v128.store(m + 3 * strideM, d0);
    v128.store(m + 3 * strideM, d1, 16);
    v += 4 * strideV;
    m += 4 * strideM;
  }
}

/** The same for 4 channels, four tiles together. */
export function product4(v: usize, u: usize, m: usize, tiles: i32, run: usize, strideV: usize, strideM: usize): void {
  for (let tile = 0; tile < tiles; tile += 4) {
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let p = v;
    let q = v + 2 * strideV;
    let f = u;
    const end = p + run;
    while (p < end) {
      const f0 = v128.load(f);
      a = multiplyAdd(a, f0, v128.load32_splat(p));
      b = multiplyAdd(b, f0, v128.load32_splat(p + strideV));
      c = multiplyAdd(c, f0, v128.load32_splat(q));
      d = multiplyAdd(d, f0, v128.load32_splat(q + strideV));
      p += 4;
      q += 4;
      f += 16;
    }
    v128.store(m, a);
    v128.store(m + strideM, b);
    v128.store(m + 2 * strideM, c);
    v128.store(m + 3 * strideM, d);
    v += 4 * strideV;
    m += 4 * strideM;
  }
}
