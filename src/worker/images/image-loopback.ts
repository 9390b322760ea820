/** A worker of image runs without a thread, and an engine that takes no time, for tests. Imported by tests only. */
import type { EngineKind } from '../../compute/engine.ts';
import type { ImageEngine } from '../../compute/image-engine.ts';
import type { EnginePreference } from '../../compute/report.ts';
import type { ImageData } from '../../runs/images/image-data.ts';
import { CIFAR10, IMAGE_BYTES } from '../../tasks/images/image-formats.ts';
import type { ImageSet } from '../../tasks/images/image-set.ts';
import { createInProcessWorker, type InProcessWorker, losableDevice } from '../in-process-worker.ts';
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
        evaluate: async (batches) =>
          Array.from(batches, ({ labels: { length } }) => ({
            images: length,
            loss: 1 / (1 + steps),
            right: length * Math.min(1, steps / 1000),
          })),
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

export type ImageLoopback = InProcessWorker<ToImageWorker>;

export interface ImageLoopbackOptions {
  readonly engine?: ImageEngine;
  /** What answers which wish; plain loops without it. */
  readonly kindOf?: (preference: EnginePreference) => EngineKind;
  /** Called for each message before it reaches the page. */
  readonly onPost?: (message: FromImageWorker, worker: ImageLoopback) => void;
}

export function createImageLoopback({
  engine = countingEngine(),
  kindOf = () => 'plain',
  onPost,
}: ImageLoopbackOptions = {}): ImageLoopback {
  const { lost, loseDevice } = losableDevice();
  // Each step takes a little, so that messages get in between.
  let clock = 0;
  const now = () => {
    clock += 20;
    return clock;
  };
  const report = { device: 'tests', reason: 'So it is.', software: false, selfTestError: 0 };
  return createInProcessWorker<ToImageWorker, FromImageWorker>({
    open: (surroundings) =>
      createImageHost({
        ...surroundings,
        now,
        openEngine: async (preference, threads) => ({
          engine,
          report: { ...report, kind: kindOf(preference), threads },
          lost,
          loseDevice,
          releaseMemory() {},
          dispose() {},
        }),
      }),
    loseDevice,
    onPost,
  });
}
