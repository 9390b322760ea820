/** The page "Figures": which figure is shown, its stored reference, and the visitor's own sweep over it. */
import { createStore } from 'zustand/vanilla';
import type { EnginePreference, EngineReport } from '../compute/report.ts';
import {
  type FigureRun,
  type FigureRuns,
  figureRun,
  finishedRuns,
  restoreFigure,
  type StoredFigure,
  withRun,
} from '../experiments/figure-results.ts';
import { FIGURES, type FigureDefinition, figureById, figureJobs } from '../experiments/figures.ts';
import { expectedSteps } from '../runs/training-steps.ts';
import { type JobPool, type JobWorkerLike, startJobs } from '../worker/job-pool.ts';

/** A figure that is computed for seeds 0 ... seeds - 1. */
export interface Sweep {
  readonly status: 'running' | 'paused' | 'done' | 'cancelled' | 'failed';
  readonly seeds: number;
  readonly engine: EnginePreference;
  /** Runs in all, and finished. */
  readonly jobs: number;
  readonly finished: number;
  /** Part of all training steps that has been taken, 0 to 1. */
  readonly progress: number;
  /** Training steps that were computed. */
  readonly steps: number;
  readonly runs: FigureRuns;
  readonly report: EngineReport | undefined;
  /** Milliseconds of computing so far, pauses left out. */
  readonly elapsed: number;
  /** Why it failed. */
  readonly message: string | undefined;
  /** What happened to the last worker that was lost, one sentence. */
  readonly warning: string | undefined;
}

/** `undefined` while it is loaded; a sentence when there is none. */
export type Reference = StoredFigure | string | undefined;

export interface FigureState {
  readonly figure: FigureDefinition;
  /** By figure id. */
  readonly references: Readonly<Record<string, Reference>>;
  readonly sweeps: Readonly<Record<string, Sweep>>;
}

export type FigureStore = ReturnType<typeof createFigureStore>;

export interface FigureSurroundings {
  /** Makes a worker of a sweep. */
  createWorker(): JobWorkerLike;
  /** How many workers the machine has room for. */
  readonly workers: number;
  /** The JSON of a figure's stored reference. */
  load(id: string): Promise<unknown>;
  /** Milliseconds on any monotonic clock. */
  now(): number;
}

/** Between two updates of the progress that no finished run makes. */
const UPDATE_MS = 100;

/** The sweep that is being computed or held. */
interface Active {
  readonly id: string;
  readonly pool: JobPool;
  /** When the clock was last read. */
  since: number;
  /** Shows at once what has arrived. */
  show(): void;
}

