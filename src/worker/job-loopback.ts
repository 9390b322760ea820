/** A worker of a sweep, without a thread and on the oracle engine. Imported by tests only. */
import type { Engine } from '../compute/engine.ts';
import { createInProcessWorker, type InProcessWorker } from './in-process-worker.ts';
import { createJobHost } from './job-host.ts';
import type { FromJobWorker, ToJobWorker } from './job-messages.ts';
import { losableEngine } from './loopback.ts';

export type JobLoopback = InProcessWorker<ToJobWorker>;

export interface JobLoopbackOptions {
  readonly engine?: Engine;
  /** Called for each message before it reaches the page. */
  readonly onPost?: (message: FromJobWorker, worker: JobLoopback) => void;
}

export function createJobLoopback({ engine, onPost }: JobLoopbackOptions = {}): JobLoopback {
  const { chosen, loseDevice } = losableEngine(engine);
  return createInProcessWorker<ToJobWorker, FromJobWorker>({
    open: (surroundings) => createJobHost({ ...surroundings, chooseEngine: async () => chosen }),
    loseDevice,
    onPost,
  });
}
