/**
 * The kernel: one workgroup takes many full-batch steps of one two-layer network, with everything in one loop.
 *
 * Each thread keeps up to 16 points of a tile (inputs and errors f - y) in registers, 4 to a vector. It first runs all
 * neurons over its points to get the errors, then runs them again for the gradient, whose partial sums meet in workgroup
 * memory, a tile of neurons at a time. The thread that adds up a parameter's partial sums also takes its Adam step, so a
 * step of a small network costs two barriers. Exponentials are computed twice: that is cheaper than storing them.
 */
import { ADAM } from '../engine.ts';
import { BLOCK, JOB_FIELDS, MODES } from './job.ts';

/** Threads per workgroup. */
export const THREADS = 64;
/** Blocks of points a thread keeps in registers. */
const BLOCKS = 4;
/** Partial sums per thread; odd, so that threads never meet in one memory bank. */
const SLOTS = 53;
/** Parameters a network may have, which fills the 16 KiB of workgroup memory that every device has. */
export const MAX_PARAMETERS = 4096 - SLOTS * THREADS;
/** Largest input size: one neuron's partial sums and the loss's must fit into the slots. */
export const MAX_INPUT_SIZE = SLOTS - 3;
/** Length of the table of bias corrections: beyond it 1 - beta2^t is 1 to float32. */
export const CORRECTIONS = 20_000;

/** Per activation: the exponential e of u, then sigma(u) and sigma'(u) given both. None overflows for any u. */
const ACTIVATION_CODE = {
  rbf: { e: 'exp(-0.5 * u * u)', sigma: 'e', slope: '-u * e' },
  tanh: {
    e: 'exp(-2.0 * abs(u))',
    sigma: 'sign(u) * (1.0 - e) / (1.0 + e)',
    slope: '4.0 * e / ((1.0 + e) * (1.0 + e))',
  },
  softplus: {
    e: 'exp(-abs(u))',
    sigma: 'max(u, vec4f(0.0)) + log(1.0 + e)',
    slope: 'select(e, vec4f(1.0), u >= vec4f(0.0)) / (1.0 + e)',
  },
} as const;

type ActivationName = keyof typeof ACTIVATION_CODE;

/** WGSL repeated for each block of points; blocks beyond the data are skipped (the condition is uniform). */
function perBlock(code: (block: number) => string): string {
  const guarded = (block: number) => (block === 0 ? `{ ${code(0)} }` : `if (blocks > ${block}u) { ${code(block)} }`);
  return Array.from({ length: BLOCKS }, (_, block) => guarded(block)).join('\n');
}

const declare = (name: string) =>
  Array.from({ length: BLOCKS }, (_, block) => `var ${name}${block} = vec4f(0.0);`).join(' ');

/** u = a . x + b for a block; the first input is in a register, further ones are loaded. */
const preActivation = (block: number) => `
  var u = a * x${block} + b;
  for (var k = 1u; k < job.inputSize; k++) {
    u += theta[q + k] * points(job.inputsAt + k * job.columnStride + base + ${block * BLOCK}u + t);
  }`;

/** One step of a job's network: loss and gradient, each finished parameter being handed to \`finish\`. */
function stepCode(activation: ActivationName): string {
  const { e, sigma, slope } = ACTIVATION_CODE[activation];
  return `
fn step_${activation}(t: u32, job: Job, step: u32) {
  let stride = job.inputSize + 2u;
  let perTile = ${SLOTS - 1}u / stride;
  for (var base = 0u; base < job.count; base += ${BLOCK * BLOCKS}u) {
    let blocks = min(${BLOCKS}u, (job.count - base + ${BLOCK - 1}u) / ${BLOCK}u);
    ${declare('x')}
    ${declare('f')}
    ${perBlock((block) => `x${block} = points(job.inputsAt + base + ${block * BLOCK}u + t);`)}
    for (var i = 0u; i < job.neurons; i++) {
      let q = i * stride;
      let a = theta[q];
      let b = theta[q + stride - 2u];
      let w = theta[q + stride - 1u];
      ${perBlock((block) => `${preActivation(block)} let e = ${e}; f${block} += w * (${sigma});`)}
    }
    var square = vec4f(0.0);
    ${perBlock(
      (block) => `
      let n = vec4u(0u, 64u, 128u, 192u) + (base + ${block * BLOCK}u + t);
      let error = f${block} - points(job.targetsAt + base + ${block * BLOCK}u + t);
      f${block} = select(vec4f(0.0), error, n < vec4u(job.count));
      square += f${block} * f${block};`,
    )}
    let last = base + ${BLOCK * BLOCKS}u >= job.count;
    partial[t * ${SLOTS}u + ${SLOTS - 1}u] = total(square);
    for (var tile = 0u; tile == 0u || tile < job.neurons; tile += perTile) {
      let end = min(job.neurons, tile + perTile);
      for (var i = tile; i < end; i++) {
        let q = i * stride;
        let a = theta[q];
        let b = theta[q + stride - 2u];
        let w = theta[q + stride - 1u];
        let at = t * ${SLOTS}u + (i - tile) * stride;
        var ga = vec4f(0.0);
        var gb = vec4f(0.0);
        var gw = vec4f(0.0);
        ${perBlock((block) => `${preActivation(block)} let e = ${e}; let s = f${block} * (${slope}); ga += s * x${block}; gb += s; gw += f${block} * (${sigma});`)}
        partial[at] = w * total(ga);
        partial[at + stride - 2u] = w * total(gb);
        partial[at + stride - 1u] = total(gw);
        for (var j = 1u; j < job.inputSize; j++) {
          var g = vec4f(0.0);
          ${perBlock((block) => `${preActivation(block)} let e = ${e}; g += f${block} * (${slope}) * points(job.inputsAt + j * job.columnStride + base + ${block * BLOCK}u + t);`)}
          partial[at + j] = w * total(g);
        }
      }
      workgroupBarrier();
      if (tile == 0u && t == ${THREADS - 1}u) {
        finishLoss(job, step, base);
      }
      for (var p = t; p < (end - tile) * stride; p += ${THREADS}u) {
        finish(job, step, tile * stride + p, 2.0 * sumOf(p) / f32(job.count), base, last);
      }
      workgroupBarrier();
    }
  }
}`;
}

