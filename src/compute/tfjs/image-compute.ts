/**
 * Opens what image networks are computed with: our kernels on WebGPU or on the processor, after a self-test against the plain
 * oracle; stock tfjs where neither can run or what it computes is wrong.
 */
import * as tf from '@tensorflow/tfjs-core';
import { residualNet } from '../../networks/architectures.ts';
import { initialise, tensorSpecs } from '../../networks/tensors.ts';
import { openStream } from '../../random/stream.ts';
import { crossEntropy, differentiateNetwork, toMaps } from '../plain/deep-network.ts';
import { SELF_TEST_TOLERANCE } from '../self-test.ts';
import { forwardOfDescription, networkValues } from './description-net.ts';
import type { ImageOps } from './ops.ts';
import { ImageTrainer } from './trainer.ts';

export interface ImageCompute {
  /** 'plain': stock tfjs on plain loops. */
  readonly kind: 'webgpu' | 'cpu' | 'plain';
  /** Where it runs, for people. */
  readonly device: string;
  readonly ops: ImageOps;
  /** Largest disagreement with the oracle in the self-test, relative. */
  readonly selfTestError: number;
  /** Why nothing faster was taken; empty if nothing is. */
  readonly reason: string;
  /** Resolves when the GPU is lost; never otherwise. */
  readonly lost: Promise<Error>;
  /** Loses the GPU on purpose, as a drill; nothing where there is none. */
  loseDevice(): void;
  /** Gives back the memory of tensors that were freed: to be called after a growth, when no read is under way. */
  releaseMemory(): void;
  dispose(): void;
}

type Opened = Omit<ImageCompute, 'selfTestError' | 'reason'>;

async function openWebGpu(gpu: GPU): Promise<Opened> {
  const { openDevice } = await import('../webgpu/adapter.ts');
  const { connectWebGpuKernels, releaseGpuMemory } = await import('./webgpu/kernels.ts');
  const { kernelOps } = await import('./kernel-ops.ts');
  const { device, adapterName, close } = await openDevice(gpu);
  connectWebGpuKernels();
  let disposed = false;
  const lost = new Promise<Error>((resolve) => {
    void device.lost.then(({ message }) => {
      if (!disposed) resolve(new Error(`The GPU device was lost${message ? `: ${message}` : ''}.`));
    });
  });
  return {
    kind: 'webgpu',
    device: adapterName,
    ops: kernelOps,
    lost,
    loseDevice: () => device.destroy(),
    releaseMemory: releaseGpuMemory,
    dispose() {
      disposed = true;
      close();
    },
  };
}

const NEVER = new Promise<Error>(() => {});

async function openProcessor(wasmAddress: string): Promise<Opened> {
  const { openWasmBackend } = await import('./wasm/wasm-backend.ts');
  const { kernelOps } = await import('./kernel-ops.ts');
  await openWasmBackend(wasmAddress);
  return {
    kind: 'cpu',
    device: 'WebAssembly SIMD',
    ops: kernelOps,
    lost: NEVER,
    loseDevice() {},
    releaseMemory() {},
    dispose: () => tf.removeBackend('wasm'),
  };
}

async function openStock(): Promise<Opened> {
  const { stockOps } = await import('./stock-ops.ts');
  await tf.setBackend('cpu');
  const nothing = () => {};
  return {
    kind: 'plain',
    device: 'plain loops',
    ops: stockOps,
    lost: NEVER,
    loseDevice: nothing,
    releaseMemory: nothing,
    dispose: nothing,
  };
}

const TEST_NET = { stages: [9, 12], blocks: 1, classes: 3, side: 8 } as const;
const TEST_IMAGES = 5;

/**
 * Gradients of a small residual net with batch norm on the current backend against the oracle's.
 * @returns the largest distance of a tensor's gradient, relative to the length of the oracle's; Infinity if it is no number
 */
export async function testImageOps(ops: ImageOps): Promise<number> {
  const description = residualNet(TEST_NET);
  const network = initialise(description, 1);
  for (const { name } of tensorSpecs(description)) {
    // The ends of residual branches start at 0, which would hide the branches.
    const data = network.tensors[name]!;
    const stream = openStream(1, `self-test / ${name}`);
    if (data.every((value) => value === 0)) for (let k = 0; k < data.length; k += 1) data[k] = 0.2 * stream.normal();
  }
  const { height, width } = description;
  const stream = openStream(1, 'self-test / images');
  const images = Float32Array.from({ length: TEST_IMAGES * height * width * 3 }, () => stream.normal());
  const labels = Int32Array.from({ length: TEST_IMAGES }, (_, n) => n % TEST_NET.classes);
  const input = toMaps(description, TEST_IMAGES, images);
  const expected = differentiateNetwork(network, input, crossEntropy(labels), { norm: 'batch' });
  const trainer = new ImageTrainer(ops, forwardOfDescription(description), networkValues(network));
  const batch = {
    images: tf.tensor4d(images, [TEST_IMAGES, height, width, 3]),
    labels: tf.tensor1d(labels, 'int32'),
  };
  const { gradients, loss, correct } = trainer.differentiate(batch, trainer.parameterNames, 'batch');
  let worst = Math.abs((await loss.data())[0]! - expected.loss);
  for (const [name, gradient] of Object.entries(gradients)) {
    const found = await gradient.data();
    const wanted = expected.gradients[name]!;
    const distance = Math.hypot(...wanted.map((value, k) => value - found[k]!));
    worst = Math.max(worst, distance / (Math.hypot(...wanted) + 1e-3));
  }
  trainer.dispose();
  tf.dispose([gradients, loss, correct, batch.images, batch.labels]);
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst;
}

/** Opens and tests one; resolves to a sentence when it cannot be used. */
async function attempt(open: () => Promise<Opened>): Promise<Omit<ImageCompute, 'reason'> | string> {
  let opened: Opened | undefined;
  try {
    opened = await open();
    const selfTestError = await testImageOps(opened.ops);
    if (selfTestError <= SELF_TEST_TOLERANCE) return { ...opened, selfTestError };
    opened.dispose();
    return 'Its gradients disagree with the reference by more than rounding.';
  } catch (thrown) {
    opened?.dispose();
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

export interface ImageComputeOptions {
  /** 'webgpu' falls back to the processor where it cannot run. */
  readonly kind: 'webgpu' | 'cpu';
  /** `navigator.gpu`; needed for 'webgpu'. */
  readonly gpu?: GPU | undefined;
  /** Of tfjs-backend-wasm-simd.wasm, or of the folder that has it, ending with '/'. */
  readonly wasmAddress: string;
}

/** Opens the kind that was asked for, or the fastest that works, and says why. */
export async function openImageCompute({ kind, gpu, wasmAddress }: ImageComputeOptions): Promise<ImageCompute> {
  const reasons: string[] = [];
  if (kind === 'webgpu') {
    const found = gpu ? await attempt(() => openWebGpu(gpu)) : 'This browser has no WebGPU.';
    if (typeof found !== 'string') return { ...found, reason: '' };
    reasons.push(`WebGPU cannot be used. ${found}`);
  }
  const found = await attempt(() => openProcessor(wasmAddress));
  if (typeof found !== 'string') return { ...found, reason: reasons.join(' ') };
  reasons.push(`The fast kernels cannot be used. ${found}`);
  const stock = await openStock();
  return { ...stock, selfTestError: await testImageOps(stock.ops), reason: reasons.join(' ') };
}
