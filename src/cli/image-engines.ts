/** Opens the engines of image runs on the command line. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { ImageEngine } from '../compute/image-engine.ts';

/** Our kernels in WebAssembly, on one core. */
export async function openWasmImageEngine(): Promise<ImageEngine> {
  // tfjs takes long to load: only for image runs.
  const [{ createImageEngine }, { kernelOps }, { openWasmBackend }] = await Promise.all([
    import('../compute/tfjs/image-engine.ts'),
    import('../compute/tfjs/kernel-ops.ts'),
    import('../compute/tfjs/wasm/wasm-backend.ts'),
  ]);
  const backend = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  await openWasmBackend(`${dirname(backend)}/`);
  return createImageEngine(kernelOps);
}
