/** Splitting matrices by tfjs, with our kernels and with stock operations, against plain loops in 64-bit floats. */
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { mlp, residualNet, vgg } from '../../networks/architectures.ts';
import type { Description } from '../../networks/description.ts';
import { initialise } from '../../networks/tensors.ts';
import { createDeepEngine } from './deep-engine.ts';
import { kernelOps } from './kernel-ops.ts';
import { splittingErrors } from './splitting-suite.ts';
import { stockOps } from './stock-ops.ts';
import { openWasmBackend } from './wasm/wasm-backend.ts';

const openWasm = () =>
  openWasmBackend(fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url)));

const RESIDUAL = residualNet({ stages: [3, 4], blocks: 1, classes: 3, side: 4, channels: 2, slots: true });
const NETWORKS: readonly [string, Description][] = [
  ['residual net with batch norm and slots', RESIDUAL],
  ['VGG-11', vgg({ depth: 11, width: [2, 3, 2, 3, 2, 3, 2, 3], classes: 4 })],
  ['MLP with biases', mlp({ inputs: 3, hidden: [4, 3], outputs: 3 })],
  ['MLP with batch norm', mlp({ inputs: 3, hidden: [4, 3], outputs: 3, norm: true })],
];

describe('splitting matrices on tfjs', () => {
  it.each(NETWORKS)(
    "%s: matrices and products are the oracle's, and no tensor is left behind",
    async (_, description) => {
      await openWasm();
      const { matrices, products, leaked } = await splittingErrors(kernelOps, description);
      expect(Math.max(...matrices)).toBeLessThan(1e-4);
      expect(Math.max(...products)).toBeLessThan(1e-4);
      expect(leaked).toBe(0);
    },
  );

  it('so they are by stock operations', async () => {
    await tf.setBackend('cpu');
    const { matrices, products, leaked } = await splittingErrors(stockOps, RESIDUAL);
    expect(Math.max(...matrices)).toBeLessThan(1e-4);
    expect(Math.max(...products)).toBeLessThan(1e-4);
    expect(leaked).toBe(0);
  });

  it('says that there is no such convolution', async () => {
    await openWasm();
    const engine = createDeepEngine(kernelOps, []);
    const network = initialise(RESIDUAL, 1);
    await expect(engine.splittingMatrices(network, 'head', 0)).rejects.toThrow('no activated convolution "head"');
    engine.dispose();
  });
});
