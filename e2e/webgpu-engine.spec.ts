/** The WebGPU engine in a browser, against the oracle. The page under test is a fixture; the checks run in it. */
import { expect, test } from '@playwright/test';
import { openFixture } from './fixture-page.ts';
import type { Checks } from './fixtures/webgpu-suite.ts';

const run = openFixture<Checks>('webgpu-suite', 'webgpuChecks');

test('names its adapter and says that it is software', async () => {
  const found = await run('describe');
  expect(found.kind).toBe('webgpu');
  expect(found.software).toBe(true);
  expect(found.adapterName).toMatch(/swiftshader.*\(software\)$/i);
  expect(found.device).toBe(found.adapterName);
});

test('gives the loss and gradient of the oracle and of finite differences', async () => {
  const worst = await run('gradients');
  expect(worst.loss).toBeLessThan(1e-5);
  expect(worst.gradient).toBeLessThan(1e-5);
  expect(worst.slope).toBeLessThan(1e-4);
});

test("takes 30 Adam steps as the oracle's", async () => {
  const worst = await run('adam');
  expect(worst.losses).toBeLessThan(1e-4);
  expect(worst.parameters).toBeLessThan(1e-4);
  expect(worst.first).toBeLessThan(1e-3);
  expect(worst.second).toBeLessThan(1e-3);
});

test('goes on where it stopped, to the bit', async () => {
  const [whole, parts] = await run('continued');
  expect(parts).toBe(whole);
});

test('corrects the bias of a late neuron by its own step count', async () => {
  expect(await run('lateNeuron')).toBeLessThan(1e-4);
});

test('gives the same bits whoever shares the dispatch', async () => {
  const { alone, together, mixedDispatches, sameDispatches } = await run('coalesced');
  expect(together).toBe(alone);
  // One per program that the short jobs need, then one per program of those that train.
  expect(mixedDispatches).toBeLessThanOrEqual(6);
  expect(sameDispatches).toBe(1);
});

test('splits long trainings over dispatches, to the same bits, and reads back once', async () => {
  const { same, frames, dispatches, bytesRead } = await run('longTraining');
  expect(same).toBe(true);
  expect(frames).toBe(4);
  expect(dispatches).toBeGreaterThan(1);
  // 4,000 losses, 4 frames of 30 parameters, and the parameters, their gradient and two moments.
  expect(bytesRead).toBe(4 * (4000 + 4 * 30 + 4 * 30));
});

test('computes 128 neurons and refuses more', async () => {
  const { error, message } = await run('width');
  expect(error).toBeLessThan(1e-5);
  expect(message).toBe('RangeError: On WebGPU 128 neurons fit at once with so many inputs, this needs 129.');
});

test("keeps eq. 4's constraints and follows the oracle", async () => {
  const found = await run('directions');
  expect(found.frames).toBe(40);
  expect(found.keys).toBe(true);
  expect(found.amplitude).toBeLessThanOrEqual(found.stepSize);
  expect(found.length).toBeLessThanOrEqual(1 + 1e-6);
  expect(found.candidateError).toBeLessThan(1e-3);
  expect(found.lossError).toBeLessThan(1e-5);
});

test('holds no more device memory after 200 requests than after one growth', async () => {
  const { first, last } = await run('memory');
  expect(last).toBe(first);
});

test('rejects pending and later requests when the device is lost', async () => {
  const { names, lost, message } = await run('loss');
  expect(names).toEqual(['DeviceLostError', 'DeviceLostError', 'DeviceLostError']);
  expect(lost).toBe(true);
  expect(message).toContain('lost');
});

test('does not call its own disposal a loss', async () => {
  const [pending, later, lost] = await run('disposal');
  expect(pending).toContain('disposed');
  expect(later).toContain('disposed');
  expect(lost).toBe('not lost');
});

test('orders a small Figure 3 as the paper does: fresh neurons beat splitting alone', async () => {
  const { means, batches } = await run('smallFigure3');
  expect(means.firefly).toBeLessThan(means['firefly-split']!);
  expect(means.firefly).toBeLessThan(means.splitting!);
  // All nine runs ask together: per phase for training, losses, directions and scores.
  expect(batches).toBeLessThanOrEqual(1 + 6 * 6);
});

test('measures its speed', async () => {
  const { one, many } = await run('speed');
  test
    .info()
    .annotations.push({ type: 'ms per step', description: `one ${one.toFixed(3)}, of 120 ${many.toFixed(3)}` });
  console.log(
    `ms per step of 10 neurons and 1,000 points: alone ${one.toFixed(3)}, 120 at once ${many.toFixed(3)} each`,
  );
  // Generous: the machine may be busy. A step per dispatch would take far longer.
  expect(one).toBeLessThan(3);
  expect(many).toBeLessThan(3);
});
