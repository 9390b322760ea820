/** What the scheduler and its worker threads say to each other. */
import type { ToyOutcome } from '../experiments/toy-experiment.ts';
import type { Recipe } from '../runs/recipe.ts';
import type { ThreadReport } from './threads.ts';

/** To a worker: compute this run. It answers with 'done' before it gets the next. */
export interface JobOrder {
  readonly recipe: Recipe;
}

/** From a worker. */
export type JobReport = ThreadReport<ToyOutcome>;
