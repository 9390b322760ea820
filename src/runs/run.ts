/** A run: a recipe brought to life on an engine. */
import type { Engine } from '../compute/engine.ts';
import { descend, initialState } from '../growth/descent.ts';
import type { DescentEvent, DescentState } from '../growth/events.ts';
import { methodById } from '../methods/registry.ts';
import { readCurve } from '../tasks/curve.ts';
import { curveTask, targetTask } from '../tasks/targets.ts';
import { type Task, taskFromPoints } from '../tasks/task.ts';
import { startingNetwork } from '../tasks/teacher.ts';
import { keptInPhase, settingsInPhase } from './changes.ts';
import type { Recipe } from './recipe.ts';

/** What a recipe asks to learn. */
export function taskOf(recipe: Recipe): Task {
  const { given, curve } = recipe;
  if (given) return taskFromPoints(given.x, given.y);
  const drawn = curve === undefined ? undefined : readCurve(curve);
  return drawn && 'points' in drawn ? curveTask(drawn.points, recipe) : targetTask(recipe);
}

/**
 * The events of a run, from its start or from any event's state.
 * @throws RangeError for an unknown method
 */
export function runEvents(
  recipe: Recipe,
  task: Task,
  engine: Engine,
  from: DescentState = initialState(startingNetwork(recipe.seed)),
): AsyncGenerator<DescentEvent, void> {
  const inPhase = (phase: number) => {
    const settings = settingsInPhase(recipe, phase);
    return { settings, rule: methodById(settings.method).rule, keep: keptInPhase(recipe.changes, phase) };
  };
  return descend({ engine, data: task.data, ...inPhase(1), inPhase }, from);
}

/** Where a run that lost its engine goes on: the last event with a state, and how many events to keep. */
export function resumePoint(events: readonly DescentEvent[]): { state: DescentState; keep: number } | undefined {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const state = events[index]!.state;
    if (state) return { state, keep: index + 1 };
  }
  return undefined;
}
