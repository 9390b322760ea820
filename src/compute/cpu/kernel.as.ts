/**
 * The `cpu` engine's kernel, in AssemblyScript: full-batch loss, gradient and Adam of one two-layer network
 * f(x) = sum_i w_i sigma(a_i . x + b_i) with the mean squared error, in 32-bit floats, four points per instruction.
 *
 * Only operations that WebAssembly fixes to the bit are used (add, subtract, multiply, divide, square root, shuffles; no
 * relaxed SIMD, no Math), always in the same order, so a run gives the same bits in every browser and in Node.
 *
 * Points are handled in blocks, and a block in two passes over the neurons: forwards (sigma and sigma' of every point into
 * scratch memory, f summed up), then backwards (sums of r sigma and r sigma' x). A block's scratch stays in the
 * processor's first-level cache, and sigma is computed once per point and step.
 *
 * Compiled by scripts/build-kernel.mjs, which turns the comment `//@inline` into AssemblyScript's decorator of that name
 * (written as a decorator, this file would not parse as TypeScript for the formatter).
 */

import { activate, BLOCK, multiplyAdd, RBF, scaleOf, slopeFactor, splat, TANH } from './activation.as';
import { Job } from './job.as';

/** Points per turn of the forward loop: four vectors (7 % faster than two). */
const POINT_STEP: usize = 16;

const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
const EPSILON: f32 = 1e-8;
/** Below this the running product beta^t is taken as 0: 1 - beta^t is 1 anyway, and subnormal numbers are slow. */
const SMALLEST_PRODUCT: f64 = 1e-20;
/** First moments below this become 0, for the same reason; they are far below what Adam's epsilon lets move. */
const SMALLEST_MOMENT: f32 = 1e-30;

/** a . x + b of four points. */
//@inline
function preActivation(job: Job, neuron: usize, point: usize): v128 {
  const across = job.paddedNeurons << 2;
  let weight = job.parameters + (neuron << 2);
  let input = job.inputs + (point << 2);
  let u = v128.load32_splat(weight + job.inputSize * across);
  for (let k: usize = 0; k < job.inputSize; k++) {
    u = multiplyAdd(v128.load32_splat(weight), v128.load(input), u);
    weight += across;
    input += job.paddedCount << 2;
  }
  return u;
}

//@inline
function addScaled(address: usize, factor: v128, vector: v128): void {
  v128.store(address, multiplyAdd(factor, vector, v128.load(address)));
}

/** sigma, sigma' and f of the `points` points from `start` on. */
//@inline
function forwards(job: Job, activation: i32, start: usize, points: usize): void {
  const residuals = job.residuals;
  const across = job.paddedNeurons << 2;
  const inputSize = job.inputSize;
  const scale = splat(scaleOf(activation));
  for (let n: usize = 0; n < points; n += 4) v128.store(residuals + (n << 2), splat(0));
  for (let i: usize = 0; i < job.neurons; i++) {
    const scratch = job.scratch + i * BLOCK * 8;
    const parameters = job.parameters + (i << 2);
    const output = v128.load32_splat(parameters + (inputSize + 1) * across);
    if (inputSize === 1) {
      const weight = f32x4.mul(scale, v128.load32_splat(parameters));
      const bias = f32x4.mul(scale, v128.load32_splat(parameters + across));
      const inputs = job.inputs + (start << 2);
      for (let at: usize = 0; at < points << 2; at += POINT_STEP << 2) {
        const u1 = multiplyAdd(weight, v128.load(inputs + at), bias);
        const u2 = multiplyAdd(weight, v128.load(inputs + at, 16), bias);
        const u3 = multiplyAdd(weight, v128.load(inputs + at, 32), bias);
        const u4 = multiplyAdd(weight, v128.load(inputs + at, 48), bias);
        const sigma1 = activate(activation, u1, scratch + at);
        const sigma2 = activate(activation, u2, scratch + at + 16);
        const sigma3 = activate(activation, u3, scratch + at + 32);
        const sigma4 = activate(activation, u4, scratch + at + 48);
        addScaled(residuals + at, output, sigma1);
        addScaled(residuals + at + 16, output, sigma2);
        addScaled(residuals + at + 32, output, sigma3);
        addScaled(residuals + at + 48, output, sigma4);
      }
    } else {
      for (let n: usize = 0; n < points; n += 4) {
        const at = n << 2;
        const u = f32x4.mul(scale, preActivation(job, i, start + n));
        addScaled(residuals + at, output, activate(activation, u, scratch + at));
      }
    }
  }
}

