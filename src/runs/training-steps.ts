/** How long each phase of a run trains. */
import { methodById } from '../methods/registry.ts';
import { settingsInPhase } from './changes.ts';
import { expectedPhases } from './positions.ts';
import type { Recipe } from './recipe.ts';

/**
 * - 'phase': a method that begins anew trains each width as long as the others train a phase.
 * - 'cumulative': as long as a grown network of that width has been trained by then, in all its phases.
 */
export type ScratchSteps = 'phase' | 'cumulative';

type StepsRecipe = Pick<Recipe, 'method' | 'stepsPerPhase' | 'scratchSteps' | 'changes'>;

/**
 * Training steps of a phase. The growth that led to the phase decides, so a branch that changes the method in a later growth
 * leaves it as it was.
 */
export function stepsInPhase(recipe: StepsRecipe, phase: number): number {
  if (recipe.scratchSteps === 'phase') return recipe.stepsPerPhase;
  const { method } = settingsInPhase(recipe, phase - 1);
  return methodById(method).rule.replace ? phase * recipe.stepsPerPhase : recipe.stepsPerPhase;
}

/** Training steps of a run that uses its whole budget in every growth. */
export function expectedSteps(recipe: StepsRecipe & Pick<Recipe, 'maxNeurons' | 'neuronBudget'>): number {
  let sum = 0;
  for (let phase = 1; phase <= expectedPhases(recipe); phase += 1) sum += stepsInPhase(recipe, phase);
  return sum;
}
