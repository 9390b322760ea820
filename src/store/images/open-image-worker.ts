/** Opens the worker of image runs; tfjs comes with it. */
import { endOfWorker } from '../../worker/end-of-worker.ts';
import type { ImageWorkerLike } from '../../worker/images/image-client.ts';

export function openImageWorker(): ImageWorkerLike {
  // The bundler recognises a worker by this very expression.
  const worker = new Worker(new URL('../../worker/images/image.worker.ts', import.meta.url), {
    type: 'module',
    name: 'images',
  });
  return Object.assign(worker, { ended: endOfWorker(worker) });
}
