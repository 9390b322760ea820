/** One image run, told step by step: in a worker thread, or beside the command line where the engine is a graphics card. */
import { setImmediate } from 'node:timers/promises';
import type { ImageOutcome } from '../experiments/image-experiment.ts';
import type { ImageData } from '../runs/images/image-data.ts';
import { growthSteps, runImages, stepsOf } from '../runs/images/image-run.ts';
import type { OpenedImageEngine } from './engines.ts';
import type { ImageJobNews, ImageJobOrder, ImageJobReport } from './image-job-messages.ts';
import type { ThreadListener } from './threads.ts';

/**
 * @param report what is told; the run waits for what it returns, and ends when that is false
 * @throws RangeError for a preset or method that is not there
 */
export async function runImageJob(
  { engine, releaseMemory }: OpenedImageEngine,
  { recipe, from, keepStates = false }: ImageJobOrder,
  data: ImageData,
  report: (message: ImageJobReport) => undefined | Promise<boolean>,
): Promise<void> {
  const run = runImages(engine, recipe, data, from);
  const growth = growthSteps(recipe, data);
  let number = from?.finished.length ?? 0;
  let steps = from ? stepsOf(recipe, data, from) : 0;
  let grew = false;
  let next = await run.next();
  while (!next.done) {
    const event = next.value;
    let message: ImageJobReport | undefined;
    if (event.kind === 'step') {
      if (grew) releaseMemory();
      grew = false;
      steps = event.steps;
      message = { kind: 'steps', steps, work: steps + number * growth };
    } else if (event.kind === 'grow') {
      message = { kind: 'steps', steps, work: steps + (number - 1 + event.part) * growth };
    } else if (event.kind === 'phase') {
      number += 1;
      message = { kind: 'news', news: { kind: 'phase', number, phase: event.phase } };
    } else if ((event.kind === 'epoch' || event.kind === 'grown') && keepStates) {
      message = { kind: 'news', news: { kind: 'state', state: event.state } };
    }
    if (event.kind === 'grown') grew = true;
    if (message && (await report(message)) === false) {
      await run.return([]);
      return;
    }
    next = await run.next();
  }
  await report({ kind: 'done', outcome: { seed: recipe.seed, phases: next.value } });
}

/** Runs every order on one engine, one after the other; otherwise as `runThreads`. */
export async function runOneByOne(
  opened: OpenedImageEngine,
  orders: readonly ImageJobOrder[],
  data: ImageData,
  listener: ThreadListener<ImageOutcome, ImageJobNews>,
  signal: AbortSignal,
): Promise<void> {
  for (const [job, order] of orders.entries()) {
    if (signal.aborted) return;
    await runImageJob(opened, order, data, async (report) => {
      if (report.kind === 'steps') listener.onSteps(job, report.steps, report.work);
      else if (report.kind === 'news') listener.onNews?.(job, report.news);
      else if (report.kind === 'done') listener.onDone(job, report.outcome);
      await setImmediate(); // Ctrl-C is heard between two steps.
      return !signal.aborted;
    });
  }
}