/** The whole program. Bindings: 0 span of steps, 1 jobs, 2 given, 3 bias corrections, 4 state. */
export function kernelSource(): string {
  const names = Object.keys(ACTIVATION_CODE) as ActivationName[];
  return `
struct Job { ${JOB_FIELDS.map((field) => `${field}: u32`).join(', ')} }

@group(0) @binding(0) var<uniform> span: vec4u;
@group(0) @binding(1) var<storage, read> jobs: array<Job>;
@group(0) @binding(2) var<storage, read> given: array<f32>;
@group(0) @binding(3) var<storage, read> corrections: array<vec2f>;
@group(0) @binding(4) var<storage, read_write> state: array<f32>;

var<workgroup> theta: array<f32, ${MAX_PARAMETERS}>;
var<workgroup> partial: array<f32, ${SLOTS * THREADS}>;

fn points(at: u32) -> vec4f {
  return vec4f(given[at], given[at + 64u], given[at + 128u], given[at + 192u]);
}

fn total(v: vec4f) -> f32 { return (v.x + v.y) + (v.z + v.w); }

fn sumOf(slot: u32) -> f32 {
  var sums = vec4f(0.0);
  for (var thread = 0u; thread < ${THREADS}u; thread += 4u) {
    let at = thread * ${SLOTS}u + slot;
    sums += vec4f(partial[at], partial[at + ${SLOTS}u], partial[at + ${2 * SLOTS}u], partial[at + ${3 * SLOTS}u]);
  }
  return total(sums);
}

fn finishLoss(job: Job, step: u32, base: u32) {
  var loss = sumOf(${SLOTS - 1}u) / f32(job.count);
  if (base > 0u) { loss += state[job.lossesAt + step]; }
  state[job.lossesAt + step] = loss;
}

fn recorded(job: Job, step: u32) -> bool {
  return (step + 1u) % job.recordEvery == 0u || step + 1u == job.steps;
}

// Adds the part of a gradient that one tile of points gives; after the last tile the gradient is kept or used.
fn finish(job: Job, step: u32, p: u32, part: f32, base: u32, last: bool) {
  var g = part;
  if (base > 0u) { g += state[job.gradientAt + p]; }
  if (!last || job.mode != ${MODES.train}u) {
    state[job.gradientAt + p] = g;
    return;
  }
  let i = p / (job.inputSize + 2u);
  let age = u32(given[job.agesAt + i]) + step + 1u;
  let correction = corrections[min(age, ${CORRECTIONS}u) - 1u];
  let first = ${ADAM.beta1} * state[job.firstAt + p] + ${1 - ADAM.beta1} * g;
  let second = ${ADAM.beta2} * state[job.secondAt + p] + ${(1 - ADAM.beta2).toFixed(12)} * g * g;
  state[job.firstAt + p] = first;
  state[job.secondAt + p] = second;
  let rate = given[job.ratesAt + step];
  let moved = theta[p] - rate * (first / correction.x) / (sqrt(second / correction.y) + ${ADAM.epsilon.toExponential()});
  theta[p] = moved;
  if (recorded(job, step)) {
    state[job.framesAt + step / job.recordEvery * job.neurons * (job.inputSize + 2u) + p] = moved;
  }
}

${DIRECTION_CODE}

${names.map(stepCode).join('\n')}

@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) t: u32) {
  let job = jobs[group.x];
  let last = min(span.y, job.steps);
  if (span.x >= last) { return; }
  let parameters = job.neurons * (job.inputSize + 2u);
  if (job.mode != ${MODES.directions}u) {
    for (var p = t; p < parameters; p += ${THREADS}u) { theta[p] = state[job.parametersAt + p]; }
    workgroupBarrier();
  }
  for (var step = span.x; step < last; step++) {
    if (job.mode == ${MODES.directions}u) {
      overgrow(t, job);
      workgroupBarrier();
    }
    switch (job.activation) {
      ${names.map((name, index) => `${index === names.length - 1 ? 'default' : `case ${index}u`}: { step_${name}(t, job, step); }`).join('\n')}
    }
    if (job.mode == ${MODES.directions}u) {
      storageBarrier();
      moveCandidates(t, job, step);
    }
  }
  if (job.mode == ${MODES.train}u) {
    for (var p = t; p < parameters; p += ${THREADS}u) { state[job.parametersAt + p] = theta[p]; }
  }
}`;
}

