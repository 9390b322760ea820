/** Opens the workers of the page "Images". */
import { endOfWorker } from '../../worker/end-of-worker.ts';
import { type FileWorkerLike, readFilesInWorker } from '../../worker/images/file-reading.ts';
import type { ImageWorkerLike } from '../../worker/images/image-client.ts';
import type { OwnFilesSurroundings } from './own-files.ts';

/** Of runs; tfjs comes with it. */
export function openImageWorker(): ImageWorkerLike {
  // The bundler recognises a worker by this very expression.
  const worker = new Worker(new URL('../../worker/images/image.worker.ts', import.meta.url), {
    type: 'module',
    name: 'images',
  });
  return Object.assign(worker, { ended: endOfWorker(worker) });
}

function openFileWorker(): FileWorkerLike {
  const worker = new Worker(new URL('../../worker/images/file.worker.ts', import.meta.url), {
    type: 'module',
    name: 'files',
  });
  return Object.assign(worker, { ended: endOfWorker(worker) });
}

/** Reads the visitor's files in a worker; see `readFilesInWorker`. */
export const readFiles: OwnFilesSurroundings['readFiles'] = (files, options) =>
  readFilesInWorker(openFileWorker, files, options);
