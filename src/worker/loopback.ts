/** The worker of the run on screen, without a thread and on the oracle engine. Imported by tests only. */
import type { Engine } from '../compute/engine.ts';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import type { ChosenEngine } from '../compute/report.ts';
import { createHost } from './host.ts';
import { createInProcessWorker, type InProcessWorker, losableDevice } from './in-process-worker.ts';
import type { FromWorker, ToWorker } from './messages.ts';

export type Loopback = InProcessWorker<ToWorker>;

export interface LoopbackOptions {
  /** Called for each message before it reaches the page. */
  readonly onPost?: (message: FromWorker, worker: Loopback) => void;
  readonly engine?: Engine;
}

/** An engine whose device can be lost. */
export function losableEngine(engine: Engine = createPlainEngine()): { chosen: ChosenEngine; loseDevice: () => void } {
  const { lost, loseDevice } = losableDevice();
  const report = { kind: engine.kind, device: engine.device, reason: 'Tests.', software: false, selfTestError: 0 };
  return { chosen: { engine: { ...engine, lost }, report }, loseDevice };
}

export function createLoopback({ onPost, engine }: LoopbackOptions = {}): Loopback {
  const { chosen, loseDevice } = losableEngine(engine);
  return createInProcessWorker<ToWorker, FromWorker>({
    open: (surroundings) => createHost({ ...surroundings, chooseEngine: async () => chosen }),
    loseDevice,
    onPost,
  });
}
