/**
 * The worker's side: pulls the descent and posts what it yields, as far as the page has given credit, at most 30 times a
 * second. It knows no global: what it posts to, and how it finds an engine, are given, so tests run it without a worker.
 */
import type { ChosenEngine, EnginePreference } from '../compute/report.ts';
import type { DescentEvent } from '../growth/events.ts';
import { answerQuestion } from '../growth/question.ts';
import { runEvents } from '../runs/run.ts';
import { taskOf } from '../runs/run-task.ts';
import { type FromWorker, postedError, type ToWorker } from './messages.ts';
import { packEvents } from './packing.ts';

export interface HostSurroundings {
  post(message: FromWorker, transfer?: ArrayBuffer[]): void;
  chooseEngine(preference: EnginePreference): Promise<ChosenEngine>;
  /** Milliseconds on any monotonic clock. */
  now(): number;
  /** Resolves after messages that have arrived were handled. */
  breathe(): Promise<void>;
  /** Ends the worker at once. */
  close(): void;
}

/** Between two posts of events: 30 a second at most. */
export const POST_INTERVAL = 1000 / 30;

interface Run {
  readonly run: number;
  credit: number;
  cancelled: boolean;
  /** Called when credit arrives or the run is cancelled. */
  wake: () => void;
}

/** Handles the page's messages. */
export function createHost(surroundings: HostSurroundings): (message: ToWorker) => void {
  const { post } = surroundings;
  let current: Run | undefined;
  let chosen: { preference: EnginePreference; engine: Promise<ChosenEngine> } | undefined;

  const engineFor = (preference: EnginePreference): Promise<ChosenEngine> => {
    if (chosen?.preference !== preference) {
      chosen?.engine.then(({ engine }) => engine.dispose()).catch(() => {});
      const engine = surroundings.chooseEngine(preference);
      chosen = { preference, engine };
      // A choice that failed is made anew by the next run.
      engine.catch(() => {
        if (chosen?.engine === engine) chosen = undefined;
      });
    }
    return chosen.engine;
  };

  const stop = () => {
    if (!current) return;
    current.cancelled = true;
    current.wake();
    current = undefined;
  };

  const drill = async (kind: 'lose-device' | 'crash') => {
    if (kind === 'crash') surroundings.close();
    const engine = (await chosen?.engine)?.engine;
    if (engine && 'loseDevice' in engine && typeof engine.loseDevice === 'function') engine.loseDevice();
  };

  const answer = async ({ id, engine, question }: Extract<ToWorker, { type: 'question' }>) => {
    try {
      const { engine: chosenEngine } = await engineFor(engine);
      post({ type: 'answer', id, answer: await answerQuestion(chosenEngine, question) });
    } catch (thrown) {
      post({ type: 'no-answer', id, error: postedError(thrown) });
    }
  };

  return (message) => {
    switch (message.type) {
      case 'start': {
        stop();
        const run: Run = { run: message.run, credit: message.credit, cancelled: false, wake: () => {} };
        current = run;
        void perform(run, message, surroundings, engineFor);
        break;
      }
      case 'credit':
        if (current?.run === message.run) {
          current.credit += message.events;
          current.wake();
        }
        break;
      case 'cancel':
        if (current?.run === message.run) stop();
        break;
      case 'question':
        void answer(message);
        break;
      case 'ping':
        post({ type: 'pong', ping: message.ping });
        break;
      case 'drill':
        void drill(message.drill);
        break;
    }
  };
}

async function perform(
  run: Run,
  { recipe, from }: Extract<ToWorker, { type: 'start' }>,
  surroundings: HostSurroundings,
  engineFor: (preference: EnginePreference) => Promise<ChosenEngine>,
): Promise<void> {
  const { post, now, breathe } = surroundings;
  const number = run.run;
  let lost = false;
  try {
    const task = taskOf(recipe);
    post({ type: 'task', run: number, task });
    const { engine, report } = await engineFor(recipe.engine);
    if (run.cancelled) return;
    post({ type: 'engine', run: number, report });
    void engine.lost.then((error) => {
      lost = true;
      if (!run.cancelled) post({ type: 'failed', run: number, cause: 'device-lost', error: postedError(error) });
      run.cancelled = true;
      run.wake();
    });

    let batch: DescentEvent[] = [];
    let posted = -Infinity;
    const flush = () => {
      if (batch.length === 0 || run.cancelled) return;
      const { packed, transfer } = packEvents(batch);
      post({ type: 'events', run: number, events: packed }, transfer);
      batch = [];
      posted = now();
    };
    const descent = runEvents(recipe, task, engine, from);
    let breathed = now();
    for (;;) {
      while (run.credit <= 0 && !run.cancelled) {
        flush();
        await new Promise<void>((resolve) => {
          run.wake = resolve;
          if (run.cancelled || run.credit > 0) resolve();
        });
      }
      if (run.cancelled) return;
      const next = await descent.next();
      if (run.cancelled) return;
      if (next.done) break;
      batch.push(next.value);
      run.credit -= 1;
      if (now() - posted >= POST_INTERVAL) flush();
      if (now() - breathed >= POST_INTERVAL / 2) {
        await breathe();
        breathed = now();
      }
    }
    flush();
    if (!run.cancelled) post({ type: 'finished', run: number });
  } catch (thrown) {
    // After a loss the engine's own rejections arrive too; the loss has been reported.
    if (!run.cancelled && !lost) post({ type: 'failed', run: number, cause: 'error', error: postedError(thrown) });
  }
}
