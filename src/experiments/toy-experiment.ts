/**
 * The paper's toy as an experiment: every method from the same starts on the same targets, one run per method and seed.
 * The page and the command line share this; they differ in who schedules the runs.
 */
import type { Engine } from '../compute/engine.ts';
import type { DescentEvent } from '../growth/events.ts';
import { withoutMissing } from '../runs/changes.ts';
import type { Recipe } from '../runs/recipe.ts';
import { runEvents } from '../runs/run.ts';
import { taskOf } from '../runs/run-task.ts';

/** What all runs of an experiment share, and which runs those are. The engine is not part of it: it is how, not what. */
export interface ToyExperiment extends Omit<Recipe, 'method' | 'seed' | 'engine'> {
  readonly experiment: 'toy';
  /** Ids, each once; results come in this order. */
  readonly methods: readonly string[];
  /** Each once; the results of a method come in this order. */
  readonly seeds: readonly number[];
}

/** One run of an experiment. */
export interface ToyJob {
  readonly method: string;
  readonly seed: number;
}

/** What a run gave. */
export interface ToyResult extends ToyJob {
  /** Width of the network in each phase. */
  readonly neurons: readonly number[];
  /** Mean squared training error at the end of the phase with `neurons[k]` neurons, y having standard deviation 1. */
  readonly loss: readonly number[];
  /** Time it took. */
  readonly seconds: number;
}

export interface ToyOutcome {
  readonly result: ToyResult;
  /** Training steps taken, over all phases. */
  readonly networkSteps: number;
  /** What it had cost by the end of each phase, the growth before it included. */
  readonly costs: readonly Cost[];
}

export interface Cost {
  /** Training steps since the run's start. */
  readonly steps: number;
  /** Seconds since the run's start, pauses left out. */
  readonly seconds: number;
}

/** Every value once, where it came first: a method or seed that is named twice is still one run. */
export function eachOnce<T>(values: Iterable<T>): T[] {
  return [...new Set(values)];
}

/** Every run of an experiment, on the toy or on images, by method and then by seed. */
export function jobsOf({ methods, seeds }: Pick<ToyExperiment, 'methods' | 'seeds'>): ToyJob[] {
  return methods.flatMap((method) => seeds.map((seed) => ({ method, seed })));
}

/** The runs of part `part` of `parts` (from 1): every `parts`-th, so that parts take about the same time. */
export function shardOf<T>(jobs: readonly T[], part: number, parts: number): T[] {
  return jobs.filter((_, index) => index % parts === part - 1);
}

/** The recipe of one run of an experiment. */
export function recipeOf(experiment: ToyExperiment, { method, seed }: ToyJob): Recipe {
  const { experiment: _, methods: _methods, seeds: _seeds, ...shared } = experiment;
  return { ...shared, method, seed, engine: 'auto' };
}

/** What a job says on its way. */
export interface JobProgress {
  /** Training steps taken so far; the run waits for what this returns, and that waiting is no part of its time. */
  onSteps?(steps: number): void | Promise<void>;
  /** Called at the end of each phase with what there is. */
  onPhase?(soFar: ToyOutcome): void;
}

/** Nobody looks on who could be told that the run is another one than was asked for. */
function expectKept({ changes = [] }: Recipe, { phase, scored }: Extract<DescentEvent, { kind: 'score' }>): void {
  const keys = scored.map(({ candidate }) => candidate.key);
  const missing = withoutMissing(changes, phase, keys);
  if (missing) throw new RangeError(`${missing.problem}.`);
}

/**
 * Runs one run to its end.
 * @throws RangeError for an unknown method, or where a branch should keep a candidate that its growth does not have
 */
export async function runToyJob(
  recipe: Recipe,
  engine: Engine,
  { onSteps, onPhase }: JobProgress = {},
): Promise<ToyOutcome> {
  let start = performance.now();
  const now = () => (performance.now() - start) / 1000;
  // By phase: the last training event of a phase stays, whether the phase ends in a growth, at the limit or in divergence.
  const phases: { neurons: number; loss: number; cost: Cost }[] = [];
  const outcome = (): ToyOutcome => ({
    result: {
      method: recipe.method,
      seed: recipe.seed,
      neurons: phases.map(({ neurons }) => neurons),
      loss: phases.map(({ loss }) => loss),
      seconds: now(),
    },
    networkSteps: phases.at(-1)?.cost.steps ?? 0,
    costs: phases.map(({ cost }) => cost),
  });
  let before = 0;
  for await (const event of runEvents(recipe, taskOf(recipe), engine)) {
    if (event.kind === 'score') expectKept(recipe, event);
    if (event.kind !== 'train') continue;
    const steps = before + event.step;
    phases[event.phase - 1] = {
      neurons: event.network.neurons.length,
      loss: event.loss,
      cost: { steps, seconds: now() },
    };
    if (event.step === event.steps) {
      before = steps;
      onPhase?.(outcome());
    }
    const waiting = onSteps?.(steps);
    if (waiting) {
      const from = performance.now();
      await waiting;
      start += performance.now() - from;
    }
  }
  return outcome();
}
