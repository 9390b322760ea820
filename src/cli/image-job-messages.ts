/** What the command line and its worker threads of image runs say to each other. */
import type { ThreadCount } from '../compute/report.ts';
import type { ImageOutcome } from '../experiments/image-experiment.ts';
import type { ImagePhase } from '../runs/images/image-phase.ts';
import type { ImageRecipe } from '../runs/images/image-recipe.ts';
import type { ImageState } from '../runs/images/image-run.ts';
import type { ThreadReport } from './threads.ts';

/** To a worker: compute this run. */
export interface ImageJobOrder {
  readonly recipe: ImageRecipe;
  /** Paths of images; those that come along without them. */
  readonly train?: string | undefined;
  readonly test?: string | undefined;
  /** Where to go on. */
  readonly from?: ImageState | undefined;
  /** Threads that share its batches; the same in all orders to a worker. */
  readonly threads: ThreadCount;
  /** Whether the state after each epoch and growth is wanted. */
  readonly keepStates?: boolean;
}

export type ImageJobNews =
  /** An epoch or a growth has ended. */
  | { readonly kind: 'state'; readonly state: ImageState }
  /** A phase has ended; its number, from 1. */
  | { readonly kind: 'phase'; readonly number: number; readonly phase: ImagePhase };

/** From a worker. */
export type ImageJobReport = ThreadReport<ImageOutcome, ImageJobNews>;
