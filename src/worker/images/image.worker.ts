/**
 * The worker of image runs: connects the host to this thread. tfjs comes with it, so it is opened only for such runs. It opens itself
 * once more where a second thread shares its batches.
 */
import wasmAddress from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { reasonAgainstGpu } from '../../compute/choose-engine.ts';
import type { EnginePreference, ThreadCount } from '../../compute/report.ts';
import { openImageCompute } from '../../compute/tfjs/image-compute.ts';
import { createImageEngine } from '../../compute/tfjs/image-engine.ts';
import { breathe } from '../breathe.ts';
import { type HeldLock, holdLock } from '../end-of-worker.ts';
import { createImageHost, type OpenedImageEngine } from './image-host.ts';
import { type FromImageWorker, isToImageWorker } from './image-messages.ts';
import {
  type OpenedSecondThread,
  openSecondThread,
  SECOND_THREAD,
  type SecondThreadReport,
} from './open-second-thread.ts';
import { serveSecondThread } from './serve-second-thread.ts';

// The project's types are those of a page; of a worker's scope this file needs only these.
interface WorkerScope {
  readonly name: string;
  postMessage(message: FromImageWorker | HeldLock | SecondThreadReport): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
  close(): void;
}
const scope = globalThis as unknown as WorkerScope;

/** A second thread where one is wanted and can be had, or why not. */
async function secondThreadFor(kind: string, threads: ThreadCount): Promise<OpenedSecondThread | string> {
  if (threads === 1) return '';
  if (kind !== 'cpu') return 'Two threads are for the fast kernels on the processor.';
  try {
    return await openSecondThread(wasmAddress);
  } catch (error) {
    return `One thread: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function openEngine(preference: EnginePreference, threads: ThreadCount): Promise<OpenedImageEngine> {
  const against = await reasonAgainstGpu(preference, navigator.gpu);
  const kind = against === undefined ? 'webgpu' : 'cpu';
  const compute = await openImageCompute({ kind, gpu: navigator.gpu, wasmAddress });
  const chosen = preference === 'webgpu' ? 'WebGPU was chosen.' : 'A graphics card is the fastest.';
  const second = await secondThreadFor(compute.kind, threads);
  const alone = typeof second === 'string';
  const why = alone ? second : 'Two threads share each batch.';
  const reason = [against ?? (compute.kind === 'webgpu' ? chosen : ''), compute.reason, why].filter(Boolean).join(' ');
  const software = compute.device.endsWith('(software)');
  return {
    engine: createImageEngine(compute.ops, alone ? undefined : second.second),
    report: {
      kind: compute.kind,
      device: alone ? compute.device : `${compute.device}, 2 threads`,
      reason,
      software,
      selfTestError: compute.selfTestError,
      threads: alone ? 1 : 2,
    },
    lost: compute.lost,
    loseDevice: () => compute.loseDevice(),
    releaseMemory: () => compute.releaseMemory(),
    dispose() {
      if (!alone) second.close();
      compute.dispose();
    },
  };
}

function serveImageRuns(): void {
  const handle = createImageHost({
    post: (message) => scope.postMessage(message),
    openEngine,
    now: () => performance.now(),
    breathe,
    close: () => scope.close(),
  });
  holdLock((lock) => scope.postMessage(lock));
  scope.addEventListener('message', ({ data }) => {
    if (isToImageWorker(data)) handle(data);
  });
}

if (scope.name === SECOND_THREAD) {
  const take = serveSecondThread((report) => scope.postMessage(report));
  scope.addEventListener('message', ({ data }) => take(data as Parameters<typeof take>[0]));
} else serveImageRuns();
