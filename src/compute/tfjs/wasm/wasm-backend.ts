/** Opens the tfjs wasm backend with our kernels on its memory. */
import '@tensorflow/tfjs-backend-wasm';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { connectWasmKernels } from './kernels.ts';

/** tfjs registers it when its module is loaded; a backend that was removed can be registered again. */
const factory = tf.findBackendFactory('wasm');

/**
 * Makes `wasm` the current backend, with our kernels. One thread: the threaded build needs a page that is cross-origin
 * isolated, which a static host's is not, and would thread none of our kernels. Two threads have a backend each (data-parallel/).
 * @param address of tfjs-backend-wasm-simd.wasm: a folder that ends with '/', or the file itself
 * @throws Error where the browser has no WebAssembly SIMD
 */
export async function openWasmBackend(address: string): Promise<void> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) throw new Error('This browser has no WebAssembly SIMD.');
  if (tf.getBackend() !== 'wasm') {
    if (!tf.findBackendFactory('wasm')) tf.registerBackend('wasm', factory, 2);
    if (!tf.findBackend('wasm')) {
      // tfjs wants an address for each of its builds.
      const builds = ['', '-simd', '-threaded-simd'].map((build) => [`tfjs-backend-wasm${build}.wasm`, address]);
      if (address.endsWith('/')) setWasmPaths(address);
      else setWasmPaths(Object.fromEntries(builds));
    }
    if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js could not start its WebAssembly backend.');
  }
  await connectWasmKernels();
}
