/** The worker: connects the host to this thread. */
import { chooseEngine } from '../compute/choose-engine.ts';
import { breathe } from './breathe.ts';
import { createHost } from './host.ts';
import { type FromWorker, isToWorker } from './messages.ts';

// The project's types are those of a page; of a worker's scope this file needs only these.
interface WorkerScope {
  postMessage(message: FromWorker, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
  close(): void;
}
const scope = globalThis as unknown as WorkerScope;

const handle = createHost({
  post: (message, transfer = []) => scope.postMessage(message, transfer),
  chooseEngine: (preference) => chooseEngine(preference, navigator.gpu),
  now: () => performance.now(),
  breathe,
  close: () => scope.close(),
});

scope.addEventListener('message', ({ data }) => {
  if (isToWorker(data)) handle(data);
});
