/** `npm run experiment -- images`: one run per seed, with a checkpoint after each epoch and growth. */
import { existsSync, rmSync } from 'node:fs';
import { engineName, type ThreadCount } from '../compute/report.ts';
import { type ImageCheckpoint, packCheckpoint } from '../experiments/image-checkpoint-file.ts';
import type { ImageOutcome } from '../experiments/image-experiment.ts';
import { imageExperimentResult } from '../experiments/image-experiment-result.ts';
import { expectedSteps, expectedWork, growthSteps, type ImageState, stepsOf } from '../runs/images/image-run.ts';
import { openWebGpuImageEngine } from './engines.ts';
import { EXIT_FAILED, EXIT_INTERRUPTED } from './exit-codes.ts';
import { checkWritable, writeJson, writeWhole } from './files.ts';
import { beginImages, resultPath } from './image-beginning.ts';
import { runOneByOne } from './image-job.ts';
import type { ImageJobNews, ImageJobOrder } from './image-job-messages.ts';
import type { ImagesCommand } from './image-options.ts';
import { phaseLine } from './phase-line.ts';
import { createProgress } from './progress.ts';
import { runThreads, type ThreadListener } from './threads.ts';

/** A clock by which the run began so many seconds ago. */
function clockSince(seconds: number): () => number {
  let begun = false;
  return () => {
    const now = performance.now();
    if (begun) return now;
    begun = true;
    return now - 1000 * seconds;
  };
}

const countOf = (threads: ThreadCount) => (threads === 1 ? 'one thread' : 'two threads');

/**
 * Runs the command.
 * @returns the exit code
 * @throws UsageError, ExperimentFileError or OutputError with one sentence
 */
export async function runImagesCommand(command: ImagesCommand): Promise<number> {
  const out = resultPath(command);
  if (out !== undefined) checkWritable(out);
  const beginning = await beginImages(command);
  const { recipe, settings, engine, threads, data, path, seconds, finished: before, running: states } = beginning;
  checkWritable(path);
  const card = engine === 'webgpu' ? await openWebGpuImageEngine() : undefined;
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());

  const recipeOf = (seed: number) => ({ ...recipe, seed });
  const stepsPerRun = expectedSteps(recipeOf(0), data);
  const wholes = recipe.seeds.map(() => expectedWork(recipeOf(0), data));
  const progress = createProgress(wholes, process.stderr, clockSince(seconds));
  const taken = new Map<number, number>();
  const finished = new Map(before.map((outcome) => [outcome.seed, outcome]));
  const running = new Map<number, ImageState>(states);
  for (const [place, seed] of recipe.seeds.entries()) {
    const state = running.get(seed);
    const steps = finished.has(seed) ? stepsPerRun : state ? stepsOf(recipeOf(seed), data, state) : 0;
    const growths = state ? state.finished.length : 0;
    taken.set(seed, steps);
    progress.steps(place, steps, steps + growths * growthSteps(recipeOf(seed), data));
    if (finished.has(seed)) progress.done(place);
  }

  if (threads.length > 1)
    progress.say(
      `${path} was computed by ${countOf(threads[0]!)} so far, and from here on by ${countOf(threads[1]!)}, which round differently; the result says so.`,
    );

  const start = performance.now();
  const secondsSoFar = () => seconds + (performance.now() - start) / 1000;
  const inOrder = () => recipe.seeds.flatMap((seed) => finished.get(seed) ?? []);
  const keep = () => {
    const [seconds, finished] = [secondsSoFar(), inOrder()];
    const checkpoint: ImageCheckpoint = { recipe, settings, engine, threads, seconds, finished, running };
    writeWhole(path, packCheckpoint(checkpoint));
  };
  const seeds = recipe.seeds.filter((seed) => !finished.has(seed));
  const orders = seeds.map((seed): ImageJobOrder => {
    const { train, test } = command;
    return { recipe: recipeOf(seed), train, test, from: running.get(seed), threads: threads.at(-1)!, keepStates: true };
  });
  const placeOf = (job: number) => recipe.seeds.indexOf(seeds[job]!);
  const listener: ThreadListener<ImageOutcome, ImageJobNews> = {
    onSteps(job, steps, work) {
      taken.set(seeds[job]!, steps);
      progress.steps(placeOf(job), steps, work);
    },
    onNews(job, news) {
      if (news.kind === 'phase') return progress.say(phaseLine(recipeOf(seeds[job]!), news.number, news.phase));
      running.set(seeds[job]!, news.state);
      orders[job] = { ...orders[job]!, from: news.state }; // Should its thread be lost, another goes on from here.
      keep();
    },
    onLost: progress.say,
    onDone(job, outcome) {
      running.delete(outcome.seed);
      finished.set(outcome.seed, outcome);
      keep();
      progress.done(placeOf(job));
    },
  };
  let failure: unknown;
  try {
    const worker = new URL('./image-job-worker.mjs', import.meta.url);
    if (card) await runOneByOne(card, orders, data, listener, interrupt.signal);
    else await runThreads(worker, orders, command.workers, listener, interrupt.signal);
  } catch (error) {
    failure = error;
  }
  progress.finish();
  const isWhole = finished.size === recipe.seeds.length;
  if (isWhole && command.out === undefined && out !== undefined) progress.say(`The result goes to ${out}.`);
  if (!isWhole) {
    const place = out ?? 'standard output';
    const kept = existsSync(path) ? `go on with --resume ${path}` : 'there is no epoch to go on from yet';
    const why = failure instanceof Error ? `A run failed (${failure.message})` : 'Stopped';
    progress.say(
      `${why}; ${finished.size} of ${recipe.seeds.length} runs are finished and written to ${place}; ${kept}.`,
    );
  }
  const steps = [...taken.values()].reduce((sum, value) => sum + value, 0);
  const kind = card?.engine.kind ?? engineName('wasm', threads);
  await writeJson(imageExperimentResult(recipe, settings, kind, secondsSoFar(), steps, inOrder()), out);
  if (!isWhole) return failure === undefined ? EXIT_INTERRUPTED : EXIT_FAILED;
  rmSync(path, { force: true });
  return 0;
}
