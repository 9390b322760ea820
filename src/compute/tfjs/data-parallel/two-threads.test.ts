/** Training by two threads against one thread and against stock operations on the cpu backend; what happens when one is lost. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openWasmImageEngine } from '../../../cli/engines.ts';
import { type OpenedSecondThread, openSecondThread } from '../../../cli/open-second-thread.ts';
import { residualNet } from '../../../networks/architectures.ts';
import { initialise } from '../../../networks/tensors.ts';
import { openStream } from '../../../random/stream.ts';
import type { ImageBatch, ImageEngine } from '../../image-engine.ts';
import { createImageEngine } from '../image-engine.ts';
import { kernelOps } from '../kernel-ops.ts';
import { stockOps } from '../stock-ops.ts';
import { ThreadLostError } from './shared-exchange.ts';

const SIDE = 8;
const CLASSES = 3;
const NETWORK = initialise(residualNet({ stages: [5, 12], blocks: 1, classes: CLASSES, side: SIDE }), 2);
for (const [name, data] of Object.entries(NETWORK.tensors)) {
  // The ends of residual branches start at 0, which would hide the branches.
  const stream = openStream(2, name);
  const numbers = data as Float32Array;
  if (data.every((value) => value === 0)) for (let k = 0; k < data.length; k += 1) numbers[k] = 0.2 * stream.normal();
}
const SETTINGS = { rate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0 };

/** @param mean of all pixels, far from 0 where digits are to be lost */
function drawBatch(count: number, seed = 1, mean = 0): ImageBatch {
  const stream = openStream(seed, 'images');
  return {
    images: Float32Array.from({ length: count * SIDE * SIDE * 3 }, () => mean + stream.normal()),
    labels: Int32Array.from({ length: count }, () => stream.integer(CLASSES)),
  };
}

/** What a training holds after steps on batches: after one without weight decay, momentum is the gradient. */
async function trained(engine: ImageEngine, batches: readonly ImageBatch[]) {
  const training = engine.openTraining(NETWORK);
  for (const batch of batches) training.step(batch, SETTINGS);
  const read = await training.read();
  training.dispose();
  return read;
}

type Read = Awaited<ReturnType<typeof trained>>;

/** Largest difference of parameters, statistics, momentum and losses, each relative to the largest number of its tensor. */
function difference(found: Read, expected: Read): number {
  const lists = ({ network, momentum, loss }: Read) => ({ ...network.tensors, ...prefixed(momentum), loss: [loss] });
  const prefixed = (tensors: Read['momentum']) =>
    Object.fromEntries(Object.entries(tensors).map(([name, data]) => [`momentum ${name}`, data]));
  const [one, other] = [lists(found), lists(expected)] as Record<string, ArrayLike<number>>[];
  let worst = 0;
  for (const [name, numbers] of Object.entries(other!)) {
    let [far, large] = [0, 1e-3];
    for (let k = 0; k < numbers.length; k += 1) {
      far = Math.max(far, Math.abs(one![name]![k]! - numbers[k]!));
      large = Math.max(large, Math.abs(numbers[k]!));
    }
    worst = Math.max(worst, Number.isNaN(far) ? Number.POSITIVE_INFINITY : far / large);
  }
  return worst;
}

let opened: OpenedSecondThread;
let one: ImageEngine;
let two: ImageEngine;

beforeAll(async () => {
  one = await openWasmImageEngine();
  opened = await openSecondThread();
  two = createImageEngine(kernelOps, opened.second);
});
beforeEach(async () => {
  await tf.setBackend('wasm');
});
afterAll(() => opened.worker.terminate());

