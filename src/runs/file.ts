/**
 * The run file, `firefly-lab/run@1`: a recipe and its event log as JSON. Opening one restores the run, scrubbable, without
 * computing anything (restore-run.ts reads it).
 */
import type { DescentEvent, DescentState } from '../growth/events.ts';
import type { Recipe } from './recipe.ts';

export const RUN_FORMAT = 'firefly-lab/run@1';

/** What a run file holds. Snapshots belong to the event with their index. */
export interface RunFile {
  readonly format: typeof RUN_FORMAT;
  readonly recipe: Recipe;
  /** The engine that computed it: cpu, webgpu or plain. */
  readonly engine: string;
  readonly events: readonly Omit<DescentEvent, 'state'>[];
  readonly snapshots: readonly { readonly event: number; readonly state: DescentState }[];
}

/** A file that is not a run, with a sentence for the visitor. */
export class RunFileError extends Error {
  override name = 'RunFileError';
}

/** The file of a run. */
export function runFile(recipe: Recipe, engine: string, events: readonly DescentEvent[]): RunFile {
  return {
    format: RUN_FORMAT,
    recipe,
    engine,
    events: events.map(({ state: _, ...event }) => event),
    snapshots: events.flatMap(({ state }, event) => (state ? [{ event, state }] : [])),
  };
}

/**
 * The text of a run file in pieces, so that whoever packs a long run can rest in between; together they are the JSON of
 * `runFile`.
 */
export function* runFilePieces(recipe: Recipe, engine: string, events: readonly DescentEvent[]): Generator<string> {
  const { events: _, snapshots: _all, ...head } = runFile(recipe, engine, []);
  yield `${JSON.stringify(head).slice(0, -1)},"events":[`;
  for (const [index, { state: _state, ...event }] of events.entries()) {
    yield `${index > 0 ? ',' : ''}${JSON.stringify(event)}`;
  }
  yield '],"snapshots":[';
  let first = true;
  for (const [event, { state }] of events.entries()) {
    if (!state) continue;
    yield `${first ? '' : ','}${JSON.stringify({ event, state })}`;
    first = false;
  }
  yield ']}';
}
