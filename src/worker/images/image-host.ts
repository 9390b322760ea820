/**
 * The worker's side of an image run: pulls `runImages` and posts what it yields; progress at most 30 times a second. It knows
 * no global, so tests run it without a worker.
 */
import type { ImageEngine } from '../../compute/image-engine.ts';
import type { EnginePreference, EngineReport, ThreadCount } from '../../compute/report.ts';
import { ThreadLostError } from '../../compute/tfjs/data-parallel/shared-exchange.ts';
import { countMultiplyAdds, countParameters } from '../../networks/counting.ts';
import { widths } from '../../networks/description.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { recordChannels } from '../../runs/images/channel-record.ts';
import { fingerprint } from '../../runs/images/choose-images.ts';
import { readImageState, writeImageState } from '../../runs/images/image-checkpoint.ts';
import { batchesPerEpoch } from '../../runs/images/image-data.ts';
import { phasesOf, settingsOf } from '../../runs/images/image-recipe.ts';
import { type ImageRunEvent, initialState, runImages } from '../../runs/images/image-run.ts';
import { type Drill, postedError } from '../messages.ts';
import {
  type FromImageWorker,
  type ImageJob,
  type ImageProgress,
  type NetworkReport,
  type ToImageWorker,
  type Until,
  WATCHED_IMAGES,
} from './image-messages.ts';

export interface OpenedImageEngine {
  readonly engine: ImageEngine;
  readonly report: EngineReport;
  /** Resolves when the GPU is lost. */
  readonly lost: Promise<Error>;
  /** Loses the GPU on purpose; nothing where there is none. */
  loseDevice(): void;
  /** Gives back the memory of what is gone, after a growth. */
  releaseMemory(): void;
  dispose(): void;
}

export interface ImageHostSurroundings {
  post(message: FromImageWorker): void;
  openEngine(preference: EnginePreference, threads: ThreadCount): Promise<OpenedImageEngine>;
  /** Milliseconds on any monotonic clock. */
  now(): number;
  /** Resolves after messages that have arrived were handled. */
  breathe(): Promise<void>;
  /** Ends the worker at once. */
  close(): void;
}

/** Between two posts of progress: 30 a second at most. */
const POST_INTERVAL = 1000 / 30;
/** What a lost GPU was asked for is rejected, often before the loss is heard of: so long an error waits for it, in ms. */
const LOSS_PATIENCE = 1000;

interface Run {
  readonly run: number;
  paused: boolean;
  turn: number;
  cancelled: boolean;
  until: Until | undefined;
  /** Called when the run goes on or is cancelled. */
  wake: () => void;
}

/** Whether a run that goes on until then has come there. */
function isThere(until: Until | undefined, event: ImageRunEvent, epochs: number): boolean {
  if (until === undefined) return false;
  if (event.kind === 'phase') return true;
  if (until === 'phase') return false;
  // The end of a phase is there when the phase is measured.
  return event.kind === 'grown' || (event.kind === 'epoch' && event.state.epoch < epochs);
}

/** Handles the page's messages. */
export function createImageHost(surroundings: ImageHostSurroundings): (message: ToImageWorker) => void {
  let current: Run | undefined;
  let opened: { readonly wanted: string; readonly engine: Promise<OpenedImageEngine> } | undefined;
  /** Settles when the run before has given back what it held. */
  let before: Promise<void> = Promise.resolve();

  const engineFor = async ({ engine: preference, threads }: ImageJob): Promise<OpenedImageEngine> => {
    const wanted = `${preference} ${threads}`;
    if (opened?.wanted === wanted) return opened.engine;
    const old = opened;
    opened = undefined;
    await old?.engine.then((engine) => engine.dispose()).catch(() => {});
    const engine = surroundings.openEngine(preference, threads);
    opened = { wanted, engine };
    // An engine that failed is opened anew by the next run.
    engine.catch(() => {
      opened = undefined;
    });
    return engine;
  };

  const stop = () => {
    if (!current) return;
    current.cancelled = true;
    current.wake();
    current = undefined;
  };

  const drill = async (kind: Drill) => {
    if (kind === 'crash') surroundings.close();
    else (await opened?.engine)?.loseDevice();
  };

  return (message) => {
    switch (message.type) {
      case 'start': {
        stop();
        const { run: number, until } = message;
        const run: Run = { run: number, paused: false, turn: 0, cancelled: false, until, wake: () => {} };
        current = run;
        before = before.then(() => perform(run, message, surroundings, engineFor));
        break;
      }
      case 'pause':
        if (current?.run === message.run) current.paused = true;
        break;
      case 'resume':
        if (current?.run === message.run) {
          current.paused = false;
          current.turn = message.turn;
          current.until = message.until;
          current.wake();
        }
        break;
      case 'cancel':
        if (current?.run === message.run) stop();
        break;
      case 'ping':
        surroundings.post({ type: 'pong', ping: message.ping });
        break;
      case 'drill':
        void drill(message.drill);
        break;
    }
  };
}

