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

/** What each means, for help. */
export const IMAGE_SETTING_HELP: Readonly<Record<keyof ImageChanges, string>> = {
  width: 'Channels of each layer at the start',
  growth: 'Part of the channels that each growth may add',
  growthChannels: 'Channels that each growth may add besides',
  freshPerGroup: "Fresh channels tried in each layer, the paper's m'",
  freshPerSlot: 'Fresh channels tried in each place for a new layer',
  stepSize: 'Step size, the paper’s ε',
  quadraturePoints: 'Points at which scores are taken, the n of eq. 5',
  epochs: 'Epochs of each phase of training',
  phases: 'Phases of training',
  selection: 'How the best candidates are found within both budgets',
};
