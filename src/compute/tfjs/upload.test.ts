import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { residualNet } from '../../networks/architectures.ts';
import { initialise } from '../../networks/tensors.ts';
import { wholeBatches } from '../../runs/images/image-data.ts';
import { greyImages } from '../../worker/images/image-loopback.ts';
import { createImageEngine } from './image-engine.ts';
import { kernelOps } from './kernel-ops.ts';
import { openWasmBackend } from './wasm/wasm-backend.ts';

beforeAll(() =>
  openWasmBackend(fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url))),
);

it('a growth has a batch from when it is first asked for, once, and gives all of them back', async () => {
  const network = initialise(residualNet({ stages: [4], blocks: 0, classes: 10 }), 1);
  const source = wholeBatches(greyImages(45).train, 10);
  const asked: number[] = [];
  const counting = {
    length: source.length,
    at(index: number) {
      asked.push(index);
      return source.at(index);
    },
  };
  const before = tf.memory().numTensors;
  const growth = createImageEngine(kernelOps).openGrowth(network.description, counting);
  expect([growth.batches, asked, tf.memory().numTensors]).toEqual([4, [], before]);
  const losses: number[] = [];
  for (const batch of [2, 2, 0, 2]) losses.push(await growth.loss(network, batch));
  expect(asked).toEqual([2, 0]);
  expect(losses[1]).toBe(losses[0]);
  growth.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('all batches are of one size, in order, and the only one may be smaller', () => {
  const labels = (count: number, size: number) => {
    const source = wholeBatches(greyImages(count).train, size);
    return Array.from({ length: source.length + 1 }, (_, k) => source.at(k)?.labels.join(''));
  };
  expect(labels(7, 3)).toEqual(['012', '345', undefined]);
  expect(labels(6, 3)).toEqual(['012', '345', undefined]);
  expect(labels(2, 3)).toEqual(['01', undefined]);
});
