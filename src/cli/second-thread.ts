/** The second of two threads that share batches, in Node; started by second-thread.mjs with the memory they exchange through. */
import { parentPort, workerData } from 'node:worker_threads';
import { createSecondThreadHost } from '../compute/tfjs/data-parallel/second-thread-host.ts';
import { SharedExchange } from '../compute/tfjs/data-parallel/shared-exchange.ts';
import { kernelOps } from '../compute/tfjs/kernel-ops.ts';
import { openWasmBackend } from '../compute/tfjs/wasm/wasm-backend.ts';
import { wasmFolder } from './engines.ts';

const exchange = new SharedExchange(workerData as SharedArrayBuffer, 1);
// The first thread may be waiting, and hears of nothing else then.
process.on('exit', (code) => exchange.fail(`it ended with code ${code}`));
await openWasmBackend(wasmFolder());
parentPort!.on('message', createSecondThreadHost(kernelOps, exchange));
parentPort!.postMessage('ready');
