/**
 * Elementary functions that give the same bits in every browser and in Node.
 *
 * `Math.exp`, `Math.log` and `Math.cos` may differ in the last bit from engine to engine, so a recipe that used
 * them would not replay. These use only operations that IEEE 754 fixes exactly: add, subtract, multiply, divide,
 * square root, and the bits of a double. Accuracy is a few units in the last place, far below what training notices.
 *
 * Method (textbook): range reduction with a two-part constant, then a Taylor or atanh series.
 */

const LN2_HIGH = 0.6931471803691238; // ln 2 to 33 bits, so k * LN2_HIGH is exact for |k| < 2^20
const LN2_LOW = 1.9082149292705877e-10;
const LOG2_E = Math.LOG2E;
const PI_HALF_HIGH = 1.5707963267341256; // pi/2 to 33 bits
const PI_HALF_LOW = 6.077100506506192e-11;
const TWO_OVER_PI = 0.6366197723675814;

const float64 = new Float64Array(1);
const words = new Uint32Array(float64.buffer);
// Which 32-bit word of a double holds the exponent depends on the byte order; WebAssembly hosts are little-endian.
const EXPONENT_WORD = 1;

/** 2^k for integers -1022 <= k <= 1023. */
function powerOfTwo(k: number): number {
  words[0] = 0;
  words[EXPONENT_WORD] = (k + 1023) << 20;
  return float64[0]!;
}

/** e^x. Underflows to 0 below -708, overflows to Infinity above 709. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < -708) return 0;
  if (x > 709) return Infinity;
  const k = Math.floor(x * LOG2_E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW; // |r| <= ln2 / 2
  let sum = 1;
  for (let n = 14; n >= 1; n -= 1) sum = 1 + (r / n) * sum;
  return sum * powerOfTwo(k);
}

/** Natural logarithm. NaN for negative numbers, -Infinity at 0. */
export function log(x: number): number {
  if (!(x >= 0)) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  let shift = 0;
  float64[0] = x;
  if (words[EXPONENT_WORD]! < 0x00100000) {
    // Subnormal: scale into the normal range first.
    float64[0] = x * 18014398509481984;
    shift = -54;
  }
  const bits = words[EXPONENT_WORD]!;
  let k = (bits >>> 20) - 1023 + shift;
  words[EXPONENT_WORD] = (bits & 0x000fffff) | 0x3ff00000;
  let m = float64[0]!; // 1 <= m < 2
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  // ln m = 2 atanh(z), z = (m - 1) / (m + 1), |z| < 0.172
  const z = (m - 1) / (m + 1);
  const z2 = z * z;
  let sum = 0;
  for (let n = 23; n >= 3; n -= 2) sum = z2 * (1 / n + sum);
  return k * LN2_HIGH + (2 * z * (1 + sum) + k * LN2_LOW);
}

function sinSeries(r: number): number {
  let sum = 1;
  for (let n = 18; n >= 2; n -= 2) sum = 1 - ((r * r) / (n * (n + 1))) * sum;
  return r * sum;
}

function cosSeries(r: number): number {
  let sum = 1;
  for (let n = 19; n >= 1; n -= 2) sum = 1 - ((r * r) / (n * (n + 1))) * sum;
  return sum;
}

/** Cosine of an angle in radians, for |x| < 1e5 (larger angles lose digits). */
export function cos(x: number): number {
  const k = Math.floor(x * TWO_OVER_PI + 0.5);
  const r = x - k * PI_HALF_HIGH - k * PI_HALF_LOW;
  switch (((k % 4) + 4) % 4) {
    case 0:
      return cosSeries(r);
    case 1:
      return -sinSeries(r);
    case 2:
      return -cosSeries(r);
    default:
      return sinSeries(r);
  }
}

/** Sine of an angle in radians, for |x| < 1e5. */
export function sin(x: number): number {
  const k = Math.floor(x * TWO_OVER_PI + 0.5);
  const r = x - k * PI_HALF_HIGH - k * PI_HALF_LOW;
  switch (((k % 4) + 4) % 4) {
    case 0:
      return sinSeries(r);
    case 1:
      return cosSeries(r);
    case 2:
      return -sinSeries(r);
    default:
      return -cosSeries(r);
  }
}

/** Hyperbolic tangent. */
export function tanh(x: number): number {
  if (x > 20) return 1;
  if (x < -20) return -1;
  const e = exp(2 * x);
  return 1 - 2 / (e + 1);
}

/** base^n for integers n >= 0, by repeated squaring. */
export function integerPower(base: number, n: number): number {
  let result = 1;
  let factor = base;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= factor;
    factor *= factor;
  }
  return result;
}