function reportNetwork(network: DeepNetwork): NetworkReport {
  const { description } = network;
  return {
    parameters: countParameters(description),
    multiplyAdds: countMultiplyAdds(description),
    widths: widths(description),
    channels: recordChannels(network),
  };
}

async function perform(
  run: Run,
  { job, from }: Extract<ToImageWorker, { type: 'start' }>,
  surroundings: ImageHostSurroundings,
  engineFor: (job: ImageJob) => Promise<OpenedImageEngine>,
): Promise<void> {
  const { post, now, breathe } = surroundings;
  const { recipe, images } = job;
  const number = run.run;
  let lost = false;
  try {
    if (run.cancelled) return;
    const { epochs } = phasesOf(recipe);
    const perEpoch = batchesPerEpoch(images, settingsOf(recipe).batch);
    const classes = images.train.format.classes.length;
    const state = from === undefined ? initialState(recipe, classes) : readImageState(from, recipe, classes);
    const sha256 = await fingerprint(images);
    if (run.cancelled) return;
    post({ type: 'images', run: number, sha256 });
    const { engine, report, lost: loss, releaseMemory } = await engineFor(job);
    if (run.cancelled) return;
    post({ type: 'engine', run: number, report });
    void loss.then((error) => {
      lost = true;
      if (!run.cancelled) post({ type: 'failed', run: number, cause: 'device-lost', error: postedError(error) });
      run.cancelled = true;
      run.wake();
    });

    let posted = -Infinity;
    let phase = state.finished.length + 1;
    const say = (progress: ImageProgress) => {
      if (now() - posted < POST_INTERVAL) return;
      posted = now();
      post({ type: 'progress', run: number, progress });
    };
    let grew = false;
    const tell = (event: ImageRunEvent) => {
      switch (event.kind) {
        case 'step': {
          if (grew) releaseMemory();
          grew = false;
          const ofPhase = event.steps - (phase - 1) * epochs * perEpoch;
          const epoch = Math.ceil(ofPhase / perEpoch);
          return say({ phase, stage: 'train', epoch, part: ofPhase / perEpoch - (epoch - 1) });
        }
        case 'epoch': {
          const { state, watched } = event;
          const network = reportNetwork(state.network);
          return post({ type: 'epoch', run: number, state: writeImageState(state), network, watched });
        }
        case 'measure':
          return say({ phase, stage: 'measure', epoch: epochs, part: event.part });
        case 'phase':
          return post({ type: 'phase', run: number, phase: event.phase });
        case 'grow':
          return say({ phase, stage: event.stage, epoch: epochs, part: event.part });
        case 'grown':
          grew = true;
          phase += 1;
          return post({
            type: 'begun',
            run: number,
            network: reportNetwork(event.state.network),
            scores: event.state.scores,
            state: writeImageState(event.state),
          });
      }
    };

    if (from === undefined) post({ type: 'begun', run: number, network: reportNetwork(state.network), scores: [] });
    const course = runImages(engine, recipe, images, state, WATCHED_IMAGES);
    let breathed = now();
    for (;;) {
      while (run.paused && !run.cancelled) {
        post({ type: 'paused', run: number, turn: run.turn });
        await new Promise<void>((resolve) => {
          run.wake = resolve;
        });
      }
      if (run.cancelled) {
        await course.return([]);
        return;
      }
      const next = await course.next();
      if (run.cancelled) continue;
      if (next.done) break;
      tell(next.value);
      if (isThere(run.until, next.value, epochs)) {
        run.until = undefined;
        run.paused = true;
      }
      if (now() - breathed >= POST_INTERVAL / 2) {
        await breathe();
        breathed = now();
      }
    }
    post({ type: 'finished', run: number });
  } catch (thrown) {
    const end = now() + LOSS_PATIENCE;
    while (!lost && !run.cancelled && now() < end) await breathe();
    // A loss has been reported where it was heard of.
    if (run.cancelled || lost) return;
    const cause = thrown instanceof ThreadLostError ? 'thread-lost' : 'error';
    post({ type: 'failed', run: number, cause, error: postedError(thrown) });
  }
}
