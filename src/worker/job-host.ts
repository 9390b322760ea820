/**
 * The worker's side of a sweep: computes whole runs, as many at a time as the page gives it, and posts their results. It
 * knows no global, so tests run it without a worker.
 */
import type { ChosenEngine, EnginePreference } from '../compute/report.ts';
import { runToyJob } from '../experiments/toy-experiment.ts';
import type { Recipe } from '../runs/recipe.ts';
import type { FromJobWorker, ToJobWorker } from './job-messages.ts';
import { postedError } from './messages.ts';

export interface JobSurroundings {
  post(message: FromJobWorker): void;
  chooseEngine(preference: EnginePreference): Promise<ChosenEngine>;
  /** Milliseconds on any monotonic clock. */
  now(): number;
  /** Resolves after messages that have arrived were handled. */
  breathe(): Promise<void>;
}

/** Between two posts of a run's progress. */
const REPORT_MS = 100;
/** How long a pause may go unheard. */
const BREATHE_MS = 30;

/** What paused runs wait at. */
interface Gate {
  readonly over: Promise<void>;
  end(): void;
}

function createGate(): Gate {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { over, end };
}

/** Handles the page's messages. */
export function createJobHost({ post, chooseEngine, now, breathe }: JobSurroundings): (message: ToJobWorker) => void {
  let chosen: Promise<ChosenEngine> | undefined;
  let paused: Gate | undefined;
  let breathed = now();
  let lost = false;

  const open = async (preference: EnginePreference) => {
    chosen = chooseEngine(preference);
    try {
      const { engine, report } = await chosen;
      post({ type: 'ready', report });
      void engine.lost.then((error) => {
        lost = true;
        post({ type: 'lost', error: postedError(error) });
      });
    } catch (thrown) {
      lost = true;
      post({ type: 'lost', error: postedError(thrown) });
    }
  };

  const rest = async () => {
    await breathe();
    breathed = now();
    while (paused) await paused.over;
  };

  const perform = async (job: number, recipe: Recipe) => {
    if (!chosen) return;
    let reported = now();
    try {
      const { engine } = await chosen;
      const outcome = await runToyJob(recipe, engine, {
        onPhase: (soFar) => post({ type: 'phase', job, outcome: soFar }),
        onSteps(steps) {
          if (now() - reported >= REPORT_MS) {
            reported = now();
            post({ type: 'steps', job, steps });
          }
          if (paused) return paused.over;
          // The processor computes without a break, so messages must be let in. A card's answers let them in, and runs that
          // take turns of their own would no longer ask it together.
          return engine.kind !== 'webgpu' && now() - breathed >= BREATHE_MS ? rest() : undefined;
        },
      });
      post({ type: 'done', job, outcome });
    } catch (thrown) {
      if (!lost) post({ type: 'failed', job, error: postedError(thrown) });
    }
  };

  return (message) => {
    switch (message.type) {
      case 'open':
        void open(message.engine);
        break;
      case 'job':
        void perform(message.job, message.recipe);
        break;
      case 'pause':
        paused ??= createGate();
        break;
      case 'resume':
        paused?.end();
        paused = undefined;
        break;
      case 'ping':
        post({ type: 'pong' });
        break;
    }
  };
}
