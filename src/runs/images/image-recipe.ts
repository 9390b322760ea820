/** What determines an image run. */

import type { SelectionRule } from '../../growth/deep/selection.ts';
import { evenGrowth } from '../../methods/images/even-growth.ts';
import type { GrowingCourse, GrowthWay, ImageMethod } from '../../methods/images/image-method.ts';
import { IMAGE_METHODS, imageMethodById } from '../../methods/images/registry.ts';
import { residualNet, type VggOptions, vgg } from '../../networks/architectures.ts';
import { enlarged } from '../../networks/deep-slots.ts';
import { type Description, neuronCount } from '../../networks/description.ts';
import { IMAGE_PRESETS, type ImagePreset, imagePresetById } from './image-presets.ts';

export { IMAGE_PRESETS, type ImagePreset, imagePresetById };

/** What a recipe may set instead of its preset, and the range of each. */
export const IMAGE_CHANGES = {
  width: { min: 1, max: 64, whole: true },
  growth: { min: 0, max: 1, whole: false },
  growthChannels: { min: 0, max: 1024, whole: true },
  freshPerGroup: { min: 0, max: 128, whole: true },
  freshPerSlot: { min: 0, max: 128, whole: true },
  stepSize: { min: 0.001, max: 1, whole: false },
  quadraturePoints: { min: 1, max: 20, whole: true },
  epochs: { min: 1, max: 1000, whole: true },
  phases: { min: 1, max: 20, whole: true },
} as const;
/** What a recipe may choose instead of its preset. */
export const IMAGE_CHOICES = { selection: ['greedy', 'stop', 'exact'] } as const satisfies {
  readonly selection: readonly SelectionRule[];
};
export type ImageChanges = { readonly [Key in keyof typeof IMAGE_CHANGES]?: number } & {
  readonly [Key in keyof typeof IMAGE_CHOICES]?: (typeof IMAGE_CHOICES)[Key][number];
};

export interface ImageRecipe {
  /** Id of a preset. */
  readonly preset: string;
  /** Id of a method. */
  readonly method: string;
  /** A non-negative integer below 2^32. */
  readonly seed: number;
  /** What differs from the preset. */
  readonly changes?: ImageChanges;
}

