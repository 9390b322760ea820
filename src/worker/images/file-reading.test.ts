import { describe, expect, it } from 'vitest';
import { randomRecords } from '../../tasks/images/arbitrary.ts';
import type { FetchProgress } from '../../tasks/images/fetch-images.ts';
import { readImageFiles } from '../../tasks/images/image-files.ts';
import { CIFAR10, CIFAR100, type ImageFormat } from '../../tasks/images/image-formats.ts';
import { ImagesError } from '../../tasks/images/image-set.ts';
import type { SlicedFile } from '../../tasks/images/read-in-pieces.ts';
import { type FileWorkerLike, type FromFileWorker, handleFiles, readFilesInWorker } from './file-reading.ts';

interface Loopback extends FileWorkerLike {
  terminated: boolean;
  end(): void;
}

/** A worker without a thread, which moves what it posts as threads do. */
function loopback(): Loopback {
  let end = () => {};
  let clock = 0;
  const worker: Loopback = {
    onmessage: null,
    onerror: null,
    terminated: false,
    ended: new Promise<void>((resolve) => {
      end = resolve;
    }),
    end: () => end(),
    terminate() {
      worker.terminated = true;
      end();
    },
    postMessage(message) {
      const post = (posted: FromFileWorker, transfer: ArrayBuffer[]) => {
        const data = structuredClone(posted, { transfer });
        if (!worker.terminated) worker.onmessage?.({ data } as MessageEvent<FromFileWorker>);
      };
      const now = () => {
        clock += 100;
        return clock;
      };
      void handleFiles(message, post, now);
    },
  };
  return worker;
}

const file = (name: string, format: ImageFormat, count: number) => new File([randomRecords(format, count, 1)], name);

const LARGE = file('train.bin', CIFAR10, 3000);

function read(files: readonly SlicedFile[], signal = new AbortController().signal) {
  const worker = loopback();
  const progress: FetchProgress[] = [];
  const reading = readFilesInWorker(() => worker, files, { onProgress: (one) => progress.push(one), signal });
  return { worker, progress, reading };
}

describe('files that a worker reads', () => {
  it('hold the same images as without it, and the worker ends', async () => {
    const files = [
      file('data_batch_2.bin', CIFAR10, 3),
      file('test_batch.bin', CIFAR10, 2),
      file('val.bin', CIFAR10, 4),
    ];
    const { worker, reading } = read(files);
    const found = await reading;
    expect(found).toEqual(await readImageFiles(files));
    expect(found.train!.format).toBe(CIFAR10);
    expect(worker.terminated).toBe(true);
  });

  it('come piece by piece, and it is said how far they are', async () => {
    const files = [file('train.bin', CIFAR100, 3000), file('test.bin', CIFAR100, 10)];
    const { progress, reading } = read(files);
    const { train } = await reading;
    expect(train!.count).toBe(3000);
    const total = 3074 * 3010;
    expect(progress.length).toBe(4);
    expect(progress.map(({ loaded }) => loaded)).toEqual(
      [...progress.map(({ loaded }) => loaded)].sort((a, b) => a - b),
    );
    expect(progress.at(-1)).toEqual({ loaded: total, total });
  });

  it('that are wrong are refused with the sentence that they get without it', async () => {
    const packed = new File([new Uint8Array([0x1f, 0x8b, 8, 0])], 'train.bin');
    const cut = new File([randomRecords(CIFAR10, 2, 1).slice(0, 4000)], 'test_batch.bin');
    const mixed = [file('train.bin', CIFAR10, 1), file('test.bin', CIFAR100, 1)];
    const gone = {
      name: 'train.bin',
      size: 3073,
      slice: () => ({ arrayBuffer: () => Promise.reject(new Error('NotFoundError')) }),
      arrayBuffer: () => Promise.reject(new Error('NotFoundError')),
    };
    const large = {
      name: 'train.bin',
      size: 2 ** 31,
      slice: () => new Blob(),
      arrayBuffer: async () => new ArrayBuffer(0),
    };
    for (const files of [[packed], [cut], mixed, [file('holiday.bin', CIFAR10, 1)], [gone], [large]]) {
      const expected = await readImageFiles(files as never).catch((error) => error);
      const { worker, reading } = read(files as never);
      const refusal = await reading.catch((error) => error);
      expect(refusal).toBeInstanceOf(ImagesError);
      expect(refusal.message).toBe(expected.message);
      expect(worker.terminated).toBe(true);
    }
  });

  it('are given up at once when they are not wanted any more', async () => {
    const controller = new AbortController();
    const { worker, progress, reading } = read([LARGE], controller.signal);
    controller.abort();
    await expect(reading).rejects.toBe(controller.signal.reason);
    expect([worker.terminated, progress.length]).toEqual([true, 0]);
    const late = read([file('train.bin', CIFAR10, 1)], controller.signal);
    await expect(late.reading).rejects.toBe(controller.signal.reason);
  });

  it('get a sentence when their worker ends', async () => {
    const silent = read([LARGE]);
    silent.worker.end();
    await expect(silent.reading).rejects.toThrow(/^Reading the files ended unexpectedly; /);
    const loud = read([LARGE]);
    loud.worker.onerror?.({ message: 'It broke.' } as ErrorEvent);
    await expect(loud.reading).rejects.toThrow(/^Reading the files ended unexpectedly; /);
  });
});
