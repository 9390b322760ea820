/** A worker of a sweep without a thread, for tests; it can be made to die. Imported by tests only. */
import type { Engine } from '../compute/engine.ts';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import { createJobHost } from './job-host.ts';
import type { FromJobWorker, ToJobWorker } from './job-messages.ts';
import type { JobWorkerLike } from './job-pool.ts';

export interface JobLoopback extends JobWorkerLike {
  readonly received: readonly ToJobWorker[];
  readonly terminated: boolean;
  /** Ends the worker: with an error of its own, because its device is lost, or without a word. */
  die(how: 'error' | 'device-lost' | 'silently'): void;
}

export interface JobLoopbackOptions {
  readonly engine?: Engine;
  /** Called for each message before it reaches the page. */
  readonly onPost?: (message: FromJobWorker, worker: JobLoopback) => void;
}

export function createJobLoopback({ engine = createPlainEngine(), onPost }: JobLoopbackOptions = {}): JobLoopback {
  const received: ToJobWorker[] = [];
  let alive = true;
  let terminated = false;
  let loseDevice = (_: Error) => {};
  const lost = new Promise<Error>((resolve) => {
    loseDevice = resolve;
  });
  const report = { kind: engine.kind, device: engine.device, reason: 'Tests.', software: false, selfTestError: 0 };
  const handle = createJobHost({
    post(message) {
      if (!alive) return;
      const data = structuredClone(message);
      onPost?.(message, worker);
      queueMicrotask(() => {
        if (!terminated) worker.onmessage?.({ data } as MessageEvent<FromJobWorker>);
      });
    },
    chooseEngine: async () => ({ engine: { ...engine, lost }, report }),
    now: () => performance.now(),
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const worker: JobLoopback = {
    onmessage: null,
    onerror: null,
    received,
    get terminated() {
      return terminated;
    },
    postMessage(message) {
      const data = structuredClone(message);
      received.push(data);
      queueMicrotask(() => {
        if (alive) handle(data);
      });
    },
    terminate() {
      alive = false;
      terminated = true;
    },
    die(how) {
      if (how === 'device-lost') return loseDevice(new Error('The device was destroyed.'));
      alive = false;
      if (how === 'silently') return;
      const event = { message: 'It broke.', filename: 'job.worker.ts', lineno: 7 } as ErrorEvent;
      queueMicrotask(() => worker.onerror?.(event));
    },
  };
  return worker;
}
