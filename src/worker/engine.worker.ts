/** The worker: connects the host to this thread. */
import { chooseEngine } from '../compute/choose-engine.ts';
import { createHost } from './host.ts';
import { type FromWorker, isToWorker } from './messages.ts';

// The project's types are those of a page; of a worker's scope this file needs only these.
interface WorkerScope {
  postMessage(message: FromWorker, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
  close(): void;
}
const scope = globalThis as unknown as WorkerScope;

// A message to ourselves queues behind the page's messages and, unlike a timer, is never slowed down.
const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

const handle = createHost({
  post: (message, transfer = []) => scope.postMessage(message, transfer),
  chooseEngine: (preference) => chooseEngine(preference, navigator.gpu),
  now: () => performance.now(),
  breathe: () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      channel.port2.postMessage(null);
    }),
  close: () => scope.close(),
});

scope.addEventListener('message', ({ data }) => {
  if (isToWorker(data)) handle(data);
});
