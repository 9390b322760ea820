/** What the scheduler says to its worker threads; they answer with a ThreadReport. */
import type { Recipe } from '../runs/recipe.ts';

/** To a worker: compute this run. It answers with 'done' before it gets the next. */
export interface JobOrder {
  readonly recipe: Recipe;
}
