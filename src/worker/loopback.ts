/**
 * A worker without a thread, for tests: a host on the oracle engine that talks to the page through structured clones, and
 * can be made to die in every way that workers die. Imported by tests only.
 */
import type { Engine } from '../compute/engine.ts';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import type { ChosenEngine } from '../compute/report.ts';
import type { WorkerLike } from './client.ts';
import { createHost } from './host.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** How a worker can be lost. 'silent': it ends without a word. */
export type Death = 'device-lost' | 'error' | 'message-error' | 'silent';
export const DEATHS: readonly Death[] = ['device-lost', 'error', 'message-error', 'silent'];

export interface Loopback extends WorkerLike {
  /** Messages the page sent. */
  readonly received: readonly ToWorker[];
  readonly terminated: boolean;
  die(death: Death): void;
  /** Delivers anything to the page as if the worker had posted it. */
  say(message: unknown): void;
}

export interface LoopbackOptions {
  /** Called for each message before it reaches the page. */
  readonly onPost?: (message: FromWorker, worker: Loopback) => void;
  readonly engine?: Engine;
}

/** An engine whose device can be lost. */
export function losableEngine(engine: Engine = createPlainEngine()): { chosen: ChosenEngine; loseDevice: () => void } {
  let loseDevice = () => {};
  const lost = new Promise<Error>((resolve) => {
    loseDevice = () => resolve(new Error('The device was destroyed.'));
  });
  const report = { kind: engine.kind, device: engine.device, reason: 'Tests.', software: false, selfTestError: 0 };
  return { chosen: { engine: { ...engine, lost }, report }, loseDevice };
}

/** Opens a worker of this kind. Messages arrive in order, each in its own task of the microtask queue. */
export function createLoopback({ onPost, engine }: LoopbackOptions = {}): Loopback {
  const received: ToWorker[] = [];
  const { chosen, loseDevice } = losableEngine(engine);
  let alive = true;
  let terminated = false;

  const deliver = (data: unknown) => {
    queueMicrotask(() => {
      if (!terminated) worker.onmessage?.({ data } as MessageEvent<unknown>);
    });
  };
  const handle = createHost({
    post: (message, transfer = []) => {
      if (!alive) return;
      const data: unknown = structuredClone(message, { transfer });
      onPost?.(message, worker);
      if (alive) deliver(data);
    },
    chooseEngine: async () => chosen,
    now: () => performance.now(),
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    close: () => {
      alive = false;
    },
  });

  const worker: Loopback = {
    onmessage: null,
    onerror: null,
    onmessageerror: null,
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
    say: deliver,
    die(death) {
      if (death === 'device-lost') return loseDevice();
      alive = false;
      queueMicrotask(() => {
        const error = { message: 'It broke.', filename: 'worker.ts', lineno: 7 } as ErrorEvent;
        if (death === 'error') worker.onerror?.(error);
        if (death === 'message-error') worker.onmessageerror?.({ data: null } as MessageEvent<unknown>);
      });
    },
  };
  return worker;
}
