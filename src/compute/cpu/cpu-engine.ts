/** The `cpu` engine: one fused WebAssembly SIMD kernel for two-layer networks (kernel.as.ts). Works in workers and in Node. */
import { fitDirectionsStepwise } from '../directions-loop.ts';
import type { Engine } from '../engine.ts';
import { type Kernel, loadKernel } from './kernel.ts';

/** The smallest module with a SIMD instruction: a function that returns i8x16.popcnt(i8x16.splat(0)). */
const SIMD_MODULE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

/** Whether this browser can run the engine. Those that cannot run on the plain one. */
export function simdSupported(): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(SIMD_MODULE);
}

/**
 * Opens the engine. Data sets must not change after their first use: the kernel keeps its copy of the last one. Numbers are
 * 32-bit floats throughout, so networks and slots that it returns survive being stored as such.
 */
export async function createCpuEngine(): Promise<Engine> {
  let kernel: Kernel | undefined = await loadKernel();
  const open = (): Kernel => {
    if (!kernel) throw new Error('The engine was disposed of.');
    return kernel;
  };
  return {
    kind: 'cpu',
    device: 'WebAssembly SIMD',
    lost: new Promise(() => {}),
    train: async (request) => open().train(request),
    fitDirections: async (request) =>
      fitDirectionsStepwise(request, (network) => open().differentiate(network, request.data)),
    differentiate: async (networks, data) => networks.map((network) => open().differentiate(network, data)),
    dispose() {
      kernel = undefined;
    },
  };
}
