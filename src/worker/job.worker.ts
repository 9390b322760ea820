/** A worker of a sweep: connects the host to this thread. */
import { chooseEngine } from '../compute/choose-engine.ts';
import { breathe } from './breathe.ts';
import { createJobHost } from './job-host.ts';
import { type FromJobWorker, isToJobWorker } from './job-messages.ts';

interface WorkerScope {
  postMessage(message: FromJobWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}
const scope = globalThis as unknown as WorkerScope;

const handle = createJobHost({
  post: (message) => scope.postMessage(message),
  chooseEngine: (preference) => chooseEngine(preference, navigator.gpu),
  now: () => performance.now(),
  breathe,
});

scope.addEventListener('message', ({ data }) => {
  if (isToJobWorker(data)) handle(data);
});
