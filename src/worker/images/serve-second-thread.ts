/** The second of two threads that share batches, in a browser: the worker of image runs once more, which the first opened. */

import type { SecondThreadOrder } from '../../compute/tfjs/data-parallel/second-thread.ts';
import { createSecondThreadHost } from '../../compute/tfjs/data-parallel/second-thread-host.ts';
import { SharedExchange } from '../../compute/tfjs/data-parallel/shared-exchange.ts';
import type { SecondThreadReport, SecondThreadStart } from './open-second-thread.ts';

/** @returns what takes the first thread's messages */
export function serveSecondThread(
  post: (report: SecondThreadReport) => void,
): (message: SecondThreadStart | SecondThreadOrder) => void {
  let obey: ((order: SecondThreadOrder) => void) | undefined;
  const start = async ({ memory, wasmAddress }: SecondThreadStart) => {
    try {
      const { openWasmBackend } = await import('../../compute/tfjs/wasm/wasm-backend.ts');
      const { kernelOps } = await import('../../compute/tfjs/kernel-ops.ts');
      await openWasmBackend(wasmAddress);
      obey = createSecondThreadHost(kernelOps, new SharedExchange(memory, 1));
      post({ kind: 'ready' });
    } catch (error) {
      post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  };
  return (message) => {
    if (message.kind === 'start') void start(message);
    else obey?.(message);
  };
}