/** Turns f into f - y and returns the sum of its squares, in 64-bit floats so that small changes of the loss show. */
//@inline
function residualsOf(job: Job, start: usize, points: usize): f64 {
  let sum1 = f64x2.splat(0);
  let sum2 = f64x2.splat(0);
  for (let at: usize = 0; at < points << 2; at += 16) {
    const address = job.residuals + at;
    const from = (start << 2) + at;
    const error = v128.and(f32x4.sub(v128.load(address), v128.load(job.targets + from)), v128.load(job.mask + from));
    v128.store(address, error);
    const low = f64x2.promote_low_f32x4(error);
    const high = f64x2.promote_low_f32x4(upperHalf(error));
    sum1 = f64x2.add(sum1, f64x2.mul(low, low));
    sum2 = f64x2.add(sum2, f64x2.mul(high, high));
  }
  const sum = f64x2.add(sum1, sum2);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

//@inline
function upperHalf(vector: v128): v128 {
  return v128.shuffle<i32>(vector, vector, 2, 3, 2, 3);
}

/** Adds the four numbers of `vector`, in 64-bit floats, to the number at `address`. */
//@inline
function addTo(address: usize, vector: v128): void {
  const pairs = f64x2.add(f64x2.promote_low_f32x4(vector), f64x2.promote_low_f32x4(upperHalf(vector)));
  store<f64>(address, load<f64>(address) + (f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1)));
}

/**
 * Adds the block's sums of (f - y) (sigma' x, sigma', sigma) to the gradient. Sums of one block are 32-bit vectors in
 * registers, sums over blocks 64-bit, so the error does not grow with the number of points.
 */
//@inline
function backwards(job: Job, start: usize, points: usize): void {
  const residuals = job.residuals;
  const across = job.paddedNeurons << 3;
  const inputSize = job.inputSize;
  for (let i: usize = 0; i < job.neurons; i++) {
    const scratch = job.scratch + i * BLOCK * 8;
    const gradient = job.gradient + (i << 3);
    let weight1 = splat(0);
    let bias1 = splat(0);
    let output1 = splat(0);
    if (inputSize === 1) {
      let weight2 = splat(0);
      let bias2 = splat(0);
      let output2 = splat(0);
      const inputs = job.inputs + (start << 2);
      for (let at: usize = 0; at < points << 2; at += 32) {
        const r1 = v128.load(residuals + at);
        const r2 = v128.load(residuals + at, 16);
        const slope1 = f32x4.mul(r1, v128.load(scratch + at, BLOCK * 4));
        const slope2 = f32x4.mul(r2, v128.load(scratch + at, BLOCK * 4 + 16));
        output1 = multiplyAdd(r1, v128.load(scratch + at), output1);
        output2 = multiplyAdd(r2, v128.load(scratch + at, 16), output2);
        bias1 = f32x4.add(bias1, slope1);
        bias2 = f32x4.add(bias2, slope2);
        weight1 = multiplyAdd(slope1, v128.load(inputs + at), weight1);
        weight2 = multiplyAdd(slope2, v128.load(inputs + at, 16), weight2);
      }
      addTo(gradient, f32x4.add(weight1, weight2));
      addTo(gradient + across, f32x4.add(bias1, bias2));
      addTo(gradient + 2 * across, f32x4.add(output1, output2));
    } else {
      for (let at: usize = 0; at < points << 2; at += 16) {
        const r = v128.load(residuals + at);
        const slope = f32x4.mul(r, v128.load(scratch + at, BLOCK * 4));
        output1 = multiplyAdd(r, v128.load(scratch + at), output1);
        bias1 = f32x4.add(bias1, slope);
        v128.store(scratch + at, slope, BLOCK * 4);
      }
      addTo(gradient + inputSize * across, bias1);
      addTo(gradient + (inputSize + 1) * across, output1);
      for (let k: usize = 0; k < inputSize; k++) {
        const inputs = job.inputs + ((k * job.paddedCount + start) << 2);
        weight1 = splat(0);
        for (let at: usize = 0; at < points << 2; at += 16) {
          weight1 = multiplyAdd(v128.load(scratch + at, BLOCK * 4), v128.load(inputs + at), weight1);
        }
        addTo(gradient + k * across, weight1);
      }
    }
  }
}

/** Loss, and the sums of `backwards` in the gradient. */
//@inline
function sumOverBlocks(job: Job, activation: i32): f64 {
  let loss: f64 = 0;
  for (let start: usize = 0; start < job.paddedCount; start += BLOCK) {
    const points = min(BLOCK, job.paddedCount - start);
    forwards(job, activation, start, points);
    loss += residualsOf(job, start, points);
    backwards(job, start, points);
  }
  return loss / <f64>job.count;
}

