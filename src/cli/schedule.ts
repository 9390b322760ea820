/** Runs the jobs of an experiment: in worker threads on the processor, or all at once on one graphics card. */
import { setImmediate } from 'node:timers/promises';
import type { Engine } from '../compute/engine.ts';
import { runToyJob, type ToyOutcome } from '../experiments/toy-experiment.ts';
import type { Recipe } from '../runs/recipe.ts';
import type { JobOrder } from './job-messages.ts';
import { runThreads, stopped, type ThreadListener } from './threads.ts';

export type Listener = ThreadListener<ToyOutcome>;

/** A thread reports several times a second; between two reports is one request to its engine, which takes far less. */
const SILENCE_MS = 300_000;

/**
 * Runs every recipe in worker threads. Finished runs are handed to the listener, so they are kept when the rest fails or is
 * stopped.
 * @param signal ends the threads; the promise then resolves
 * @throws Error with the reason when a run fails, or has lost its thread for the third time
 */
export async function runInThreads(
  recipes: readonly Recipe[],
  threads: number,
  listener: Listener,
  signal: AbortSignal,
): Promise<void> {
  const orders = recipes.map((recipe): JobOrder => ({ recipe }));
  await runThreads(new URL('./job-worker.mjs', import.meta.url), orders, threads, listener, signal, {
    silence: SILENCE_MS,
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
