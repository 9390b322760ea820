/** Fifty growths of each kind on the wasm backend; webgpu-kernels.spec.ts has those on WebGPU. */
import { beforeAll, expect, it } from 'vitest';
import { kernelOps } from '../../compute/tfjs/kernel-ops.ts';
import { growthMemory, WAYS_TO_GROW, type WayToGrow } from './growth-memory.ts';
import { openTinyEngine } from './tiny-course.ts';

beforeAll(openTinyEngine);

it.each(Object.entries<WayToGrow>(WAYS_TO_GROW))('%s: fifty growths leave nothing behind', async (_, way) => {
  await growthMemory(kernelOps, way, 1);
  const { left, added } = await growthMemory(kernelOps, way, 50);
  // A growth that finds nothing which lowers the loss adds nothing.
  expect(added.filter((channels) => channels === 1).length).toBeGreaterThan(40);
  expect(left).toEqual(new Array(50).fill(left[0]));
});
