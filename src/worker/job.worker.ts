/** A worker of a sweep: connects the host to this thread. */
import { chooseEngine } from '../compute/choose-engine.ts';
import { createJobHost } from './job-host.ts';
import { type FromJobWorker, isToJobWorker } from './job-messages.ts';

interface WorkerScope {
  postMessage(message: FromJobWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}
const scope = globalThis as unknown as WorkerScope;

// A message to ourselves queues behind the page's messages and, unlike a timer, is never slowed down.
const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

const handle = createJobHost({
  post: (message) => scope.postMessage(message),
  chooseEngine: (preference) => chooseEngine(preference, navigator.gpu),
  now: () => performance.now(),
  breathe: () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      channel.port2.postMessage(null);
    }),
});

scope.addEventListener('message', ({ data }) => {
  if (isToJobWorker(data)) handle(data);
});
