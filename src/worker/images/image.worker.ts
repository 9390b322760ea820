/** The worker of image runs: connects the host to this thread. tfjs comes with it, so it is opened only for such runs. */
import wasmAddress from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { reasonAgainstGpu } from '../../compute/choose-engine.ts';
import type { EnginePreference } from '../../compute/report.ts';
import { openImageCompute } from '../../compute/tfjs/image-compute.ts';
import { createImageEngine } from '../../compute/tfjs/image-engine.ts';
import { breathe } from '../breathe.ts';
import { type HeldLock, holdLock } from '../end-of-worker.ts';
import { createImageHost, type OpenedImageEngine } from './image-host.ts';
import { type FromImageWorker, isToImageWorker } from './image-messages.ts';

// The project's types are those of a page; of a worker's scope this file needs only these.
interface WorkerScope {
  postMessage(message: FromImageWorker | HeldLock): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
  close(): void;
}
const scope = globalThis as unknown as WorkerScope;

async function openEngine(preference: EnginePreference): Promise<OpenedImageEngine> {
  const against = await reasonAgainstGpu(preference, navigator.gpu);
  const kind = against === undefined ? 'webgpu' : 'cpu';
  const compute = await openImageCompute({ kind, gpu: navigator.gpu, wasmAddress });
  const chosen = preference === 'webgpu' ? 'WebGPU was chosen.' : 'A graphics card is the fastest.';
  const reason = [against ?? (compute.kind === 'webgpu' ? chosen : ''), compute.reason].filter(Boolean).join(' ');
  const software = compute.device.endsWith('(software)');
  return {
    engine: createImageEngine(compute.ops),
    report: { kind: compute.kind, device: compute.device, reason, software, selfTestError: compute.selfTestError },
    lost: compute.lost,
    loseDevice: () => compute.loseDevice(),
    releaseMemory: () => compute.releaseMemory(),
    dispose: () => compute.dispose(),
  };
}

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
