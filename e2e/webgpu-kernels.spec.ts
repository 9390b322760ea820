/** Our WebGPU kernels of conv nets in a browser, against the tfjs cpu backend. The checks run in a fixture page. */
import { expect, test } from '@playwright/test';
import { openFixture } from './fixture-page.ts';
import type { KernelChecks } from './fixtures/webgpu-kernels.ts';

const run = openFixture<KernelChecks>('webgpu-kernels', 'kernelChecks');

test('every operation and its gradients are what the cpu backend and finite differences say', async () => {
  const found = await run('operations');
  expect(found.length).toBe((await run('names')).length);
  for (const { name, difference, slope } of found) {
    expect(difference, name).toBeLessThan(5e-6);
    expect(slope, name).toBeLessThan(5e-3);
  }
});

test('where several are largest the first counts', async () => {
  for (const { gradient, expected, correct } of await run('ties')) {
    expect(gradient).toEqual(expected);
    expect(correct).toBe(1);
  }
});

test('training is what stock operations on the cpu backend do, and repeats to the bit', async () => {
  const { difference, repeats } = await run('training');
  expect(difference).toBeLessThan(1e-4);
  expect(repeats).toBe(true);
});

test('the gradient of each gate is the slope of the loss', async () => {
  const { found, expected } = await run('gates');
  expect(found.some((slope) => Math.abs(slope) > 0.01)).toBe(true);
  for (const [c, slope] of found.entries()) expect(slope).toBeCloseTo(expected[c]!, 3);
});

test("splitting matrices and their products are the plain oracle's", async () => {
  const { matrices, products, leaked } = await run('splitting');
  expect(Math.max(...matrices)).toBeLessThan(1e-4);
  expect(Math.max(...products)).toBeLessThan(1e-4);
  expect(leaked).toBe(0);
});

test('a training step of VGG-19 with batch norm is at most 250 dispatches', async () => {
  const { dispatches, loss } = await run('dispatches');
  expect(loss).toBeGreaterThan(0);
  expect(dispatches).toBeGreaterThan(100);
  expect(dispatches).toBeLessThanOrEqual(250);
});

test('fifty growths leave nothing behind', async () => {
  test.setTimeout(120_000);
  for (const { name, left, added } of await run('memory')) {
    expect(added.filter((channels) => channels === 1).length, name).toBeGreaterThan(40);
    expect(left, name).toEqual(new Array(50).fill(left[0]));
  }
});

test('the device had nothing to complain about', async () => {
  expect(await run('complaints')).toEqual([]);
});
