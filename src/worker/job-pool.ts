/**
 * Workers for many runs. On the processor each worker has one run at a time; on a graphics card one worker has many, and its
 * engine serves them together. A worker that is lost is replaced, and its runs are given out again; one that a browser has ended
 * without a word (out of memory, say) is found out because it no longer answers.
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
  /** A worker was lost; so many runs begin again in another. */
  lost(error: PostedError, runs: number): void;
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
  /** Does something again and again, until what it returns is called; tests pass their own. */
  readonly every?: (milliseconds: number, act: () => void) => () => void;
}

/** Runs that one graphics card has at a time; the rest waits, so that memory stays flat however many there are. */
const RUNS_PER_CARD = 256;
/** A run whose worker was lost so often is given up: something in it loses the worker. */
const MOST_TRIES = 3;
/** Workers lost in all after which the pool gives up. */
const MOST_LOSSES = 12;

/** Between two times that the workers are asked whether they are there. */
const PING_MS = 1000;
/**
 * So often a worker is asked in vain before it is taken for lost; the first answer may have to wait until its program is
 * loaded. Counted, not timed: while a machine sleeps, or a page is in the background, nobody asks.
 */
const MOST_UNANSWERED = { before: 180, after: 20 };

/** What the pool knows of a worker. */
interface Member {
  /** Runs that it has. */
  readonly own: Set<number>;
  heard: boolean;
  unanswered: number;
}

function everyInterval(milliseconds: number, act: () => void): () => void {
  const timer = setInterval(act, milliseconds);
  return () => clearInterval(timer);
}

/** Starts the runs, in order. Ends by itself when all are done. */
export function startJobs(
  createWorker: () => JobWorkerLike,
  jobs: readonly Recipe[],
  { workers: mostWorkers, engine, every = everyInterval }: PoolOptions,
  listener: PoolListener,
): JobPool {
  const waiting = jobs.map((_, index) => index);
  const tries = jobs.map(() => 0);
  const workers = new Map<JobWorkerLike, Member>();
  let paused = false;
  let capacity = 1;
  let wanted = 1; // until the first worker says which engine it has
  let remaining = jobs.length;
  let losses = 0;
  let over = remaining === 0;

  let endWatch = () => {};

  const end = () => {
    over = true;
    endWatch();
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
    for (const [worker, { own }] of workers) {
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
    const own = [...(workers.get(worker)?.own ?? [])];
    workers.delete(worker);
    worker.terminate();
    losses += 1;
    // Many runs share a card, so a run is blamed only when it is given out again and again.
    if (own.some((job) => tries[job]! >= MOST_TRIES) || losses >= MOST_LOSSES) return fail(error);
    waiting.unshift(...own);
    for (const job of own) listener.steps(job, 0);
    listener.lost(error, own.length);
    feed();
  };

  const watch = () => {
    for (const [worker, member] of workers) {
      member.unanswered += 1;
      const most = member.heard ? MOST_UNANSWERED.after : MOST_UNANSWERED.before;
      if (member.unanswered > most) {
        lose(worker, { name: 'WorkerError', message: 'It no longer answers.', stack: '' });
        if (over) return;
      } else if (member.unanswered === 1) {
        worker.postMessage({ type: 'ping' });
      }
    }
  };

  const open = () => {
    const worker = createWorker();
    workers.set(worker, { own: new Set(), heard: false, unanswered: 0 });
    worker.onmessage = ({ data }) => {
      const member = workers.get(worker);
      if (over || !member) return;
      const { own } = member;
      member.heard = true;
      member.unanswered = 0;
      switch (data.type) {
        case 'ready':
          if (data.report.kind === 'webgpu') capacity = RUNS_PER_CARD;
          else wanted = mostWorkers;
          listener.ready(data.report);
          break;
        case 'pong':
          return;
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
  if (!over) endWatch = every(PING_MS, watch);
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
