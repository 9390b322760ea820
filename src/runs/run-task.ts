/** What a run learns. */
import { readCurve } from '../tasks/curve.ts';
import { curveTask, targetTask } from '../tasks/targets.ts';
import { type Task, taskFromPoints } from '../tasks/task.ts';
import type { Recipe } from './recipe.ts';

/** What a recipe asks to learn. */
export function taskOf(recipe: Recipe): Task {
  const { given, curve } = recipe;
  if (given) return taskFromPoints(given.x, given.y);
  const drawn = curve === undefined ? undefined : readCurve(curve);
  return drawn && 'points' in drawn ? curveTask(drawn.points, recipe) : targetTask(recipe);
}
