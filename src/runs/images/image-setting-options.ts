/** How the command line names what a recipe of an image run may change; read by whoever writes a command for it, too. */
import type { ImageChanges } from './image-recipe.ts';

/** Options by the setting they change. */
export const IMAGE_SETTING_OPTIONS = {
  width: 'width',
  growth: 'growth',
  growthChannels: 'growth-channels',
  freshPerGroup: 'fresh',
  freshPerSlot: 'fresh-per-slot',
  stepSize: 'step-size',
  quadraturePoints: 'quadrature',
  epochs: 'epochs',
  phases: 'phases',
  selection: 'selection',
} as const satisfies Record<keyof ImageChanges, string>;
