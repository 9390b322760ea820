/** Runs that the claims of lessons are checked on. Imported by tests only. */
import { createCpuEngine } from '../compute/cpu/cpu-engine.ts';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import type { DescentEvent } from '../growth/events.ts';
import type { Network } from '../networks/network.ts';
import type { Recipe } from '../runs/recipe.ts';
import { runEvents } from '../runs/run.ts';
import { taskOf } from '../runs/run-task.ts';
import type { LessonPage } from './lesson.ts';

type EventOf<Kind extends DescentEvent['kind']> = Extract<DescentEvent, { kind: Kind }>;

const runs = new Map<string, Promise<CheckedRun>>();

/** The run of a recipe up to the growth of a phase, computed once. */
export function checkedRun(recipe: Recipe, lastPhase: number): Promise<CheckedRun> {
  const key = JSON.stringify([recipe, lastPhase]);
  const known = runs.get(key);
  if (known) return known;
  const run = compute(recipe, lastPhase);
  runs.set(key, run);
  return run;
}

async function compute(recipe: Recipe, lastPhase: number) {
  const engine = await createCpuEngine();
  const task = taskOf(recipe);
  const events: DescentEvent[] = [];
  for await (const event of runEvents(recipe, task, engine)) {
    events.push(event);
    if (event.kind === 'apply' && event.phase === lastPhase) break;
  }
  const find = <Kind extends DescentEvent['kind']>(kind: Kind, phase: number, test = (_: EventOf<Kind>) => true) => {
    const found = events.find(
      (event): event is EventOf<Kind> => event.kind === kind && event.phase === phase && test(event as EventOf<Kind>),
    );
    if (!found) throw new Error(`The run has no ${kind} in phase ${phase}.`);
    return found;
  };
  return {
    engine,
    task,
    events,
    find,
    /** Loss after some steps of training in a phase; after all of them if not given. */
    trained: (phase: number, step?: number) => find('train', phase, (event) => event.step === (step ?? event.steps)),
    /** Predicted change of a candidate in a phase's selection. */
    promise(phase: number, key: string): number {
      const entry = find('score', phase).scored.find(({ candidate }) => candidate.key === key);
      if (!entry) throw new Error(`There is no candidate ${key}.`);
      return entry.predictedChange;
    },
    /** The largest promise of any fresh candidate. */
    bestFresh(phase: number): number {
      const fresh = find('score', phase).scored.filter(({ candidate }) => candidate.kind === 'fresh');
      return Math.min(...fresh.map(({ predictedChange }) => predictedChange));
    },
  };
}

export type CheckedRun = Awaited<ReturnType<typeof compute>>;

/** The loss of a network on a run's points, by the oracle. */
export async function lossOf(network: Network, { task }: CheckedRun): Promise<number> {
  return (await createPlainEngine().differentiate([network], task.data))[0]!.loss;
}

/** Numbers with a decimal point in a page's text, as they stand there. */
export function decimalsIn({ text }: LessonPage): string[] {
  return text.flatMap((paragraph) => paragraph.match(/−?\d[\d,]*\.\d+/g) ?? []);
}

/** A number as a text writes it, with as many digits as the text gives: rounded, not cut. */
export function agrees(says: string, value: number): boolean {
  const digits = says.split('.')[1]?.length ?? 0;
  const factor = 10 ** digits;
  const read = Number(says.replace('−', '-').replaceAll(',', ''));
  return Math.round(value * factor) === Math.round(read * factor);
}
