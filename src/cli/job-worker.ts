/** A worker thread of the command line: an engine of its own, one run after the other. Started by job-worker.mjs. */
import { runToyJob, type ToyOutcome } from '../experiments/toy-experiment.ts';
import { answerOrders } from './answer-orders.ts';
import { openCpuEngine } from './engines.ts';
import type { JobOrder } from './job-messages.ts';

/** Progress is for the eye: not more often than this. */
const REPORT_EVERY_MS = 100;

const engine = openCpuEngine();

answerOrders<JobOrder, ToyOutcome>(async ({ recipe }, report) => {
  let reported = 0;
  const onSteps = (steps: number) => {
    if (performance.now() - reported < REPORT_EVERY_MS) return;
    reported = performance.now();
    report({ kind: 'steps', steps });
  };
  report({ kind: 'done', outcome: await runToyJob(recipe, await engine, { onSteps }) });
});
