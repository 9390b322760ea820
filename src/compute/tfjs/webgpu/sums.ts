/**
 * Sums over images and pixels of two quantities per channel, in WGSL: a workgroup sums four channels of some of the pixels,
 * and a last program adds up what the workgroups found. The order is fixed, so results are the same every time.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Recorder } from './recorder.ts';
import { type Binding, blocksOf, declare, loader, read, words, write } from './wgsl.ts';

/** Threads of a workgroup, and pixels that it sums. */
const THREADS = 64;
const CHUNK = 2048;

export interface SumProgram {
  readonly key: string;
  /** Buffers that the sums are of, [pixels, channels] or [channels]. */
  readonly buffers: readonly Binding[];
  /** Further uniforms, floats. */
  readonly floats: readonly string[];
  /** WGSL before the loop over pixels; knows `block`. */
  readonly before: string;
  /** WGSL that adds to `first` and `second` (vec4f); knows `pixel` and `block`. */
  readonly add: string;
}

function source({ buffers, floats, before, add }: SumProgram): string {
  const all = [...buffers, write('partial', 4)];
  const loaders = buffers.map((each) => loader(each, 'u.channels'));
  return `${declare(all, ['pixels', 'channels', 'chunks', ...floats.map((name) => `${name}'`)])}
${loaders.join('\n')}
var<workgroup> firsts: array<vec4f, ${THREADS}>;
var<workgroup> seconds: array<vec4f, ${THREADS}>;
@compute @workgroup_size(${THREADS})
fn main(
  @builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32
) {
  let number = group.y * groups.x + group.x;
  let blocks = (u.channels + 3u) / 4u;
  let block = number % blocks;
  let chunk = number / blocks;
  var first = vec4f();
  var second = vec4f();
  ${before}
  let end = min((chunk + 1u) * ${CHUNK}u, u.pixels);
  for (var pixel = chunk * ${CHUNK}u + local; pixel < end; pixel += ${THREADS}u) { ${add} }
  firsts[local] = first;
  seconds[local] = second;
  for (var step = ${THREADS / 2}u; step > 0u; step /= 2u) {
    workgroupBarrier();
    if (local < step) {
      firsts[local] += firsts[local + step];
      seconds[local] += seconds[local + step];
    }
  }
  if (local == 0u && chunk < u.chunks) {
    partial[2u * number] = firsts[0];
    partial[2u * number + 1u] = seconds[0];
  }
}`;
}

/** Sums of both quantities by chunk: [chunks, blocks of four channels, 2] vectors of four. */
export function sumChunks(
  recorder: Recorder,
  program: SumProgram,
  tensors: readonly TensorInfo[],
  pixels: number,
  channels: number,
  floats: readonly number[] = [],
): { readonly partial: TensorInfo; readonly chunks: number } {
  const chunks = Math.ceil(pixels / CHUNK);
  const partial = recorder.make([chunks, blocksOf(channels), 2, 4]);
  recorder.record({
    program: { key: program.key, source: () => source(program) },
    reads: tensors,
    writes: [partial],
    uniforms: words([pixels, channels, chunks], floats),
    workgroups: chunks * blocksOf(channels),
  });
  return { partial, chunks };
}

/** WGSL of the last program's start, one thread per channel: `channel`, and the totals `first` and `second`. */
export const ADD_UP = `
  let channel = index;
  if (channel >= u.channels) { return; }
  let blocks = (u.channels + 3u) / 4u;
  var first = 0.0;
  var second = 0.0;
  for (var chunk = 0u; chunk < u.chunks; chunk += 1u) {
    let at = 8u * (chunk * blocks + channel / 4u) + channel % 4u;
    first += partial[at];
    second += partial[at + 4u];
  }`;

export const PARTIAL = read('partial');
