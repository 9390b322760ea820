/** Softmax cross entropy, in 64-bit floats, with an exponential and a logarithm made of exactly defined operations only. */

/** ln 2 to 33 bits, so that multiples are exact, and the rest. */
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const LOG2_E: f64 = Math.LOG2E;

/** e^x for x <= 0, 0 below -700: range reduction, then the Taylor series, as in random/exact-math.ts. */
function exponential(x: f64): f64 {
  // A NaN goes on, and stays one.
  if (x <= -700) return 0;
  const k = Math.floor(x * LOG2_E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum: f64 = 1;
  for (let n = 14; n >= 1; n -= 1) sum = 1 + (r / <f64>n) * sum;
  return sum * reinterpret<f64>((<i64>k + 1023) << 52);
}

/** ln x for normal x >= 1: ln m = 2 atanh((m - 1) / (m + 1)) on the mantissa. */
function logarithm(x: f64): f64 {
  const bits = reinterpret<i64>(x);
  let k = (bits >> 52) - 1023;
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const z = (m - 1) / (m + 1);
  const z2 = z * z;
  let sum: f64 = 0;
  for (let n = 23; n >= 3; n -= 2) sum = z2 * (1 / <f64>n + sum);
  return <f64>k * LN2_HIGH + (2 * z * (1 + sum) + <f64>k * LN2_LOW);
}

/**
 * @param logits [batch, classes], @param labels [batch] 32-bit integers
 * @param probabilities [batch, classes], written
 * @param loss one float, the mean over the batch of -ln p(label); written
 * @param correct one float, how many labels have the largest logit (the first one where several do); written
 */
export function crossEntropy(
  logits: usize,
  labels: usize,
  probabilities: usize,
  loss: usize,
  correct: usize,
  batch: i32,
  classes: i32,
): void {
  let total: f64 = 0;
  let right: f32 = 0;
  const row: usize = (<usize>classes) << 2;
  for (let n = 0; n < batch; n += 1) {
    let most = load<f32>(logits);
    let best = 0;
    for (let k = 1; k < classes; k += 1) {
      const value = load<f32>(logits + ((<usize>k) << 2));
      if (value > most) {
        most = value;
        best = k;
      }
    }
    let sum: f64 = 0;
    for (let k: usize = 0; k < row; k += 4) {
      const power = exponential(<f64>load<f32>(logits + k) - <f64>most);
      sum += power;
      store<f32>(probabilities + k, <f32>power);
    }
    const share = 1 / sum;
    for (let k: usize = 0; k < row; k += 4) {
      store<f32>(probabilities + k, <f32>(<f64>load<f32>(probabilities + k) * share));
    }
    const label = load<i32>(labels);
    total += logarithm(sum) - (<f64>load<f32>(logits + ((<usize>label) << 2)) - <f64>most);
    if (best === label) right += 1;
    logits += row;
    probabilities += row;
    labels += 4;
  }
  store<f32>(loss, <f32>(total / <f64>batch));
  store<f32>(correct, right);
}

/** dlogits = (probabilities - one at the label) dloss / batch. */
export function crossEntropyGradient(
  probabilities: usize,
  labels: usize,
  dloss: usize,
  dlogits: usize,
  batch: i32,
  classes: i32,
): void {
  const share = load<f32>(dloss) / <f32>batch;
  const row: usize = (<usize>classes) << 2;
  for (let n = 0; n < batch; n += 1) {
    for (let k: usize = 0; k < row; k += 4) store<f32>(dlogits + k, load<f32>(probabilities + k) * share);
    const at = (<usize>load<i32>(labels)) << 2;
    store<f32>(dlogits + at, (load<f32>(probabilities + at) - 1) * share);
    probabilities += row;
    dlogits += row;
    labels += 4;
  }
}
