/**
 * The kernel: one workgroup takes many full-batch steps of one two-layer network, with everything in one loop.
 *
 * Each thread keeps its points of a tile (inputs and errors f - y) in registers, 4 to a vector. It first runs all
 * neurons over its points to get the errors, then runs them again for the gradient, whose partial sums meet in workgroup
 * memory, a tile of neurons at a time. The thread that adds up a parameter's partial sums also takes its Adam step, so a
 * step of a small network costs two barriers. Exponentials are computed twice: that is cheaper than storing them.
 */
import type { Activation } from '../../networks/network.ts';
import { ADAM } from '../engine.ts';
import { directionCode } from './direction-code.ts';
import { JOB_FIELDS, MODES } from './job.ts';

/**
 * What a program is compiled for. Software adapters run both sides of every branch and every loop at least once, so what is
 * constant for a run is a constant of the program. Widths are not among it: growing never compiles anything.
 */
export interface Variant {
  readonly activation: Activation;
  /** Whether networks have more than one input. */
  readonly manyInputs: boolean;
  /** Whether jobs search directions (eq. 4); otherwise they train or differentiate. */
  readonly directions: boolean;
  /** Threads per workgroup. */
  readonly threads: number;
  /** Blocks of 4 x threads points that are in registers at a time. */
  readonly blocks: number;
}

/** Parameters a network may have, candidates included. */
export const MAX_PARAMETERS = 384;
/** Largest input size: one neuron's partial sums and the loss's must fit into the slots of a thread. */
export const MAX_INPUT_SIZE = 50;
/** Length of the table of bias corrections: beyond it 1 - beta2^t is 1 to float32. */
export const CORRECTIONS = 20_000;
/**
 * Partial sums per thread, an odd number, so that threads never meet in one memory bank. With 64 threads they
 * nearly fill the 16 KiB of workgroup memory that every device has. For fewer threads there is no more of it either:
 * software adapters take a millisecond or so to compile the zeroing of each word.
 */
const SLOTS = 53;

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

/** The loop over a job's steps: loss and gradient of a step, and what is done with them. */
function stepCode({ activation, manyInputs, directions, threads, blocks }: Variant): string {
  const { e, sigma, slope } = ACTIVATION_CODE[activation];
  const block = 4 * threads;
  const perBlock = (code: (b: number) => string) =>
    Array.from({ length: blocks }, (_, b) => `{ ${code(b)} }`).join('\n');
  const declare = (name: string) => Array.from({ length: blocks }, (_, b) => `var ${name}${b} = vec4f(0.0);`).join(' ');
  const column = (k: string, b: number) =>
    points(`job.inputsAt + ${k} * job.columnStride + base + ${b * block}u + t`, threads);
  // u = a . x + b and its exponential; the first input is in a register, further ones are loaded.
  const further = (b: number) =>
    manyInputs ? `for (var k = 1u; k < job.inputSize; k++) { u += theta[q + k] * ${column('k', b)}; }` : '';
  const activate = (b: number) => `var u = a * x${b} + b; ${further(b)} let e = ${e};`;
  const loadNeuron = `
      let q = i * stride;
      let a = theta[q];
      let b = theta[q + stride - 2u];
      let w = theta[q + stride - 1u];`;
  const furtherGradients = `
        for (var j = 1u; j < job.inputSize; j++) {
          var g = vec4f(0.0);
          ${perBlock((b) => `${activate(b)} g += f${b} * (${slope}) * ${column('j', b)};`)}
          partial[at + j] = w * total(g);
        }`;
  return `
fn takeStep(t: u32, job: Job, step: u32, stride: u32) {
  let perTile = ${SLOTS - 1}u / stride;
  for (var base = 0u; base < job.count; base += ${block * blocks}u) {
    ${declare('x')}
    ${declare('f')}
    ${perBlock((b) => `x${b} = ${points(`job.inputsAt + base + ${b * block}u + t`, threads)};`)}
    for (var i = 0u; i < job.neurons; i++) {
      ${loadNeuron}
      ${perBlock((b) => `${activate(b)} f${b} += w * (${sigma});`)}
    }
    var square = vec4f(0.0);
    ${perBlock(
      (b) => `
      let n = vec4u(0u, ${threads}u, ${2 * threads}u, ${3 * threads}u) + (base + ${b * block}u + t);
      let error = f${b} - ${points(`job.targetsAt + base + ${b * block}u + t`, threads)};
      f${b} = select(vec4f(0.0), error, n < vec4u(job.count));
      square += f${b} * f${b};`,
    )}
    let last = base + ${block * blocks}u >= job.count;
    partial[t * ${SLOTS}u + ${SLOTS - 1}u] = total(square);
    for (var tile = 0u; tile == 0u || tile < job.neurons; tile += perTile) {
      let end = min(job.neurons, tile + perTile);
      for (var i = tile; i < end; i++) {
        ${loadNeuron}
        let at = t * ${SLOTS}u + (i - tile) * stride;
        var ga = vec4f(0.0);
        var gb = vec4f(0.0);
        var gw = vec4f(0.0);
        ${perBlock((b) => `${activate(b)} let s = f${b} * (${slope}); ga += s * x${b}; gb += s; gw += f${b} * (${sigma});`)}
        partial[at] = w * total(ga);
        partial[at + stride - 2u] = w * total(gb);
        partial[at + stride - 1u] = total(gw);
        ${manyInputs ? furtherGradients : ''}
      }
      workgroupBarrier();
      // Slot by slot; the one after the parameters is the loss, which only the first tile adds.
      let parameters = (end - tile) * stride;
      let sums = parameters + select(0u, 1u, tile == 0u);
      for (var p = t; p < sums; p += ${threads}u) {
        let isLoss = p == parameters;
        let sum = sumOf(select(p, ${SLOTS - 1}u, isLoss)) / f32(job.count);
        let into = select(job.gradientAt + tile * stride + p, job.lossesAt + step, isLoss);
        var value = select(2.0 * sum, sum, isLoss);
        if (base > 0u) { value += state[into]; }
        state[into] = value;
        ${directions ? '' : 'if (last && !isLoss) { adam(job, step, stride, tile * stride + p, value); }'}
      }
      workgroupBarrier();
    }
  }
}`;
}

