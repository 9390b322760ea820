/** The trainer of the product, with our kernels or with stock operations, on a tfjs backend. */
import * as tf from '@tensorflow/tfjs';
import { forwardOf } from '../../src/compute/tfjs/conv-net.ts';
import { kernelOps } from '../../src/compute/tfjs/kernel-ops.ts';
import type { ImageOps } from '../../src/compute/tfjs/ops.ts';
import { stockOps } from '../../src/compute/tfjs/stock-ops.ts';
import { DESCENT, ImageTrainer } from '../../src/compute/tfjs/trainer.ts';
import type { Contestant } from './contestant.ts';
import { RATE, SIZE } from './problem.ts';

async function contestant(name: string, backend: string, ops: ImageOps): Promise<Contestant> {
  return {
    name,
    async open({ net, batch, start, images, labels }) {
      await tf.setBackend(backend);
      const trainer = new ImageTrainer(ops, forwardOf(net), start);
      const data = {
        images: tf.tensor4d(images, [batch, SIZE, SIZE, 3]),
        labels: tf.tensor1d(labels, 'int32'),
      };
      return {
        async train(steps) {
          await tf.setBackend(backend);
          for (let step = 1; ; step += 1) {
            const { loss, correct } = trainer.step(data, { rate: RATE, ...DESCENT });
            if (step < steps) {
              tf.dispose([loss, correct]);
              continue;
            }
            const [value] = await loss.data();
            tf.dispose([loss, correct]);
            return value!;
          }
        },
        dispose() {
          trainer.dispose();
          tf.dispose([data.images, data.labels]);
        },
      };
    },
  };
}

async function openWasm(): Promise<void> {
  const { default: address } = await import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url');
  const { openWasmBackend } = await import('../../src/compute/tfjs/wasm/wasm-backend.ts');
  await openWasmBackend(address);
}

let device: Promise<unknown> | undefined;

/** One device for both contestants. */
async function openGpu(): Promise<void> {
  const { openDevice } = await import('../../src/compute/webgpu/adapter.ts');
  const { connectWebGpuKernels } = await import('../../src/compute/tfjs/webgpu/kernels.ts');
  device ??= openDevice(navigator.gpu);
  await device;
  await tf.setBackend('webgpu');
  connectWebGpuKernels();
}

export async function wasmContestant(kind: 'kernels' | 'stock'): Promise<Contestant> {
  await openWasm();
  return kind === 'kernels' ? contestant('ours, wasm', 'wasm', kernelOps) : contestant('tfjs, wasm', 'wasm', stockOps);
}

export async function gpuContestant(kind: 'kernels' | 'stock'): Promise<Contestant> {
  await openGpu();
  return kind === 'kernels'
    ? contestant('ours, webgpu', 'webgpu', kernelOps)
    : contestant('tfjs, webgpu', 'webgpu', stockOps);
}