describe('a step of two threads', () => {
  test.each([1, 2, 3, 7, 12])('on %i images is that of one thread and of stock operations', async (count) => {
    const batch = drawBatch(count);
    const found = await trained(two, [batch]);
    const alone = await trained(one, [batch]);
    await tf.setBackend('cpu');
    const expected = await trained(createImageEngine(stockOps), [batch]);
    expect(difference(alone, expected)).toBeLessThan(1e-5);
    expect(difference(found, expected)).toBeLessThan(1e-5);
    expect(difference(found, alone)).toBeLessThan(1e-5);
  });

  test('keeps its digits where halves have means that are far apart', async () => {
    const [low, high] = [drawBatch(4, 1, -300), drawBatch(4, 2, 500)];
    const images = Float32Array.from([...low.images, ...high.images]);
    const batch = { images, labels: Int32Array.from([...low.labels, ...high.labels]) };
    const found = await trained(two, [batch]);
    const alone = await trained(one, [batch]);
    await tf.setBackend('cpu');
    const expected = await trained(createImageEngine(stockOps), [batch]);
    const statistics = ({ network }: Read): Read => {
      const kept = Object.entries(network.tensors).filter(([name]) => /\.(mean|variance)$/.test(name));
      return { network: { ...network, tensors: Object.fromEntries(kept) }, momentum: {}, loss: 0 };
    };
    expect(difference(statistics(found), statistics(expected))).toBeLessThan(3e-6);
    expect(difference(statistics(alone), statistics(expected))).toBeLessThan(3e-6);
  });

  test('says what engine took it', () => {
    expect([one.kind, two.kind]).toEqual(['wasm', 'wasm, 2 threads']);
  });
});

describe('training by two threads', () => {
  const sizes = [6, 6, 5, 1, 3];
  const batches = sizes.map((size, k) => drawBatch(size, k));

  test('follows one thread over batches of many sizes', async () => {
    expect(difference(await trained(two, batches), await trained(one, batches))).toBeLessThan(1e-4);
  });

  test('gives the same bytes twice, also with two threads more', async () => {
    const once = await trained(two, batches);
    expect(await trained(two, batches)).toEqual(once);
    const { second, worker } = await openSecondThread();
    expect(await trained(createImageEngine(kernelOps, second), batches)).toEqual(once);
    await worker.terminate();
  });

  test('goes on from what was read as without the pause, beside another training', async () => {
    const whole = two.openTraining(NETWORK);
    const begun = two.openTraining(NETWORK);
    for (const batch of batches.slice(0, 3)) {
      whole.step(batch, SETTINGS);
      begun.step(batch, SETTINGS);
    }
    const { network, momentum } = await begun.read();
    begun.dispose();
    const resumed = two.openTraining(network, momentum);
    await whole.read();
    for (const batch of batches.slice(3)) {
      whole.step(batch, SETTINGS);
      resumed.step(batch, SETTINGS);
    }
    expect(await resumed.read()).toEqual(await whole.read());
    resumed.dispose();
    whole.dispose();
  });

  test('leaves nothing behind', async () => {
    await trained(two, batches);
    const { numTensors, numBytes } = tf.memory();
    await trained(two, batches);
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
  });
});

describe('a second thread that is lost', () => {
  const batch = drawBatch(4);

  test('is given up after a while, and asked no more', async () => {
    const { second, worker } = await openSecondThread(300);
    const training = createImageEngine(kernelOps, second).openTraining(NETWORK);
    await worker.terminate();
    expect(() => training.step(batch, SETTINGS)).toThrow(ThreadLostError);
    const start = performance.now();
    expect(() => training.step(batch, SETTINGS)).toThrow(
      /^The first thread failed: The second thread has not answered/,
    );
    await expect(training.read()).rejects.toThrow(ThreadLostError);
    expect(performance.now() - start).toBeLessThan(200);
  });

  test('is told of at once where it failed', async () => {
    const { second, worker } = await openSecondThread();
    const training = createImageEngine(kernelOps, second).openTraining(NETWORK);
    worker.postMessage({ kind: 'compare', training: 99 });
    expect(() => training.step(batch, SETTINGS)).toThrow(/^The second thread failed: /);
    await worker.terminate();
  });

  test('is found out where it holds other numbers', async () => {
    const { second, worker } = await openSecondThread();
    const training = createImageEngine(kernelOps, second).openTraining(NETWORK);
    training.step(batch, SETTINGS);
    // A step that only the second thread takes: with all images of its batch nothing is exchanged.
    worker.postMessage({ kind: 'step', training: 1, batch, images: 4, settings: SETTINGS });
    await expect(training.read()).rejects.toThrow('The two threads hold different numbers');
    await worker.terminate();
  });
});
