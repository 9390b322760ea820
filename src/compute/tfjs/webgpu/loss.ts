/** Softmax cross entropy and gradient descent, in WGSL. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { DescentSettings, Slot } from '../ops.ts';
import type { Program, Recorder } from './recorder.ts';
import { declare, everyThread, read, THREADS, words, write } from './wgsl.ts';

/** One workgroup for the whole batch: thread k takes images k, k + 64, ... */
const CROSS_ENTROPY: Program = {
  key: 'cross entropy',
  source: () => `${declare(
    [read('logits'), read('labels', 1, 'i32'), write('loss'), write('correct'), write('probabilities')],
    ['batch', 'classes'],
  )}
var<workgroup> losses: array<f32, ${THREADS}>;
var<workgroup> rights: array<f32, ${THREADS}>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) local: u32) {
  var total = 0.0;
  var right = 0.0;
  for (var image = local; image < u.batch; image += ${THREADS}u) {
    let row = image * u.classes;
    let label = u32(labels[image]);
    var best = 0u;
    for (var k = 1u; k < u.classes; k += 1u) { if (logits[row + k] > logits[row + best]) { best = k; } }
    let most = logits[row + best];
    var sum = 0.0;
    for (var k = 0u; k < u.classes; k += 1u) {
      let power = exp(logits[row + k] - most);
      sum += power;
      probabilities[row + k] = power;
    }
    for (var k = 0u; k < u.classes; k += 1u) { probabilities[row + k] /= sum; }
    total += log(sum) - (logits[row + label] - most);
    if (best == label) { right += 1.0; }
  }
  losses[local] = total;
  rights[local] = right;
  for (var step = ${THREADS / 2}u; step > 0u; step /= 2u) {
    workgroupBarrier();
    if (local < step) {
      losses[local] += losses[local + step];
      rights[local] += rights[local + step];
    }
  }
  if (local == 0u) {
    loss[0] = losses[0] / f32(u.batch);
    correct[0] = rights[0];
  }
}`,
};

const CROSS_ENTROPY_GRADIENT: Program = {
  key: 'cross entropy gradient',
  source: () => `${declare(
    [read('probabilities'), read('labels', 1, 'i32'), read('dloss'), write('dlogits')],
    ['batch', 'classes'],
  )}
${everyThread(`
  if (index >= u.batch * u.classes) { return; }
  let target_ = select(0.0, 1.0, index % u.classes == u32(labels[index / u.classes]));
  dlogits[index] = (probabilities[index] - target_) * dloss[0] / f32(u.batch);`)}`,
};

export function crossEntropy(recorder: Recorder, logits: TensorInfo, labels: TensorInfo): TensorInfo[] {
  const [batch, classes] = logits.shape as [number, number];
  const results = [recorder.make([]), recorder.make([]), recorder.make([batch, classes])];
  recorder.record({
    program: CROSS_ENTROPY,
    reads: [logits, labels],
    writes: results,
    uniforms: words([batch, classes]),
    workgroups: 1,
  });
  return results;
}

export function crossEntropyGradient(
  recorder: Recorder,
  probabilities: TensorInfo,
  labels: TensorInfo,
  dloss: TensorInfo,
): TensorInfo {
  const [batch, classes] = probabilities.shape as [number, number];
  const dlogits = recorder.make([batch, classes]);
  recorder.record({
    program: CROSS_ENTROPY_GRADIENT,
    reads: [probabilities, labels, dloss],
    writes: [dlogits],
    uniforms: words([batch, classes]),
    workgroups: Math.ceil((batch * classes) / THREADS),
  });
  return dlogits;
}

/** Some parameters in one dispatch, one after another; `end<k>` is how many floats there are up to the end of the k-th. */
const descent = (parameters: number, nesterov: boolean): Program => ({
  key: `descend ${parameters} ${nesterov}`,
  source() {
    const numbers = Array.from({ length: parameters }, (_, k) => k);
    const bindings = numbers.flatMap((k) => [read(`gradient${k}`), write(`value${k}`), write(`velocity${k}`)]);
    const branch = (k: number) => `if (index < u.end${k}) {
    let at = index - ${k === 0 ? '0u' : `u.end${k - 1}`};
    let d = gradient${k}[at] + u.decay * value${k}[at];
    let v = u.momentum * velocity${k}[at] + d;
    velocity${k}[at] = v;
    value${k}[at] -= u.rate * (${nesterov ? 'd + u.momentum * v' : 'v'});
  }`;
    const uniforms = [...numbers.map((k) => `end${k}`), "rate'", "momentum'", "decay'"];
    return `${declare(bindings, uniforms)}\n${everyThread(numbers.map(branch).join(' else '))}`;
  },
});

export function descend(
  recorder: Recorder,
  slots: readonly Slot[],
  gradients: readonly Tensor[],
  { rate, momentum, nesterov, weightDecay }: DescentSettings,
): void {
  const together = Math.floor(recorder.storageBuffers / 3);
  for (let start = 0; start < slots.length; start += together) {
    const some = slots.slice(start, start + together);
    let end = 0;
    const ends = some.map(({ value }) => {
      end += value.size;
      return end;
    });
    const tensors = some.flatMap(({ value, velocity }, k) => [gradients[start + k]!, value, velocity]);
    recorder.record({
      program: descent(some.length, nesterov),
      reads: [],
      writes: tensors,
      uniforms: words(ends, [rate, momentum, weightDecay]),
      workgroups: Math.ceil(end / THREADS),
    });
  }
}