/** The store of the page "Figures". One sweep computes at a time; what others have is kept. */
export function createFigureStore({ createWorker, workers, load, now }: FigureSurroundings) {
  let active: Active | undefined;
  const store = createStore<FigureState>(() => ({ figure: FIGURES[0]!, references: {}, sweeps: {} }));
  const { setState: set, getState: get } = store;

  const update = (id: string, change: (sweep: Sweep) => Partial<Sweep>) =>
    set(({ sweeps }) => {
      const sweep = sweeps[id];
      return sweep ? { sweeps: { ...sweeps, [id]: { ...sweep, ...change(sweep) } } } : {};
    });

  /** The time of computing up to now. */
  const elapsed = ({ elapsed: before, status }: Sweep) => {
    if (!active) return before;
    const passed = status === 'running' ? now() - active.since : 0;
    active.since = now();
    return before + passed;
  };

  /** Ends the computing with what there is. */
  const stop = (status: Sweep['status'], message?: string) => {
    if (!active) return;
    const { id, pool } = active;
    pool.cancel();
    if (status === 'cancelled') active.show();
    if (!active) return; // that was the last of it
    update(id, (sweep) => ({
      elapsed: elapsed(sweep),
      status,
      message,
      runs: finishedRuns(sweep.runs),
      progress: sweep.finished === sweep.jobs ? 1 : sweep.progress,
    }));
    active = undefined;
  };

  /** Computes the runs that a sweep does not have yet. */
  const compute = (id: string) => {
    const sweep = get().sweeps[id]!;
    const figure = figureById(id);
    const jobs = figureJobs(figure, sweep.seeds);
    const has = (series: string, seed: number) => sweep.runs[series]?.some((run) => run.seed === seed) ?? false;
    const open = jobs.filter(({ series, seed }) => !has(series, seed));
    const weights = open.map(({ recipe }) => expectedSteps(recipe));
    const all = jobs.reduce((sum, { recipe }) => sum + expectedSteps(recipe), 0);
    // What is left of each run, in steps; a run that ends early leaves nothing.
    const left = [...weights];
    let leftInAll = weights.reduce((sum, weight) => sum + weight, 0);
    let updated = now();
    const taken = (job: number, steps: number) => {
      leftInAll += Math.max(0, weights[job]! - steps) - left[job]!;
      left[job] = Math.max(0, weights[job]! - steps);
    };
    const progress = () => 1 - leftInAll / all;
    update(id, () => ({ status: 'running', message: undefined, warning: undefined, progress: progress() }));
    // What arrives is shown together, ten times a second: on a graphics card all runs arrive at about the same time.
    let arrived: { series: string; run: FigureRun; steps: number }[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      clearTimeout(timer);
      timer = undefined;
      updated = now();
      const shown = arrived;
      arrived = [];
      const complete = shown.filter(({ run }) => !run.unfinished);
      update(id, (old) => ({
        runs: shown.reduce((runs, { series, run }) => withRun(runs, series, run), old.runs),
        finished: old.finished + complete.length,
        steps: old.steps + complete.reduce((sum, { steps }) => sum + steps, 0),
        progress: progress(),
        elapsed: elapsed(old),
      }));
      if (get().sweeps[id]!.finished === jobs.length) stop('done');
    };
    const showSoon = () => {
      const wait = UPDATE_MS - (now() - updated);
      if (wait <= 0) show();
      else timer ??= setTimeout(show, wait);
    };
    const recipes = open.map(({ recipe }) => recipe);
    const pool = startJobs(
      createWorker,
      recipes,
      { workers, engine: sweep.engine },
      {
        ready: (report) => update(id, () => ({ report })),
        steps(job, steps) {
          taken(job, steps);
          showSoon();
        },
        phase(job, soFar) {
          arrived.push({ series: open[job]!.series, run: { ...figureRun(soFar), unfinished: true }, steps: 0 });
          showSoon();
        },
        done(job, outcome) {
          taken(job, weights[job]!);
          arrived.push({ series: open[job]!.series, run: figureRun(outcome), steps: outcome.networkSteps });
          showSoon();
        },
        lost: (error, runs) => update(id, () => ({ warning: lossText(error, runs) })),
        failed({ message }) {
          show();
          stop('failed', message);
        },
      },
    );
    active = { id, pool, since: now(), show };
    if (open.length === 0) stop('done');
  };

  const loadReference = async (id: string): Promise<void> => {
    if (id in get().references) return;
    const put = (reference: Reference) => set(({ references }) => ({ references: { ...references, [id]: reference } }));
    put(undefined);
    try {
      put(restoreFigure(await load(id), id));
    } catch {
      put('The stored reference could not be loaded; your own runs are computed without it.');
    }
  };

  return Object.assign(store, {
    /** Shows a figure and loads its stored reference. Unknown ids show the first figure. */
    open(id: string | undefined): Promise<void> {
      const figure = figureById(id);
      set({ figure });
      return loadReference(figure.id);
    },
    /** Loads a figure's stored reference, once. */
    load: loadReference,
    /** Computes the figure on screen for seeds 0 ... seeds - 1, from nothing. Another figure's sweep is cancelled. */
    start(seeds: number, engine: EnginePreference): void {
      stop('cancelled');
      const { id } = get().figure;
      const sweep: Sweep = {
        status: 'running',
        seeds,
        engine,
        jobs: figureJobs(get().figure, seeds).length,
        finished: 0,
        progress: 0,
        steps: 0,
        runs: {},
        report: undefined,
        elapsed: 0,
        message: undefined,
        warning: undefined,
      };
      set(({ sweeps }) => ({ sweeps: { ...sweeps, [id]: sweep } }));
      compute(id);
    },
    /** Holds the runs of the sweep that is computing where they are. */
    pause(): void {
      if (!active) return;
      active.pool.pause();
      active.show();
      if (!active) return;
      update(active.id, (sweep) => (sweep.status === 'running' ? { elapsed: elapsed(sweep), status: 'paused' } : {}));
    },
    /** Goes on with the figure on screen: a paused sweep from where it is, a cancelled one with the runs it has not. */
    resume(): void {
      const { id } = get().figure;
      const sweep = get().sweeps[id];
      if (!sweep || sweep.status === 'running' || sweep.status === 'done') return;
      if (active?.id === id) {
        active.since = now();
        update(id, () => ({ status: 'running' }));
        active.pool.resume();
      } else {
        stop('cancelled');
        compute(id);
      }
    },
    /** Ends the computing at once. What is finished stays; `resume` computes the rest. */
    cancel: () => stop('cancelled'),
  });
}

function lossText({ message }: { readonly message: string }, runs: number): string {
  const what =
    runs === 0 ? 'another takes its place' : `its ${runs === 1 ? 'run begins' : `${runs} runs begin`} again in another`;
  return `A worker was lost (${message.replace(/\.$/, '')}); ${what}.`;
}

/** Milliseconds left, from the rate so far; undefined while nothing is known. */
export function timeLeft({ elapsed, progress }: Sweep): number | undefined {
  return progress > 0.002 ? (elapsed / progress) * (1 - progress) : undefined;
}