/** A recipe's preset with its changes. Throws RangeError for an unknown preset or a value out of range. */
export function settingsOf({ preset, changes = {} }: Pick<ImageRecipe, 'preset' | 'changes'>): ImagePreset {
  for (const [name, value] of Object.entries(changes)) {
    const choices: readonly unknown[] | undefined = IMAGE_CHOICES[name as keyof typeof IMAGE_CHOICES];
    if (choices?.includes(value)) continue;
    if (choices) throw new RangeError(`${name} must be one of ${choices.join(', ')}.`);
    const range = IMAGE_CHANGES[name as keyof typeof IMAGE_CHANGES];
    if (!range) throw new RangeError(`There is no setting "${name}" of image runs.`);
    const { min, max, whole } = range;
    if (typeof value !== 'number' || !(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
      throw new RangeError(`${name} must be ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}.`);
    }
  }
  return { ...imagePresetById(preset), ...changes };
}

/** eta_t0: how many channels a growth may add to so many. */
export function neuronBudget(
  { growth, growthChannels }: Pick<ImagePreset, 'growth' | 'growthChannels'>,
  neurons: number,
): number {
  return Math.floor(growth * neurons + 1e-9) + growthChannels;
}

/** How a method that the paper starts from another network begins; a recipe that sets the width or phases itself comes first. */
function startOf({ preset, method, changes = {} }: Omit<ImageRecipe, 'seed'>) {
  const start = imagePresetById(preset).starts?.[method];
  return {
    width: changes.width === undefined ? start && { times: start.times } : undefined,
    phases: changes.phases === undefined ? start?.phases : undefined,
  };
}

/** With slots wherever layers may open. */
function descriptionOf(
  { architecture, width, layerBudget }: ImagePreset,
  classes: number,
  vggWidth: VggOptions['width'] = width,
): Description {
  const slots = layerBudget > 0;
  if (architecture.kind === 'vgg') return vgg({ depth: architecture.depth, width: vggWidth, classes, slots });
  return residualNet({ stages: new Array<number>(architecture.stages).fill(width), blocks: 0, classes, slots });
}

/** As wide and deep as published: VGG, or the widths and the 3 blocks per stage of ResNet-20 (He et al. 2016). */
function fullDescription({ architecture }: ImagePreset, classes: number): Description {
  if (architecture.kind === 'vgg') return vgg({ depth: architecture.depth, classes });
  const stages = Array.from({ length: architecture.stages }, (_, stage) => 16 * 2 ** stage);
  return residualNet({ stages, blocks: 3, classes });
}

/** The networks that growing evenly goes through. */
function courseOf(settings: ImagePreset, classes: number): GrowingCourse {
  const { epochs, phases } = settings;
  const descriptions = [descriptionOf(settings, classes)];
  while (descriptions.length < phases) {
    const last = descriptions.at(-1)!;
    const budget = neuronBudget(settings, neuronCount(last));
    const added = evenGrowth(last, { ...settings, phase: descriptions.length + 1, neuronBudget: budget });
    descriptions.push(enlarged(last, added));
  }
  return { descriptions, full: fullDescription(settings, classes), epochs };
}

/** Whether a method can use all budgets of a preset, or does not grow. */
function fits(method: ImageMethod, preset: ImagePreset): boolean {
  return !method.grows || waysOf(preset).every((way) => method.ways.includes(way));
}

function waysOf({ widen, layerBudget }: Pick<ImagePreset, 'widen' | 'layerBudget'>): GrowthWay[] {
  return [...(widen ? (['wider'] as const) : []), ...(layerBudget > 0 ? (['deeper'] as const) : [])];
}

/** The methods that can grow as a preset does, or do not grow. */
export function methodsFor(preset: ImagePreset): ImageMethod[] {
  return IMAGE_METHODS.filter((method) => fits(method, preset));
}

const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id).join(', ');

/**
 * The method of a recipe.
 * @throws RangeError if there is none, or if it cannot grow as the preset does: sizes would not compare
 */
export function methodOf(recipe: Pick<ImageRecipe, 'preset' | 'method'>): ImageMethod {
  const [preset, method] = [imagePresetById(recipe.preset), imageMethodById(recipe.method)];
  if (fits(method, preset)) return method;
  const methods = idsOf(methodsFor(preset));
  const presets = idsOf(IMAGE_PRESETS.filter((other) => fits(method, other)));
  throw new RangeError(
    `The preset "${preset.id}" grows networks ${waysOf(preset).join(' and ')}, which the method "${method.id}" does not; take another method (${methods}) or another preset (${presets}).`,
  );
}

/** Classes do not matter where only phases are asked for. */
const ANY_CLASSES = 10;

/** Phases of training and epochs of each: a method that does not grow has one phase. */
export function phasesOf(recipe: Omit<ImageRecipe, 'seed'>): { readonly phases: number; readonly epochs: number } {
  const settings = settingsOf(recipe);
  const method = methodOf(recipe);
  if (method.grows) return { phases: startOf(recipe).phases ?? settings.phases, epochs: settings.epochs };
  return { phases: 1, epochs: method.train(courseOf(settings, ANY_CLASSES)).epochs };
}

/** The network that a run begins with. */
export function initialDescription(recipe: Omit<ImageRecipe, 'seed'>, classes: number): Description {
  const settings = settingsOf(recipe);
  const method = methodOf(recipe);
  if (method.grows) return descriptionOf(settings, classes, startOf(recipe).width);
  return method.train(courseOf(settings, classes)).description;
}

/**
 * Learning rate of an epoch of a phase, counted from 0: cut tenfold after epochs n/2 - 1 and 3n/4 - 1 (the official code's
 * schedule, at the start of each phase anew).
 */
export function rateOf(rate: number, epoch: number, epochs: number): number {
  const cuts = [epochs / 2 - 1, (3 * epochs) / 4 - 1].filter((cut) => epoch >= cut).length;
  return rate / 10 ** cuts;
}
