/** How the command line names the settings of a recipe; read by the command line and by whoever writes a command for it. */
import type { SettingKey } from './settings.ts';

/** Options that set one setting of the recipe. Method, seed and engine have options of their own. */
export const SETTING_OPTIONS = {
  'max-neurons': 'maxNeurons',
  steps: 'stepsPerPhase',
  fresh: 'freshCandidates',
  'step-size': 'stepSize',
  quadrature: 'quadraturePoints',
  budget: 'neuronBudget',
  'score-rule': 'scoreRule',
  'scratch-steps': 'scratchSteps',
  'direction-steps': 'directionSteps',
  'learning-rate': 'learningRate',
  target: 'target',
  'truth-neurons': 'truthNeurons',
  'truth-variance': 'truthVariance',
  points: 'points',
} as const satisfies Record<string, SettingKey>;
