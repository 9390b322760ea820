/** A run: a recipe brought to life on an engine. */
import type { Engine } from '../compute/engine.ts';
import { descend, initialState } from '../growth/descent.ts';
import type { DescentEvent, DescentState } from '../growth/events.ts';
import { methodById } from '../methods/registry.ts';
import type { Task } from '../tasks/task.ts';
import { startingNetwork } from '../tasks/teacher.ts';
import { keptInPhase, settingsInPhase } from './changes.ts';
import type { Recipe } from './recipe.ts';
import { stepsInPhase } from './training-steps.ts';

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
    const settings = { ...settingsInPhase(recipe, phase), stepsPerPhase: stepsInPhase(recipe, phase) };
    return { settings, rule: methodById(settings.method).rule, keep: keptInPhase(recipe.changes, phase) };
  };
  return descend({ engine, data: task.data, ...inPhase(1), inPhase }, from);
}
