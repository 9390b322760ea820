/**
 * What page and worker say to each other. Every message that belongs to a run carries its number, so that answers to a
 * cancelled run are recognised and dropped.
 */
import type { EnginePreference, EngineReport } from '../compute/report.ts';
import type { DescentState } from '../growth/events.ts';
import type { ScoreAnswer, ScoreQuestion } from '../growth/question.ts';
import type { Recipe } from '../runs/recipe.ts';
import type { Task } from '../tasks/task.ts';
import type { PackedEvents } from './packing.ts';

export type ToWorker =
  /** Begin a run, or go on with one from a state. Any run before it is cancelled. */
  | {
      readonly type: 'start';
      readonly run: number;
      readonly recipe: Recipe;
      readonly from?: DescentState;
      readonly credit: number;
    }
  /** The worker may send so many more events; without credit it waits. */
  | { readonly type: 'credit'; readonly run: number; readonly events: number }
  | { readonly type: 'cancel'; readonly run: number }
  /** Something about a growth that its run did not ask; runs go on. */
  | {
      readonly type: 'question';
      readonly id: number;
      readonly engine: EnginePreference;
      readonly question: ScoreQuestion;
    }
  | { readonly type: 'ping'; readonly ping: number }
  /** A drill: break something on purpose, to show that nothing is lost. */
  | { readonly type: 'drill'; readonly drill: Drill };

/** 'lose-device' destroys the engine's device; 'crash' ends the worker without a word. */
export type Drill = 'lose-device' | 'crash';

/** An error as it can be posted. */
export interface PostedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

export type FromWorker =
  | { readonly type: 'engine'; readonly run: number; readonly report: EngineReport }
  | { readonly type: 'task'; readonly run: number; readonly task: Task }
  | { readonly type: 'events'; readonly run: number; readonly events: PackedEvents }
  | { readonly type: 'finished'; readonly run: number }
  /** 'device-lost': the engine is gone, a new worker can go on. 'error': the run cannot go on. */
  | {
      readonly type: 'failed';
      readonly run: number;
      readonly cause: 'device-lost' | 'error';
      readonly error: PostedError;
    }
  | { readonly type: 'answer'; readonly id: number; readonly answer: ScoreAnswer }
  | { readonly type: 'no-answer'; readonly id: number; readonly error: PostedError }
  | { readonly type: 'pong'; readonly ping: number };

/** Turns anything thrown into something that can be posted. */
export function postedError(thrown: unknown): PostedError {
  if (thrown instanceof Error) {
    return { name: thrown.name, message: thrown.message, stack: thrown.stack ?? '' };
  }
  // An object from elsewhere may refuse to become text.
  const message =
    Object(thrown) === thrown ? `Something was thrown that is no error (${typeof thrown}).` : String(thrown);
  return { name: 'Error', message, stack: '' };
}

const TO_WORKER = ['start', 'credit', 'cancel', 'question', 'ping', 'drill'];
const FROM_WORKER = ['engine', 'task', 'events', 'finished', 'failed', 'answer', 'no-answer', 'pong'];

function hasType(data: unknown, types: readonly string[]): boolean {
  return (
    typeof data === 'object' && data !== null && types.includes((data as { readonly type?: unknown }).type as string)
  );
}

/** True for messages of the page; anything else that reaches the worker is ignored. */
export function isToWorker(data: unknown): data is ToWorker {
  return hasType(data, TO_WORKER);
}

/** True for messages of the worker; browser extensions and stray posts are ignored. */
export function isFromWorker(data: unknown): data is FromWorker {
  return hasType(data, FROM_WORKER);
}
