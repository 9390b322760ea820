/** A worker thread of the command line: an engine of its own, one run after the other. Started by job-worker.mjs. */
import { parentPort } from 'node:worker_threads';
import { runToyJob } from '../experiments/toy-experiment.ts';
import { openCpuEngine } from './engines.ts';
import type { JobOrder, JobReport } from './job-messages.ts';

/** Progress is for the eye: not more often than this. */
const REPORT_EVERY_MS = 100;

const engine = openCpuEngine();
const port = parentPort!;
const report = (message: JobReport) => port.postMessage(message);

// A failure is thrown in the thread, and the scheduler sees it as the thread's error.
port.on('message', async ({ recipe }: JobOrder) => {
  let reported = 0;
  const onSteps = (steps: number) => {
    if (performance.now() - reported < REPORT_EVERY_MS) return;
    reported = performance.now();
    report({ kind: 'steps', steps });
  };
  const outcome = await runToyJob(recipe, await engine, { onSteps });
  report({ kind: 'done', outcome });
});
