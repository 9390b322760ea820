/** Starts the second of two threads that share batches, in a browser. */
import { connectSecondThread, type SecondThread } from '../../compute/tfjs/data-parallel/second-thread.ts';
import { SharedExchange } from '../../compute/tfjs/data-parallel/shared-exchange.ts';

/** The name by which the worker of image runs knows that it is the second thread of another one. */
export const SECOND_THREAD = 'second thread of image runs';

/** The first message to it; orders follow. */
export interface SecondThreadStart {
  readonly kind: 'start';
  readonly memory: SharedArrayBuffer;
  /** Of tfjs's WebAssembly. */
  readonly wasmAddress: string;
}

export type SecondThreadReport = { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly message: string };

export interface OpenedSecondThread {
  readonly second: SecondThread;
  close(): void;
}

/**
 * To be called in the worker of image runs.
 * @throws Error with a sentence where it cannot be had
 */
export async function openSecondThread(wasmAddress: string): Promise<OpenedSecondThread> {
  if (!globalThis.crossOriginIsolated) throw new Error('Two threads need a page that is cross-origin isolated.');
  const memory = SharedExchange.allocate();
  // This worker's own file once more: nothing else is fetched.
  const worker = new Worker(globalThis.location.href, { type: 'module', name: SECOND_THREAD });
  try {
    await new Promise<void>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<SecondThreadReport>) =>
        data.kind === 'ready' ? resolve() : reject(new Error(data.message));
      worker.onerror = ({ message }) => reject(new Error(message || 'The second thread does not start.'));
      worker.postMessage({ kind: 'start', memory, wasmAddress } satisfies SecondThreadStart);
    });
  } catch (error) {
    worker.terminate();
    throw error;
  }
  const second = connectSecondThread(
    (order, transfer) => worker.postMessage(order, transfer),
    new SharedExchange(memory, 0),
  );
  return { second, close: () => worker.terminate() };
}