/** eq. 4 in the kernel: the same formulas as `overgrownNetwork`, `candidateGradients` and `projectedStep`. */
const DIRECTION_CODE = `
// Writes the overgrown network. Thread c alone reads and writes candidate c's state, so only theta needs a barrier.
fn overgrow(t: u32, job: Job) {
  let stride = job.inputSize + 2u;
  let old = job.neurons - job.candidates;
  for (var i = t; i < old; i += ${THREADS}u) {
    if (given[job.splitsAt + i] == 0.0) {
      for (var k = 0u; k < stride; k++) { theta[i * stride + k] = state[job.parametersAt + i * stride + k]; }
    }
  }
  for (var c = t; c < job.candidates; c += ${THREADS}u) {
    let own = (old + c) * stride;
    let at = job.candidatesAt + c * stride;
    let amplitude = state[at];
    let parent = u32(given[job.parentsAt + c]);
    if (parent == 0u) {
      for (var k = 0u; k + 1u < stride; k++) { theta[own + k] = state[at + 1u + k]; }
      theta[own + stride - 1u] = amplitude;
    } else {
      let plus = (parent - 1u) * stride;
      let moves = u32(given[job.splitsAt + parent - 1u]) == c + 1u;
      for (var k = 0u; k + 1u < stride; k++) {
        let value = state[job.parametersAt + plus + k];
        let offset = amplitude * state[at + 1u + k];
        theta[own + k] = value - offset;
        if (moves) { theta[plus + k] = value + offset; }
      }
      let half = 0.5 * state[job.parametersAt + plus + stride - 1u];
      theta[own + stride - 1u] = half;
      if (moves) { theta[plus + stride - 1u] = half; }
    }
  }
}

fn moveCandidates(t: u32, job: Job, step: u32) {
  let stride = job.inputSize + 2u;
  let old = job.neurons - job.candidates;
  let length = given[job.ratesAt + step];
  let stepSize = given[job.stepSizeAt];
  for (var c = t; c < job.candidates; c += ${THREADS}u) {
    let own = job.gradientAt + (old + c) * stride;
    let at = job.candidatesAt + c * stride;
    let amplitude = state[at];
    let parent = u32(given[job.parentsAt + c]);
    // Direction gradients: of the fresh neuron, or g+ - g-; they replace the own copy's gradient.
    var slope = state[own + stride - 1u];
    var largest = 0.0;
    if (parent > 0u) { slope = 0.0; }
    for (var k = 0u; k + 1u < stride; k++) {
      var g = state[own + k];
      if (parent > 0u) {
        g = state[job.gradientAt + (parent - 1u) * stride + k] - g;
        slope += state[at + 1u + k] * g;
        g *= amplitude;
      }
      state[own + k] = g;
      largest = max(largest, abs(g));
    }
    if (largest > 0.0) {
      // Divided by the largest first: squares of small gradients would underflow.
      var squares = 0.0;
      for (var k = 0u; k + 1u < stride; k++) { squares += pow2(state[own + k] / largest); }
      let pace = length / sqrt(squares);
      var norm = 0.0;
      for (var k = 0u; k + 1u < stride; k++) {
        let value = state[at + 1u + k] - pace * (state[own + k] / largest);
        state[at + 1u + k] = value;
        norm += value * value;
      }
      norm = sqrt(norm);
      if (norm > 1.0) {
        // A hair inside the ball, so that rounding cannot push it out.
        for (var k = 0u; k + 1u < stride; k++) { state[at + 1u + k] = state[at + 1u + k] / norm * 0.9999998; }
      }
    }
    state[at] = clamp(amplitude - length * stepSize * sign(slope), -stepSize, stepSize);
    if (recorded(job, step)) {
      let frame = job.framesAt + (step / job.recordEvery * job.candidates + c) * stride;
      for (var k = 0u; k < stride; k++) { state[frame + k] = state[at + k]; }
    }
  }
}

fn pow2(x: f32) -> f32 { return x * x; }
`;
