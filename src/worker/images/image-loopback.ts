/** A worker of image runs without a thread, and an engine that takes no time, for tests. Imported by tests only. */
import type { ImageEngine } from '../../compute/image-engine.ts';
import type { ImageData } from '../../runs/images/image-data.ts';
import { CIFAR10, IMAGE_BYTES } from '../../tasks/images/image-formats.ts';
import type { ImageSet } from '../../tasks/images/image-set.ts';
import type { ImageWorkerLike } from './image-client.ts';
import { createImageHost } from './image-host.ts';
import type { FromImageWorker, ToImageWorker } from './image-messages.ts';

type Growth = ReturnType<ImageEngine['openGrowth']>;

/** An engine that only counts: the biases of the classes are the number of steps taken, and so is the momentum. */
export function countingEngine(): ImageEngine {
  return {
    kind: 'counting',
    openTraining(network, momentum = {}) {
      let steps = network.tensors['head.bias']![0]!;
      let since = 0;
      return {
        step() {
          steps += 1;
          since += 1;
        },
        evaluate: async () => ({ loss: 1 / (1 + steps), accuracy: Math.min(1, steps / 1000) }),
        classify: async (batches) => Array.from(batches).flatMap(({ labels }) => Array.from(labels, () => steps % 10)),
        async read() {
          const bias = Float32Array.from(network.tensors['head.bias']!, () => steps);
          const loss = since > 0 ? 2 / (1 + steps) : Number.NaN;
          since = 0;
          const tensors = { ...network.tensors, 'head.bias': bias };
          return { network: { ...network, tensors }, momentum: { ...momentum, 'head.bias': bias }, loss };
        },
        dispose() {},
      };
    },
    // It has no gradients, so only methods that need none grow on it.
    openGrowth: () => ({ batches: 1, loss: async () => 1, dispose() {} }) as Partial<Growth> as Growth,
  };
}

function greySet(count: number): ImageSet {
  const labels = Uint8Array.from({ length: count }, (_, k) => k % 10);
  return { format: CIFAR10, count, pixels: new Uint8Array(count * IMAGE_BYTES).fill(128), labels };
}

/** A few grey images. */
export function greyImages(train = 40, test = 20): ImageData {
  return { train: greySet(train), validation: greySet(test), test: greySet(test) };
}

export interface ImageLoopback extends ImageWorkerLike {
  readonly received: readonly ToImageWorker[];
  readonly terminated: boolean;
  /** Ends the worker: with an error of its own, or because its device is lost. */
  die(how: 'error' | 'device-lost'): void;
}

export interface ImageLoopbackOptions {
  readonly engine?: ImageEngine;
  /** Called for each message before it reaches the page. */
  readonly onPost?: (message: FromImageWorker, worker: ImageLoopback) => void;
}

/** Opens such a worker. Messages arrive in order, each in a microtask of its own. */
export function createImageLoopback({ engine = countingEngine(), onPost }: ImageLoopbackOptions = {}): ImageLoopback {
  const received: ToImageWorker[] = [];
  let alive = true;
  let terminated = false;
  let loseDevice = (_: Error) => {};
  const lost = new Promise<Error>((resolve) => {
    loseDevice = resolve;
  });
  // Each step takes a little, so that messages get in between.
  let clock = 0;
  const handle = createImageHost({
    post(message) {
      if (!alive) return;
      const data = structuredClone(message);
      onPost?.(message, worker);
      queueMicrotask(() => {
        if (!terminated) worker.onmessage?.({ data } as MessageEvent<unknown>);
      });
    },
    openEngine: async () => ({
      engine,
      report: { kind: 'plain', device: 'tests', reason: '', software: false, selfTestError: 0 },
      lost,
      releaseMemory() {},
      dispose() {},
    }),
    now: () => {
      clock += 20;
      return clock;
    },
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const worker: ImageLoopback = {
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
    die(how) {
      if (how === 'device-lost') return loseDevice(new Error('The device was destroyed.'));
      alive = false;
      const event = { message: 'It broke.', filename: 'image.worker.ts', lineno: 7 } as ErrorEvent;
      queueMicrotask(() => worker.onerror?.(event));
    },
  };
  return worker;
}
