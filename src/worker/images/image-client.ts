/**
 * The page's side of an image run: owns the worker, notices when it or its device dies, and brings the run back from the state
 * after its last epoch or growth.
 */
import type { EngineReport } from '../../compute/report.ts';
import type { ImageStateFile } from '../../runs/images/image-checkpoint.ts';
import type { ImagePhase } from '../../runs/images/image-phase.ts';
import type { Drill, PostedError } from '../messages.ts';
import {
  type BeginningReport,
  type EpochReport,
  type ImageJob,
  type ImageProgress,
  isFromImageWorker,
  type ToImageWorker,
  type Until,
} from './image-messages.ts';

/** What the client tells its owner. */
export interface ImageClientListener {
  /** The fingerprint of the images, before the run begins or goes on. */
  images(sha256: string): void;
  engine(report: EngineReport): void;
  progress(progress: ImageProgress): void;
  epoch(report: EpochReport): void;
  phase(phase: ImagePhase): void;
  begun(report: BeginningReport): void;
  paused(): void;
  finished(): void;
  failed(error: PostedError): void;
  /**
   * The worker or its device was lost; a new one is on its way. Returns the state to go on from, or undefined to begin again;
   * the owner drops what came after it.
   */
  lost(cause: 'device-lost' | 'worker-lost'): ImageStateFile | undefined;
}

/** The part of a Worker that the client needs; tests pass their own. */
export interface ImageWorkerLike {
  postMessage(message: ToImageWorker): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent<unknown>) => void) | null;
  /** Resolves when the worker has ended, where the browser can tell; also after `terminate`. */
  readonly ended?: Promise<void>;
}

export interface ImageClient {
  /** Begins a run, or goes on with one from a state, and cancels the one before. */
  start(job: ImageJob, from?: ImageStateFile, until?: Until): void;
  pause(): void;
  resume(until?: Until): void;
  cancel(): void;
  drill(drill: Drill): void;
  dispose(): void;
}

const PING_INTERVAL = 2000;
/** A worker may measure a network on all images without a word, so it is given a minute and this long per image. */
const PATIENCE = 60_000;
const PATIENCE_PER_IMAGE = 20;
/** Losses without an epoch or growth in between after which the client gives up: something loses it each time. */
const MOST_LOSSES = 3;

/** Connects to a worker that `createWorker` makes; a lost worker is replaced by another when there is something to do. */
export function createImageClient(createWorker: () => ImageWorkerLike, listener: ImageClientListener): ImageClient {
  let worker: ImageWorkerLike | undefined;
  let run = 0;
  let job: ImageJob | undefined;
  let paused = false;
  let turn = 0;
  let until: Until | undefined;
  let losses = 0;
  let ping = 0;
  let pong = 0;
  let pingedAt = 0;
  /** A run that waits for a new worker: it was paused when it lost its own. */
  let waiting: { readonly from: ImageStateFile | undefined } | undefined;

  const send = (message: ToImageWorker) => worker?.postMessage(message);

  const begin = (from: ImageStateFile | undefined) => {
    if (!job) return;
    worker ??= open();
    run += 1;
    turn = 0;
    waiting = undefined;
    send({ type: 'start', run, job, ...(from ? { from } : {}), ...(until ? { until } : {}) });
  };

  const lose = (cause: 'device-lost' | 'worker-lost', error?: PostedError) => {
    worker?.terminate();
    worker = undefined;
    if (!job) return;
    losses += 1;
    if (losses > MOST_LOSSES) {
      const message = 'The engine was lost again and again; the run stopped. Choose another engine and resume.';
      job = undefined;
      return listener.failed(error ?? { name: 'EngineLost', message, stack: '' });
    }
    const from = listener.lost(cause);
    if (paused) waiting = { from };
    else begin(from);
  };

  const open = (): ImageWorkerLike => {
    const opened = createWorker();
    ping = 0;
    pong = 0;
    opened.onmessage = ({ data }) => {
      if (opened !== worker || !isFromImageWorker(data)) return;
      if (data.type === 'pong') {
        pong = data.ping;
        return;
      }
      if (data.run !== run || !job) return;
      switch (data.type) {
        case 'images':
          return listener.images(data.sha256);
        case 'engine':
          // A run that the processor computes does not go over to a graphics card that comes back.
          if (data.report.kind !== 'webgpu') job = { ...job, engine: 'cpu' };
          return listener.engine(data.report);
        case 'progress':
          return listener.progress(data.progress);
        case 'epoch': {
          const { type: _, run: _run, ...report } = data;
          losses = 0;
          return listener.epoch(report);
        }
        case 'phase':
          return listener.phase(data.phase);
        case 'begun': {
          const { type: _, run: _run, ...report } = data;
          if (report.state) losses = 0;
          return listener.begun(report);
        }
        case 'paused':
          if (data.turn !== turn) return;
          paused = true;
          until = undefined;
          return listener.paused();
        case 'finished':
          job = undefined;
          return listener.finished();
        case 'failed':
          if (data.cause === 'device-lost') return lose('device-lost', data.error);
          if (data.cause === 'thread-lost') return lose('worker-lost', data.error);
          job = undefined;
          return listener.failed(data.error);
      }
    };
    opened.onerror = ({ message, filename, lineno }) => {
      const error = { name: 'WorkerError', message: message ?? 'The worker ended.', stack: `${filename}:${lineno}` };
      if (opened === worker) lose('worker-lost', error);
    };
    opened.onmessageerror = () => {
      if (opened === worker) lose('worker-lost');
    };
    void opened.ended?.then(() => {
      if (opened === worker) lose('worker-lost');
    });
    return opened;
  };

  // A browser may not tell of an end (or the worker hangs), so it is asked.
  const watch = setInterval(() => {
    if (!worker || !job) return;
    const now = performance.now();
    const { train, validation, test } = job.images;
    const patience = PATIENCE + PATIENCE_PER_IMAGE * (train.count + validation.count + test.count);
    if (ping === pong) {
      ping += 1;
      pingedAt = now;
      send({ type: 'ping', ping });
    } else if (now - pingedAt > patience) {
      lose('worker-lost');
    }
  }, PING_INTERVAL);

  return {
    start(next, from, stopAt) {
      job = next;
      paused = false;
      until = stopAt;
      losses = 0;
      begin(from);
    },
    pause() {
      if (!job) return;
      paused = true;
      send({ type: 'pause', run });
    },
    resume(stopAt) {
      if (!job) return;
      paused = false;
      until = stopAt;
      if (waiting) return begin(waiting.from);
      turn += 1;
      send({ type: 'resume', run, turn, ...(stopAt ? { until: stopAt } : {}) });
    },
    cancel() {
      job = undefined;
      waiting = undefined;
      send({ type: 'cancel', run });
    },
    drill: (drill) => send({ type: 'drill', drill }),
    dispose() {
      clearInterval(watch);
      worker?.terminate();
      worker = undefined;
      job = undefined;
    },
  };
}
