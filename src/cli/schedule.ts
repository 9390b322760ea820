/** Runs the jobs of an experiment: in worker threads on the processor, or all at once on one graphics card. */
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Engine } from '../compute/engine.ts';
import { runToyJob, type ToyOutcome } from '../experiments/toy-experiment.ts';
import type { Recipe } from '../runs/recipe.ts';
import type { JobOrder, JobReport } from './job-messages.ts';

export interface Listener {
  /** Training steps that run number `job` has taken so far. */
  onSteps(job: number, steps: number): void;
  onDone(job: number, outcome: ToyOutcome): void;
}

/**
 * Runs every recipe in worker threads, each thread taking the next run when it has finished one. Finished runs are handed
 * to the listener, so they are kept when the rest fails or is stopped.
 * @param signal ends the threads; the promise then resolves
 * @throws what a thread threw
 */
export async function runInThreads(
  recipes: readonly Recipe[],
  threads: number,
  listener: Listener,
  signal: AbortSignal,
): Promise<void> {
  const waiting = recipes.entries();
  const count = Math.min(threads, recipes.length);
  const workers = Array.from({ length: count }, () => new Worker(new URL('./job-worker.mjs', import.meta.url)));
  try {
    await Promise.race([stopped(signal), Promise.all(workers.map((worker) => feed(worker, waiting, listener)))]);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Gives a worker one run after the other until none is waiting. */
function feed(worker: Worker, waiting: Iterator<[number, Recipe]>, listener: Listener): Promise<void> {
  return new Promise((resolve, reject) => {
    let current = -1;
    const giveNext = () => {
      const next = waiting.next();
      if (next.done) return resolve();
      const [job, recipe] = next.value;
      current = job;
      worker.postMessage({ recipe } satisfies JobOrder);
    };
    worker.on('message', (message: JobReport) => {
      if (message.kind === 'steps') return listener.onSteps(current, message.steps);
      listener.onDone(current, message.outcome);
      giveNext();
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('A worker thread ended before its run did.')));
    giveNext();
  });
}

/** Runs every recipe at the same time on one engine, which then serves them together. Otherwise as `runInThreads`. */
export async function runTogether(
  recipes: readonly Recipe[],
  engine: Engine,
  listener: Listener,
  signal: AbortSignal,
): Promise<void> {
  const run = async (recipe: Recipe, job: number) => {
    const outcome = await runToyJob(recipe, engine, { onSteps: (steps) => listener.onSteps(job, steps) });
    if (!signal.aborted) listener.onDone(job, outcome);
  };
  // A turn of the event loop first, so that Ctrl-C is heard before the first dispatch.
  await setImmediate();
  const lost = engine.lost.then((error) => Promise.reject(error));
  await Promise.race([stopped(signal), lost, Promise.all(recipes.map(run))]);
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
