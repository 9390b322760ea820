/** What the page and the workers of a sweep say to each other. */
import type { EnginePreference, EngineReport } from '../compute/report.ts';
import type { ToyOutcome } from '../experiments/toy-experiment.ts';
import type { Recipe } from '../runs/recipe.ts';
import type { PostedError } from './messages.ts';

export type ToJobWorker =
  /** First of all: choose an engine. It answers with 'ready'. */
  | { readonly type: 'open'; readonly engine: EnginePreference }
  /** Compute this run, beside those it has. */
  | { readonly type: 'job'; readonly job: number; readonly recipe: Recipe }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** Answered with 'pong' at once, or as soon as the engine lets messages in. */
  | { readonly type: 'ping' };

export type FromJobWorker =
  | { readonly type: 'ready'; readonly report: EngineReport }
  | { readonly type: 'pong' }
  /** Training steps that a run has taken so far. */
  | { readonly type: 'steps'; readonly job: number; readonly steps: number }
  /** What a run has at the end of a phase. */
  | { readonly type: 'phase'; readonly job: number; readonly outcome: ToyOutcome }
  | { readonly type: 'done'; readonly job: number; readonly outcome: ToyOutcome }
  /** The engine is gone; another worker can compute what this one had. */
  | { readonly type: 'lost'; readonly error: PostedError }
  /** The run cannot be computed. */
  | { readonly type: 'failed'; readonly job: number; readonly error: PostedError };

const TO_WORKER = ['open', 'job', 'pause', 'resume', 'ping'];

/** True for messages of the page; anything else that reaches the worker is ignored. */
export function isToJobWorker(data: unknown): data is ToJobWorker {
  return typeof data === 'object' && data !== null && TO_WORKER.includes((data as { type?: unknown }).type as string);
}
