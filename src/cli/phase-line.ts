/** What the command line says at the end of a phase of an image run. */
import type { ImagePhase } from '../runs/images/image-phase.ts';
import type { ImageRecipe } from '../runs/images/image-recipe.ts';

const percent = (part: number) => `${(100 * part).toFixed(1)} %`;

/** @param number of the phase, from 1 */
export function phaseLine({ method, seed }: ImageRecipe, number: number, phase: ImagePhase): string {
  const channels = phase.widths.reduce((sum, width) => sum + width, 0);
  const size = `${channels} channels, ${phase.parameters} parameters`;
  const accuracy = `validation ${percent(phase.validationAccuracy)}, test ${percent(phase.testAccuracy)}`;
  const times = `grown in ${phase.growSeconds.toFixed(1)} s, trained in ${phase.trainSeconds.toFixed(1)} s`;
  return `${method} ${seed}, phase ${number}: ${size}; training loss ${phase.trainLoss.toFixed(3)}, ${accuracy}; ${times}`;
}
