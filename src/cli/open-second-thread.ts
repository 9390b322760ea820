/** Starts the second of two threads that share batches, in Node. */
import { Worker } from 'node:worker_threads';
import { connectSecondThread, type SecondThread } from '../compute/tfjs/data-parallel/second-thread.ts';
import { SharedExchange, ThreadLostError } from '../compute/tfjs/data-parallel/shared-exchange.ts';

export interface OpenedSecondThread {
  readonly second: SecondThread;
  readonly worker: Worker;
}

/**
 * @param patience milliseconds after which a silent second thread is given up; tests wait less
 * @throws ThreadLostError if it does not start
 */
export async function openSecondThread(patience?: number): Promise<OpenedSecondThread> {
  const memory = SharedExchange.allocate();
  const worker = new Worker(new URL('./second-thread.mjs', import.meta.url), { workerData: memory });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', ({ message }) =>
      reject(new ThreadLostError(`The second thread does not start (${message}).`)),
    );
    worker.once('exit', () => reject(new ThreadLostError('The second thread ended before it had begun.')));
  });
  // Later losses are found out by the exchange: this thread does not hear of events while it waits there.
  worker.on('error', () => {});
  worker.unref();
  const exchange = new SharedExchange(memory, 0, patience === undefined ? {} : { patience });
  return { second: connectSecondThread((order, transfer) => worker.postMessage(order, transfer), exchange), worker };
}
