/** Opens the engines of the command line. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { createCpuEngine, simdSupported } from '../compute/cpu/cpu-engine.ts';
import type { Engine, EngineKind } from '../compute/engine.ts';
import type { ImageEngine } from '../compute/image-engine.ts';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import type { ThreadCount } from '../compute/report.ts';
import { messageOf, UsageError } from './usage-error.ts';

/** What computes images, and what it keeps of memory that was freed. */
export interface OpenedImageEngine {
  readonly engine: ImageEngine;
  /** Gives back the memory of what is gone: to be called after a growth. */
  releaseMemory(): void;
}

const INSTALL = 'install it with "npm install --no-save webgpu" or use --engine cpu';

/** The part of the npm package `webgpu` (Dawn for Node) that is used. */
interface WebGpuPackage {
  create(options: readonly string[]): GPU;
  readonly globals: Readonly<Record<string, unknown>>;
}

/** What `--engine cpu` is on this processor: WebAssembly SIMD, or plain loops where Node has none. */
export const CPU_ENGINE_KIND: EngineKind = simdSupported() ? 'cpu' : 'plain';

/** Opens the engine of kind `CPU_ENGINE_KIND`. */
export async function openCpuEngine(): Promise<Engine> {
  return CPU_ENGINE_KIND === 'cpu' ? createCpuEngine() : createPlainEngine();
}

/**
 * What a browser calls `navigator.gpu`, through the optional package `webgpu`.
 * @throws UsageError when the package is not installed, or finds no adapter
 */
async function openGpu(): Promise<GPU> {
  const dawn = await importPackage();
  const gpu = dawn.create([]);
  // The engine and tfjs read GPUBufferUsage, navigator.gpu and the like from the global object, as in a browser.
  Object.assign(globalThis, dawn.globals);
  if (!globalThis.navigator) Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
  if (!(await gpu.requestAdapter())) {
    throw new UsageError(
      'The package "webgpu" finds no graphics adapter (with a driver for Vulkan, Metal or Direct3D 12); install a driver or use --engine cpu.',
    );
  }
  return gpu;
}

/** @param why as a sentence */
function doesNotStart(why: string): UsageError {
  return new UsageError(`--engine webgpu does not start (${why.replace(/\.$/, '')}); use --engine cpu.`);
}

/**
 * The graphics card, for the toy.
 * @throws UsageError when the package is not installed, finds no adapter, or the engine does not run on it
 */
export async function openWebGpuEngine(): Promise<Engine> {
  const gpu = await openGpu();
  // Imported only now that the global object has what it reads.
  const { createWebGpuEngine } = await import('../compute/webgpu/webgpu-engine.ts');
  try {
    return await createWebGpuEngine(gpu);
  } catch (error) {
    throw doesNotStart(messageOf(error));
  }
}

/**
 * The graphics card, for images, after a self-test.
 * @throws UsageError when the package is not installed, finds no adapter, or what it computes is wrong
 */
export async function openWebGpuImageEngine(): Promise<OpenedImageEngine> {
  const gpu = await openGpu();
  const [{ openImageCompute }, { createImageEngine }] = await Promise.all([
    import('../compute/tfjs/image-compute.ts'),
    import('../compute/tfjs/image-engine.ts'),
  ]);
  const compute = await openImageCompute({ kind: 'webgpu', gpu, wasmAddress: wasmFolder() });
  if (compute.kind !== 'webgpu') throw doesNotStart(compute.reason);
  return { engine: createImageEngine(compute.ops), releaseMemory: () => compute.releaseMemory() };
}

/**
 * Our kernels in WebAssembly, for images.
 * @param threads with 2, a second thread shares the batches of training
 */
export async function openWasmImageEngine(threads: ThreadCount = 1): Promise<ImageEngine> {
  // tfjs takes long to load: only for image runs.
  const [{ createImageEngine }, { kernelOps }, { openWasmBackend }] = await Promise.all([
    import('../compute/tfjs/image-engine.ts'),
    import('../compute/tfjs/kernel-ops.ts'),
    import('../compute/tfjs/wasm/wasm-backend.ts'),
  ]);
  await openWasmBackend(wasmFolder());
  if (threads === 1) return createImageEngine(kernelOps);
  const { openSecondThread } = await import('./open-second-thread.ts');
  return createImageEngine(kernelOps, (await openSecondThread()).second);
}

/** Where tfjs's WebAssembly lies. */
export function wasmFolder(): string {
  return `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`;
}

async function importPackage(): Promise<WebGpuPackage> {
  const name = 'webgpu'; // not a literal in the import: the package is optional, so its types may be missing
  try {
    return (await import(name)) as WebGpuPackage;
  } catch {
    throw new UsageError(`--engine webgpu needs the npm package "webgpu", which is not installed here; ${INSTALL}.`);
  }
}
