/** The worker that reads files of images: connects the reading to this thread. */
import { type HeldLock, holdLock } from '../end-of-worker.ts';
import { type FromFileWorker, handleFiles, type ToFileWorker } from './file-reading.ts';

// The project's types are those of a page; of a worker's scope this file needs only these.
interface WorkerScope {
  postMessage(message: FromFileWorker | HeldLock, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}
const scope = globalThis as unknown as WorkerScope;

holdLock((lock) => scope.postMessage(lock));

scope.addEventListener('message', ({ data }) => {
  const message = Object(data) as Partial<ToFileWorker>;
  if (message.type !== 'read') return;
  const post = (message: FromFileWorker, transfer: ArrayBuffer[]) => scope.postMessage(message, transfer);
  void handleFiles(message as ToFileWorker, post, () => performance.now());
});
