/** The page's side of image runs against workers that say what a test has them say. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineKind } from '../../compute/engine.ts';
import type { ImageStateFile } from '../../runs/images/image-checkpoint.ts';
import { createImageClient, type ImageClient, type ImageWorkerLike } from './image-client.ts';
import { greyImages } from './image-loopback.ts';
import type { FromImageWorker, ImageJob, ToImageWorker } from './image-messages.ts';

const images = greyImages(40, 20);
const job: ImageJob = { recipe: { preset: 'tiny', method: 'firefly', seed: 1 }, engine: 'auto', threads: 1, images };
/** Only its identity matters here. */
const STATE = { epoch: 1 } as ImageStateFile;
const NETWORK = { parameters: 1, multiplyAdds: 1, widths: [1], channels: [] };

interface ScriptedWorker extends ImageWorkerLike {
  readonly received: ToImageWorker[];
  terminated: boolean;
  says(message: FromImageWorker): void;
  breaks(): void;
}

function scriptedWorker(): ScriptedWorker {
  const worker: ScriptedWorker = {
    received: [],
    terminated: false,
    onmessage: null,
    onerror: null,
    onmessageerror: null,
    postMessage: (message) => worker.received.push(message),
    terminate() {
      worker.terminated = true;
    },
    says: (data) => worker.onmessage?.({ data } as MessageEvent<unknown>),
    breaks: () => worker.onerror?.({ message: 'It broke.', filename: 'worker.ts', lineno: 7 } as ErrorEvent),
  };
  return worker;
}

let client: ImageClient;
let workers: ScriptedWorker[];
/** What the client told its owner. */
let heard: string[];
beforeEach(() => {
  vi.useFakeTimers();
  [workers, heard] = [[], []];
  const open = () => {
    workers.push(scriptedWorker());
    return workers.at(-1)!;
  };
  client = createImageClient(open, {
    images: (sha256) => heard.push(`images ${sha256}`),
    engine: ({ kind }) => heard.push(`engine ${kind}`),
    progress: ({ stage }) => heard.push(stage),
    epoch: () => heard.push('epoch'),
    phase: () => heard.push('phase'),
    begun: () => heard.push('begun'),
    paused: () => heard.push('paused'),
    finished: () => heard.push('finished'),
    failed: ({ message }) => heard.push(`failed: ${message}`),
    lost(cause) {
      heard.push(cause);
      return STATE;
    },
  });
});
afterEach(() => {
  client.dispose();
  vi.useRealTimers();
});

const starts = () => workers.flatMap(({ received }) => received.filter((message) => message.type === 'start'));
const engine = (run: number, kind: EngineKind): FromImageWorker => {
  const report = { kind, device: 'tests', reason: '', software: false, selfTestError: 0, threads: 1 } as const;
  return { type: 'engine', run, report };
};
const epoch = (run: number): FromImageWorker => ({ type: 'epoch', run, state: STATE, network: NETWORK, watched: [] });
const begun = (run: number, state?: ImageStateFile): FromImageWorker => ({
  type: 'begun',
  run,
  network: NETWORK,
  scores: [],
  ...(state ? { state } : {}),
});

describe('what a worker says', () => {
  it('counts only for the run that is on, and from the worker that computes it', () => {
    client.start(job);
    client.start(job);
    const [first] = workers as [ScriptedWorker];
    first.says(epoch(1));
    expect(heard).toEqual([]);
    first.says(epoch(2));
    expect(heard).toEqual(['epoch']);
    first.breaks();
    expect([workers.length, first.terminated]).toEqual([2, true]);
    heard.length = 0;
    // The dead worker's last words, even under the new run's number.
    first.says(epoch(3));
    first.breaks();
    expect([workers.length, heard]).toEqual([2, []]);
    workers[1]!.says(epoch(3));
    expect(heard).toEqual(['epoch']);
  });

  it('of a pause counts only if the run has not been resumed since', () => {
    client.start(job);
    client.pause();
    client.resume();
    const [worker] = workers as [ScriptedWorker];
    worker.says({ type: 'paused', run: 1, turn: 0 });
    expect(heard).toEqual([]);
    worker.says({ type: 'paused', run: 1, turn: 1 });
    expect(heard).toEqual(['paused']);
  });
});

describe('a run whose worker is lost', () => {
  it.each([
    ['plain', 'cpu'],
    ['webgpu', 'auto'],
  ] as const)('goes on from its last state: on %s it asks for %s', (kind, wanted) => {
    client.start(job);
    workers[0]!.says(engine(1, kind));
    workers[0]!.breaks();
    expect(starts().map(({ run, from, job: { engine } }) => ({ run, from, engine }))).toEqual([
      { run: 1, from: undefined, engine: 'auto' },
      { run: 2, from: STATE, engine: wanted },
    ]);
  });

  it('is given up after the third loss without anything done, and not where an epoch or a growth is done', () => {
    client.start(job);
    const lose = () => workers.at(-1)!.breaks();
    for (const said of [epoch, (run: number) => begun(run, STATE)]) {
      for (let loss = 0; loss < 3; loss += 1) lose();
      const { run } = starts().at(-1)!;
      workers.at(-1)!.says(said(run));
    }
    expect(heard.filter((what) => what.startsWith('failed'))).toEqual([]);
    for (let loss = 0; loss < 3; loss += 1) {
      lose();
      // That a run begins is nothing done.
      workers.at(-1)!.says(begun(starts().at(-1)!.run));
    }
    expect(heard.at(-1)).toBe('begun');
    lose();
    expect(heard.at(-1)).toBe('failed: It broke.');
    const count = workers.length;
    client.resume();
    expect(workers.length).toBe(count);
  });
});

describe('a worker that hangs', () => {
  const patience = 60_000 + 20 * (40 + 20 + 20);
  const isPing = (message: ToImageWorker) => message.type === 'ping';

  it('is replaced after a minute and 20 ms for each image, and not before', () => {
    client.start(job);
    vi.advanceTimersByTime(patience);
    expect([workers.length, heard]).toEqual([1, []]);
    expect(workers[0]!.received.filter(isPing).length).toBe(1);
    vi.advanceTimersByTime(6000);
    expect([workers.length, heard]).toEqual([2, ['worker-lost']]);
    expect(workers[0]!.terminated).toBe(true);
  });

  it('is not one that answers, nor one that has nothing to do', () => {
    client.start(job);
    const [worker] = workers as [ScriptedWorker];
    for (let at = 0; at < 3 * patience; at += 2000) {
      vi.advanceTimersByTime(2000);
      const ping = worker.received.filter(isPing).at(-1);
      if (ping?.type === 'ping') worker.says({ type: 'pong', ping: ping.ping });
    }
    expect(worker.received.filter(isPing).length).toBeGreaterThan(50);
    expect([workers.length, heard]).toEqual([1, []]);
    worker.says({ type: 'finished', run: 1 });
    vi.advanceTimersByTime(3 * patience);
    expect([workers.length, heard]).toEqual([1, ['finished']]);
  });
});
