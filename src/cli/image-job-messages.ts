/** What the command line and its worker threads of image runs say to each other. */
import type { ImagePhase } from '../runs/images/image-phase.ts';
import type { ImageRecipe } from '../runs/images/image-recipe.ts';

/** To a worker: compute this run. */
export interface ImageJobOrder {
  readonly recipe: ImageRecipe;
  /** Paths of images; those that come along without them. */
  readonly train: string | undefined;
  readonly test: string | undefined;
}

/** A phase has ended; its number, from 1. */
export interface ImageJobNews {
  readonly number: number;
  readonly phase: ImagePhase;
}
