/** Our wasm kernels against the tfjs cpu backend and finite differences. */
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { kernelOps } from '../kernel-ops.ts';
import { difference, drawInputs, evaluate, OP_CASES, slopeErrors, ties } from '../ops-suite.ts';
import { stockOps } from '../stock-ops.ts';
import { openWasmBackend } from './wasm-backend.ts';

beforeAll(() =>
  openWasmBackend(
    fileURLToPath(new URL('../../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url)),
  ),
);

describe.each(OP_CASES)('$name', (each) => {
  test('is what the cpu backend computes, and so are its gradients', async () => {
    const values = drawInputs(each);
    await tf.setBackend('cpu');
    const expected = await evaluate(stockOps, each, values);
    await tf.setBackend('wasm');
    const found = await evaluate(kernelOps, each, values);
    expect(difference(found, expected)).toBeLessThan(2e-6);
  });

  test('has the slopes that finite differences have', async () => {
    await tf.setBackend('wasm');
    const errors = await slopeErrors(kernelOps, each);
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(5e-3);
  });

  test('gives the same bytes twice', async () => {
    await tf.setBackend('wasm');
    const values = drawInputs(each);
    expect(await evaluate(kernelOps, each, values)).toEqual(await evaluate(kernelOps, each, values));
  });
});

test.each([3, 4, 8])('where several are largest the first counts, %i channels', async (channels) => {
  await tf.setBackend('wasm');
  const { gradient, expected, correct } = await ties(kernelOps, channels);
  expect(gradient).toEqual(expected);
  expect(correct).toBe(1);
});
