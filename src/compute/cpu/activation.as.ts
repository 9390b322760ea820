/** Activations of the `cpu` engine's kernel: sigma and its slope of four points, from operations that are fixed to the bit. */

/** Points per block, which is how far a slope lies behind its sigma: 20 kB of scratch for 10 neurons (128 was 3 % slower, 512 no faster). */
export const BLOCK: usize = 256;

export const RBF: i32 = 0;
export const TANH: i32 = 1;

/**
 * What u is multiplied by before sigma: then e^(-u^2/2) is 2^-(u u), tanh needs 2^-|u|, and the loops are a multiplication
 * shorter, because the weight and the bias are scaled once instead of every u.
 */
const RBF_SCALE: f32 = 0.8493218002880191; // sqrt(log2(e) / 2)
const TANH_SCALE: f32 = 2.8853900817779268; // 2 log2(e)

//@inline
export function splat(value: f32): v128 {
  return f32x4.splat(value);
}

//@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/** (2^f - 1) / f for |f| <= 1/2 (minimax polynomial; with it 2^f is within 1.1e-7). */
//@inline
function powerSeries(f: v128): v128 {
  let sum = multiplyAdd(splat(0.001326472731307149), f, splat(0.009671512991189957));
  sum = multiplyAdd(sum, f, splat(0.05550733581185341));
  sum = multiplyAdd(sum, f, splat(0.24022242426872253));
  return multiplyAdd(sum, f, splat(0.6931470036506653));
}

/** Adding this to a float of less than 2^22 rounds it to an integer and leaves that integer in the low bits. */
//@inline
function roundingShift(): v128 {
  return splat(12582912);
}

/**
 * 2^-z for z >= 0; 0 for z > 60. What is below 2^-60 moves nothing (Adam's epsilon is 1e-8), and going on to the end
 * of the range would make subnormal numbers, which some processors handle a hundred times slower.
 */
//@inline
function powerOfMinus(z: v128): v128 {
  const shifted = f32x4.sub(roundingShift(), z);
  const f = f32x4.sub(f32x4.sub(roundingShift(), shifted), z);
  const mantissa = multiplyAdd(powerSeries(f), f, splat(1));
  // The integer part goes straight into the exponent. A NaN passes the comparison and stays NaN.
  const value = i32x4.add(mantissa, i32x4.shl(shifted, 23));
  return v128.andnot(value, f32x4.gt(z, splat(60)));
}

/** log(1 + e) for 0 <= e <= 1: 2 atanh(e / (2 + e)) as a minimax polynomial. */
//@inline
function logOf1Plus(e: v128): v128 {
  const z = f32x4.div(e, f32x4.add(splat(2), e));
  const square = f32x4.mul(z, z);
  let sum = multiplyAdd(splat(0.14095774292945862), square, splat(0.13978832960128784));
  sum = multiplyAdd(sum, square, splat(0.2001255750656128));
  sum = multiplyAdd(sum, square, splat(0.33333155512809753));
  sum = multiplyAdd(sum, square, splat(1));
  return f32x4.mul(f32x4.add(z, z), sum);
}

//@inline
export function scaleOf(activation: i32): f32 {
  return activation === RBF ? RBF_SCALE : activation === TANH ? TANH_SCALE : 1;
}

/** What the stored slopes are to be multiplied by (see the RBF case of `activate`). */
//@inline
export function slopeFactor(activation: i32): f64 {
  return activation === RBF ? -1 / <f64>RBF_SCALE : 1;
}

/** Stores sigma and its slope, up to `slopeFactor`, of four points and returns sigma. `u` comes scaled by `scaleOf`. */
//@inline
export function activate(activation: i32, u: v128, scratch: usize): v128 {
  if (activation === RBF) {
    const sigma = powerOfMinus(f32x4.mul(u, u));
    v128.store(scratch, sigma);
    // The slope is -u sigma of the unscaled u; sign and scale are left to the end of the sums.
    v128.store(scratch, f32x4.mul(u, sigma), BLOCK * 4);
    return sigma;
  }
  if (activation === TANH) {
    // With e = e^(-2|u|): tanh |u| = (1 - e) / (1 + e), tanh' = 4 e / (1 + e)^2. For all digits also where u is small,
    // e - 1 is put together from the parts of 2^-z (compare `powerOfMinus`) and not from e.
    const z = f32x4.abs(u);
    const shifted = f32x4.sub(roundingShift(), z);
    const f = f32x4.sub(f32x4.sub(roundingShift(), shifted), z);
    const scale = v128.andnot(i32x4.add(splat(1), i32x4.shl(shifted, 23)), f32x4.gt(z, splat(60)));
    const fraction = f32x4.mul(f32x4.mul(powerSeries(f), f), scale);
    const eLess1 = f32x4.add(fraction, f32x4.sub(scale, splat(1)));
    const inverse = f32x4.div(splat(1), f32x4.add(splat(2), eLess1));
    const size = f32x4.neg(f32x4.mul(eLess1, inverse));
    const sigma = v128.or(size, v128.and(u, splat(-0.0)));
    const e4 = f32x4.mul(splat(4), f32x4.add(fraction, scale));
    v128.store(scratch, sigma);
    v128.store(scratch, f32x4.mul(f32x4.mul(e4, inverse), inverse), BLOCK * 4);
    return sigma;
  }
  // Softplus. With e = e^(-|u|): log(1 + e^u) = max(u, 0) + log(1 + e), and its slope is (1 or e) / (1 + e).
  const e = powerOfMinus(f32x4.mul(f32x4.abs(u), splat(TANH_SCALE / 2)));
  const sigma = f32x4.add(f32x4.pmax(u, splat(0)), logOf1Plus(e));
  const above = v128.bitselect(splat(1), e, f32x4.ge(u, splat(0)));
  v128.store(scratch, sigma);
  v128.store(scratch, f32x4.div(above, f32x4.add(splat(1), e)), BLOCK * 4);
  return sigma;
}
