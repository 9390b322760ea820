/**
 * Workers for many runs. On the processor each worker has one run at a time; on a graphics card one worker has many, and its
 * engine serves them together. A worker that is lost is replaced, and its runs are given out again.
 */
import type { EnginePreference, EngineReport } from '../compute/report.ts';
import type { ToyOutcome } from '../experiments/toy-experiment.ts';
import type { Recipe } from '../runs/recipe.ts';
import type { FromJobWorker, ToJobWorker } from './job-messages.ts';
import type { PostedError } from './messages.ts';

/** The part of a Worker that the pool needs; tests pass their own. */
export interface JobWorkerLike {
  postMessage(message: ToJobWorker): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromJobWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export interface PoolListener {
  ready(report: EngineReport): void;
  /** Training steps that a run has taken so far; 0 again when its worker was lost. */
  steps(job: number, steps: number): void;
  /** What a run has at the end of a phase. */
  phase(job: number, soFar: ToyOutcome): void;
  done(job: number, outcome: ToyOutcome): void;
  /** A run cannot be computed; the pool has ended. */
  failed(error: PostedError): void;
}

export interface JobPool {
  /** Holds every run where it is. */
  pause(): void;
  resume(): void;
  /** Ends every worker at once; runs that are not done are dropped. */
  cancel(): void;
}

export interface PoolOptions {
  /** Workers on the processor. */
  readonly workers: number;
  readonly engine: EnginePreference;
}

/** Runs that one graphics card has at a time; the rest waits, so that memory stays flat however many there are. */
const RUNS_PER_CARD = 256;
/** A run whose worker was lost so often is given up: something in it loses the worker. */
const MOST_TRIES = 3;
/** Workers lost in all after which the pool gives up. */
const MOST_LOSSES = 12;

/** Starts the runs, in order. Ends by itself when all are done. */
export function startJobs(
  createWorker: () => JobWorkerLike,
  jobs: readonly Recipe[],
  { workers: mostWorkers, engine }: PoolOptions,
  listener: PoolListener,
): JobPool {
  const waiting = jobs.map((_, index) => index);
  const tries = jobs.map(() => 0);
  const workers = new Map<JobWorkerLike, Set<number>>();
  let paused = false;
  let capacity = 1;
  let wanted = 1; // until the first worker says which engine it has
  let remaining = jobs.length;
  let losses = 0;
  let over = remaining === 0;

  const end = () => {
    over = true;
    for (const worker of workers.keys()) worker.terminate();
    workers.clear();
  };

  const fail = (error: PostedError) => {
    end();
    listener.failed(error);
  };

  const feed = () => {
    if (over) return;
    while (workers.size < Math.min(wanted, remaining)) open();
    if (paused) return;
    for (const [worker, own] of workers) {
      while (own.size < capacity && waiting.length > 0) {
        const job = waiting.shift()!;
        own.add(job);
        tries[job]! += 1;
        worker.postMessage({ type: 'job', job, recipe: jobs[job]! });
      }
    }
  };

  /** Replaces a worker; its runs go back to the front of the queue. */
  const lose = (worker: JobWorkerLike, error: PostedError) => {
    const own = [...(workers.get(worker) ?? [])];
    workers.delete(worker);
    worker.terminate();
    losses += 1;
    // Many runs share a card, so a run is blamed only when it is given out again and again.
    if (own.some((job) => tries[job]! >= MOST_TRIES) || losses >= MOST_LOSSES) return fail(error);
    waiting.unshift(...own);
    for (const job of own) listener.steps(job, 0);
    feed();
  };

  const open = () => {
    const worker = createWorker();
    workers.set(worker, new Set());
    worker.onmessage = ({ data }) => {
      const own = workers.get(worker);
      if (over || !own) return;
      switch (data.type) {
        case 'ready':
          if (data.report.kind === 'webgpu') capacity = RUNS_PER_CARD;
          else wanted = mostWorkers;
          listener.ready(data.report);
          break;
        case 'steps':
          if (own.has(data.job)) listener.steps(data.job, data.steps);
          return;
        case 'phase':
          if (own.has(data.job)) listener.phase(data.job, data.outcome);
          return;
        case 'done':
          if (!own.delete(data.job)) return;
          remaining -= 1;
          if (remaining === 0) end();
          listener.done(data.job, data.outcome);
          break;
        case 'lost':
          return lose(worker, data.error);
        case 'failed':
          return fail(data.error);
      }
      feed();
    };
    worker.onerror = ({ message, filename, lineno }) => {
      if (!over && workers.has(worker)) {
        lose(worker, { name: 'WorkerError', message: message ?? 'A worker ended.', stack: `${filename}:${lineno}` });
      }
    };
    worker.postMessage({ type: 'open', engine });
    if (paused) worker.postMessage({ type: 'pause' });
  };

  feed();
  return {
    pause() {
      paused = true;
      for (const worker of workers.keys()) worker.postMessage({ type: 'pause' });
    },
    resume() {
      paused = false;
      for (const worker of workers.keys()) worker.postMessage({ type: 'resume' });
      feed();
    },
    cancel: end,
  };
}