/** One parameter's Adam step, with its neuron's own bias correction; nothing moves where the job only differentiates. */
function adamCode(): string {
  const { beta1, beta2, epsilon } = ADAM;
  return `
fn adam(job: Job, step: u32, stride: u32, p: u32, g: f32) {
  if (job.mode == ${MODES.train}u) {
    let age = u32(given[job.agesAt + p / stride]) + step + 1u;
    let correction = corrections[min(age, ${CORRECTIONS}u) - 1u];
    let first = ${beta1} * state[job.firstAt + p] + ${1 - beta1} * g;
    let second = ${beta2} * state[job.secondAt + p] + ${(1 - beta2).toFixed(12)} * g * g;
    state[job.firstAt + p] = first;
    state[job.secondAt + p] = second;
    let rate = given[job.ratesAt + step];
    let moved = theta[p] - rate * (first / correction.x) / (sqrt(second / correction.y) + ${epsilon.toExponential()});
    theta[p] = moved;
    if (recorded(job, step)) {
      state[job.framesAt + step / job.recordEvery * job.neurons * stride + p] = moved;
    }
  }
}`;
}

/** Four points of a thread: neighbouring threads read neighbouring numbers. */
function points(at: string, threads: number): string {
  return `fourFrom(${at}, ${threads}u)`;
}

const TRAIN_MAIN = (threads: number) => `
  let parameters = job.neurons * stride;
  for (var p = t; p < parameters; p += ${threads}u) { theta[p] = state[job.parametersAt + p]; }
  workgroupBarrier();
  for (var step = span.x; step < last; step++) { takeStep(t, job, step, stride); }
  if (job.mode == ${MODES.train}u) {
    for (var p = t; p < parameters; p += ${threads}u) { state[job.parametersAt + p] = theta[p]; }
  }`;

const DIRECTIONS_MAIN = `
  for (var step = span.x; step < last; step++) {
    overgrow(t, job);
    workgroupBarrier();
    takeStep(t, job, step, stride);
    storageBarrier();
    moveCandidates(t, job, step);
  }`;

/** The program of a variant. Bindings: 0 span of steps and first job, 1 jobs, 2 given, 3 bias corrections, 4 state. */
export function kernelSource(variant: Variant): string {
  const { threads, directions } = variant;
  return `
struct Job { ${JOB_FIELDS.map((field) => `${field}: u32`).join(', ')} }

@group(0) @binding(0) var<uniform> span: vec4u;
@group(0) @binding(1) var<storage, read> jobs: array<Job>;
@group(0) @binding(2) var<storage, read> given: array<f32>;
@group(0) @binding(3) var<storage, read> corrections: array<vec2f>;
@group(0) @binding(4) var<storage, read_write> state: array<f32>;

var<workgroup> theta: array<f32, ${MAX_PARAMETERS}>;
var<workgroup> partial: array<f32, ${SLOTS * threads}>;

fn fourFrom(at: u32, apart: u32) -> vec4f {
  return vec4f(given[at], given[at + apart], given[at + 2u * apart], given[at + 3u * apart]);
}

fn total(v: vec4f) -> f32 { return (v.x + v.y) + (v.z + v.w); }

fn sumOf(slot: u32) -> f32 {
  var sums = vec4f(0.0);
  for (var thread = 0u; thread < ${threads}u; thread += 4u) {
    let at = thread * ${SLOTS}u + slot;
    sums += vec4f(partial[at], partial[at + ${SLOTS}u], partial[at + ${2 * SLOTS}u], partial[at + ${3 * SLOTS}u]);
  }
  return total(sums);
}

fn recorded(job: Job, step: u32) -> bool {
  return (step + 1u) % job.recordEvery == 0u || step + 1u == job.steps;
}

${directions ? directionCode(threads) : adamCode()}
${stepCode(variant)}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) t: u32) {
  let job = jobs[group.x + span.z];
  let last = min(span.y, job.steps);
  let stride = ${variant.manyInputs ? 'job.inputSize + 2u' : '3u'};
  if (span.x >= last) { return; }
  ${directions ? DIRECTIONS_MAIN : TRAIN_MAIN(threads)}
}`;
}