function sumRbf(job: Job): f64 {
  return sumOverBlocks(job, RBF);
}

function sumTanh(job: Job): f64 {
  return sumOverBlocks(job, TANH);
}

function sumSoftplus(job: Job): f64 {
  return sumOverBlocks(job, 2);
}

/** Loss and gradient of the mean squared error: returns the one, leaves the other in `job.gradient`. */
export function differentiate(job: Job): f64 {
  const size = (job.inputSize + 2) * job.paddedNeurons;
  memory.fill(job.gradient, 0, size << 3);
  const loss = job.activation === RBF ? sumRbf(job) : job.activation === TANH ? sumTanh(job) : sumSoftplus(job);
  // dL/df = 2 (f - y) / count, and (a, b) act through the output weight.
  const factor = 2 / <f64>job.count;
  const hidden = factor * slopeFactor(job.activation);
  const across = job.paddedNeurons << 3;
  for (let i: usize = 0; i < job.neurons; i++) {
    let address = job.gradient + (i << 3);
    const output = <f64>load<f32>(job.parameters + ((job.inputSize + 1) * job.paddedNeurons + i) * 4);
    for (let k: usize = 0; k <= job.inputSize; k++) {
      store<f64>(address, load<f64>(address) * hidden * output);
      address += across;
    }
    store<f64>(address, load<f64>(address) * factor);
  }
  return loss;
}

/** beta^(t+1) from beta^t. cpu-engine.ts starts a run with the same products, so a run can stop and go on anywhere. */
//@inline
function nextProducts(address: usize, beta: f64): v128 {
  const next = f64x2.mul(v128.load(address), f64x2.splat(beta));
  const kept = v128.andnot(next, f64x2.lt(next, f64x2.splat(SMALLEST_PRODUCT)));
  v128.store(address, kept);
  return kept;
}

/** 1 / (1 - beta^t) of four neurons after one more step. */
//@inline
function nextCorrections(address: usize, beta: f64): v128 {
  const one = f64x2.splat(1);
  const low = f64x2.div(one, f64x2.sub(one, nextProducts(address, beta)));
  const high = f64x2.div(one, f64x2.sub(one, nextProducts(address + 16, beta)));
  return v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

/** One Adam step of all neurons, four at a time. */
//@inline
function adam(job: Job, rate: f32): void {
  const across = job.paddedNeurons << 2;
  for (let i: usize = 0; i < job.neurons; i += 4) {
    const rates = f32x4.mul(splat(rate), nextCorrections(job.products1 + (i << 3), BETA1));
    const correction = nextCorrections(job.products2 + (i << 3), BETA2);
    let at = i << 2;
    for (let k: usize = 0; k < job.inputSize + 2; k++) {
      const low = f32x4.demote_f64x2_zero(v128.load(job.gradient + (at << 1)));
      const high = f32x4.demote_f64x2_zero(v128.load(job.gradient + (at << 1), 16));
      const g = v128.shuffle<i32>(low, high, 0, 1, 4, 5);
      const keep1 = f32x4.mul(splat(<f32>BETA1), v128.load(job.first + at));
      const moment = multiplyAdd(splat(<f32>(1 - BETA1)), g, keep1);
      const first = v128.andnot(moment, f32x4.lt(f32x4.abs(moment), splat(SMALLEST_MOMENT)));
      const keep2 = f32x4.mul(splat(<f32>BETA2), v128.load(job.second + at));
      const second = multiplyAdd(splat(<f32>(1 - BETA2)), f32x4.mul(g, g), keep2);
      v128.store(job.first + at, first);
      v128.store(job.second + at, second);
      const root = f32x4.add(f32x4.sqrt(f32x4.mul(second, correction)), splat(EPSILON));
      const parameters = job.parameters + at;
      v128.store(parameters, f32x4.sub(v128.load(parameters), f32x4.div(f32x4.mul(rates, first), root)));
      at += across;
    }
  }
}

/** Takes `job.steps` Adam steps, writes the loss before each, and records the parameters. */
export function train(job: Job): void {
  const size = (job.inputSize + 2) * job.paddedNeurons * 4;
  let frame = job.frames;
  let untilFrame = job.recordEvery;
  for (let step: usize = 0; step < job.steps; step++) {
    store<f32>(job.losses + (step << 2), <f32>differentiate(job));
    adam(job, load<f32>(job.rates + (step << 2)));
    untilFrame--;
    if (untilFrame === 0 || step + 1 === job.steps) {
      memory.copy(frame, job.parameters, size);
      frame += size;
      untilFrame = job.recordEvery;
    }
  }
}
