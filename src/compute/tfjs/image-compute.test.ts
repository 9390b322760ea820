import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, test, vi } from 'vitest';
import { openImageCompute, testImageOps } from './image-compute.ts';
import { kernelOps } from './kernel-ops.ts';

const wasmAddress = fileURLToPath(
  new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url),
);

afterEach(() => {
  if (tf.findBackend('wasm')) tf.removeBackend('wasm');
});

test('the processor is opened, tested and closed again', async () => {
  const compute = await openImageCompute({ kind: 'cpu', wasmAddress });
  expect(compute).toMatchObject({ kind: 'cpu', device: 'WebAssembly SIMD', reason: '' });
  expect(compute.selfTestError).toBeGreaterThan(0);
  expect(compute.selfTestError).toBeLessThan(1e-4);
  const before = tf.memory().numTensors;
  await testImageOps(compute.ops);
  expect(tf.memory().numTensors).toBe(before);
  compute.dispose();
  expect(tf.findBackend('wasm')).toBeNull();
});

test('without WebGPU the processor computes, and the reason is told', async () => {
  const compute = await openImageCompute({ kind: 'webgpu', gpu: undefined, wasmAddress });
  expect(compute.kind).toBe('cpu');
  expect(compute.reason).toBe('WebGPU cannot be used. This browser has no WebGPU.');
  compute.dispose();
});

test('wrong operations do not pass the self-test', async () => {
  const compute = await openImageCompute({ kind: 'cpu', wasmAddress });
  const wrong = { ...kernelOps, add: (a: tf.Tensor4D, b: tf.Tensor4D) => tf.add(a, tf.mul(b, 1.01)) as tf.Tensor4D };
  expect(await testImageOps(wrong)).toBeGreaterThan(1e-3);
  const broken = { ...kernelOps, maxPool: (x: tf.Tensor4D) => tf.mul(kernelOps.maxPool(x), Number.NaN) as tf.Tensor4D };
  expect(await testImageOps(broken)).toBe(Number.POSITIVE_INFINITY);
  compute.dispose();
});

// The last one: tfjs does not try again with another address.
test('where the file is missing, stock tfjs computes', async () => {
  // tfjs complains to the console as well.
  for (const method of ['warn', 'error', 'log'] as const) vi.spyOn(console, method).mockImplementation(() => {});
  const compute = await openImageCompute({ kind: 'cpu', wasmAddress: '/nowhere/' });
  expect(compute.kind).toBe('plain');
  expect(compute.reason).toMatch(/^The fast kernels cannot be used\. ./);
  expect(compute.selfTestError).toBeLessThan(1e-4);
});
