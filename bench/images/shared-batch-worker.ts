/** One of the threads that share a batch: see shared-batch.ts. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { forwardOf } from '../../src/compute/tfjs/conv-net.ts';
import { kernelOps } from '../../src/compute/tfjs/kernel-ops.ts';
import type { Slot } from '../../src/compute/tfjs/ops.ts';
import { DESCENT, ImageTrainer } from '../../src/compute/tfjs/trainer.ts';
import { openWasmBackend } from '../../src/compute/tfjs/wasm/wasm-backend.ts';
import { imagesProblem, type NetworkName, RATE, SIZE } from './problem.ts';

export interface ShareOrder {
  readonly network: NetworkName;
  /** Images of this thread. */
  readonly images: number;
  /** To the thread that has the other half; none for a thread that has the whole batch. */
  readonly partner: MessagePort | undefined;
}

const { network, images: count, partner } = workerData as ShareOrder;
await openWasmBackend(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
const { net, start, images, labels } = imagesProblem(network);
const batch = {
  images: tf.keep(tf.tensor4d(images.slice(0, count * SIZE * SIZE * 3), [count, SIZE, SIZE, 3])),
  labels: tf.keep(tf.tensor1d(labels.slice(0, count), 'int32')),
};
const trainer = new ImageTrainer(kernelOps, forwardOf(net), start);
const names = trainer.parameterNames;
const slots = names.map((name): Slot => {
  const { shape, data } = start.parameters[name]!;
  return { value: tf.keep(tf.tensor(data.slice(), [...shape])), velocity: tf.keep(tf.zeros([...shape])) };
});

/** Messages of the partner, in order; one may come before it is waited for. */
const arrived: Float32Array[] = [];
let wake: (() => void) | undefined;
partner?.on('message', (gradients: Float32Array) => {
  arrived.push(gradients);
  wake?.();
});
async function receive(): Promise<Float32Array> {
  while (arrived.length === 0) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  return arrived.shift()!;
}

/** A step on this thread's images, with the mean of both threads' gradients. */
async function step(): Promise<void> {
  const { gradients, loss, correct } = trainer.differentiate(batch, names, 'batch');
  tf.dispose([loss, correct]);
  const list = names.map((name) => gradients[name]!);
  if (partner) {
    const own = list.map((gradient) => gradient.dataSync() as Float32Array);
    const packed = new Float32Array(own.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of own) {
      packed.set(part, at);
      at += part.length;
    }
    partner.postMessage(packed);
    const other = await receive();
    for (let k = 0; k < packed.length; k += 1) packed[k] = (packed[k]! + other[k]!) / 2;
    at = 0;
    for (const [k, gradient] of list.entries()) {
      const mean = tf.tensor(packed.slice(at, at + own[k]!.length), gradient.shape);
      at += own[k]!.length;
      gradient.dispose();
      list[k] = mean;
    }
  }
  tf.tidy(() => kernelOps.descend(slots, list, { rate: RATE, ...DESCENT }));
  tf.dispose(list);
}

parentPort!.on('message', async (steps: number) => {
  for (let k = 0; k < steps; k += 1) await step();
  parentPort!.postMessage('done');
});
parentPort!.postMessage('ready');
