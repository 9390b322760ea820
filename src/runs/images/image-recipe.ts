/** What determines an image run, and the presets that recipes name. */

import type { SelectionRule } from '../../growth/deep/selection.ts';
import { evenGrowth } from '../../methods/images/even-growth.ts';
import type { GrowingCourse, GrowthWay, ImageMethod } from '../../methods/images/image-method.ts';
import { IMAGE_METHODS, imageMethodById } from '../../methods/images/registry.ts';
import { residualNet, type VggDepth, vgg } from '../../networks/architectures.ts';
import { enlarged } from '../../networks/deep-slots.ts';
import { type Description, neuronCount } from '../../networks/description.ts';

/** What a network looks like, apart from its width. */
export type ImageArchitecture =
  | { readonly kind: 'vgg'; readonly depth: VggDepth }
  /** So many stages, each a convolution at half the side of the one before; residual layers come by growth. */
  | { readonly kind: 'residual'; readonly stages: number };

export interface ImagePreset {
  readonly id: string;
  readonly summary: string;
  readonly architecture: ImageArchitecture;
  /** Channels of each layer at the start. */
  readonly width: number;
  /** Epochs of each phase of training. */
  readonly epochs: number;
  readonly phases: number;
  /** eta_t0, most channels that each growth may add: this part of those there are, rounded down, and so many more. */
  readonly growth: number;
  readonly growthChannels: number;
  /** Whether layers may become wider. */
  readonly widen: boolean;
  /** eta_t1, most residual layers that each growth may open; the network has no slots if it is 0. */
  readonly layerBudget: number;
  /** m', fresh channels tried in each layer. */
  readonly freshPerGroup: number;
  /** Fresh channels tried in each slot. */
  readonly freshPerSlot: number;
  /** epsilon (our choice). */
  readonly stepSize: number;
  /** n of eq. 5; 3 is the paper's. */
  readonly quadraturePoints: number;
  /** Batches over which slopes are averaged at each node of eq. 5's path, each node on others (our choice). */
  readonly scoreBatches: number;
  /** How the best candidates are found that keep both budgets; 'greedy' is closest to the paper. */
  readonly selection: SelectionRule;
  /** NASH: networks it tries in each growth (8 is the official code's), epochs of each and their first learning rate. */
  readonly children: number;
  readonly childEpochs: number;
  readonly childRate: number;
  /** Images in a batch. */
  readonly batch: number;
  /** Learning rate at the start of each phase. */
  readonly rate: number;
  /** How many images are used of each role, from the first on. */
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

const POCKET: ImagePreset = {
  id: 'pocket',
  summary: 'VGG-11 from 8 channels per layer, 2,000 images, 5 phases of 16 epochs, growths of 35 %.',
  architecture: { kind: 'vgg', depth: 11 },
  width: 8,
  epochs: 16,
  phases: 5,
  growth: 0.35,
  growthChannels: 0,
  widen: true,
  layerBudget: 0,
  freshPerGroup: 16,
  freshPerSlot: 16,
  stepSize: 0.1,
  quadraturePoints: 3,
  // Of the drop in loss that the best choice promises by scores on all 31 batches, choices by these promise 96 to 99 % (2 seeds,
  // widths 8 and 24); with 2 it was 74 to 96 %, with the same 8 at each node 95 to 98 %.
  scoreBatches: 5,
  selection: 'greedy',
  // The official code trains children for 17 epochs beside phases of 160: a tenth (our choice for shorter phases).
  children: 8,
  childEpochs: 2,
  childRate: 0.05,
  batch: 64,
  rate: 0.1,
  train: 2000,
  validation: 500,
  test: 1000,
};

/** What makes a preset one that runs in seconds. */
const TINY = {
  epochs: 4,
  phases: 2,
  scoreBatches: 2,
  children: 2,
  childEpochs: 1,
  batch: 20,
  train: 200,
  validation: 100,
  test: 100,
} as const;

/**
 * Deeper only. A network of few layers, because depth is what it shall gain: three stages, each a convolution, as AutoGrow starts
 * from; VGG-11 has eight layers already, most of them at sizes of a few pixels (our choice, as are the 16 channels).
 */
const POCKET_DEPTH: ImagePreset = {
  ...POCKET,
  id: 'pocket-depth',
  summary:
    'Three stages of 16 channels; each of 4 growths may open one residual layer of 16 channels. Phases as in pocket.',
  architecture: { kind: 'residual', stages: 3 },
  width: 16,
  growth: 0,
  growthChannels: 16,
  widen: false,
  layerBudget: 1,
  freshPerGroup: 0,
  freshPerSlot: 32,
};

export const IMAGE_PRESETS: readonly ImagePreset[] = [
  POCKET,
  {
    ...POCKET,
    id: 'pocket-both',
    summary: 'As pocket; each growth may also open one residual layer.',
    layerBudget: 1,
  },
  POCKET_DEPTH,
  {
    ...POCKET,
    ...TINY,
    id: 'tiny',
    summary: 'VGG-11 from 4 channels per layer, 200 images, 2 phases of 4 epochs; seconds, to see that it works.',
    width: 4,
    freshPerGroup: 4,
  },
  {
    ...POCKET_DEPTH,
    ...TINY,
    id: 'tiny-depth',
    summary:
      'Two stages of 4 channels; each of 2 growths may open one residual layer of 4. 200 images, 3 phases of 4 epochs.',
    architecture: { kind: 'residual', stages: 2 },
    width: 4,
    growthChannels: 4,
    freshPerSlot: 6,
    phases: 3,
  },
];

/** The preset with an id. Throws RangeError for an unknown one, naming those that exist. */
export function imagePresetById(id: string): ImagePreset {
  const preset = IMAGE_PRESETS.find((candidate) => candidate.id === id);
  if (!preset) {
    throw new RangeError(`There is no preset "${id}"; there are ${IMAGE_PRESETS.map((known) => known.id).join(', ')}.`);
  }
  return preset;
}

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

/** With slots wherever layers may open. */
function descriptionOf({ architecture, width, layerBudget }: ImagePreset, classes: number): Description {
  const slots = layerBudget > 0;
  if (architecture.kind === 'vgg') return vgg({ depth: architecture.depth, width, classes, slots });
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
  if (method.grows) return { phases: settings.phases, epochs: settings.epochs };
  return { phases: 1, epochs: method.train(courseOf(settings, ANY_CLASSES)).epochs };
}

/** The network that a run begins with. */
export function initialDescription(recipe: Omit<ImageRecipe, 'seed'>, classes: number): Description {
  const settings = settingsOf(recipe);
  const method = methodOf(recipe);
  return method.grows ? descriptionOf(settings, classes) : method.train(courseOf(settings, classes)).description;
}

/**
 * Learning rate of an epoch of a phase, counted from 0: cut tenfold after epochs n/2 - 1 and 3n/4 - 1 (the official code's
 * schedule, at the start of each phase anew).
 */
export function rateOf(rate: number, epoch: number, epochs: number): number {
  const cuts = [epochs / 2 - 1, (3 * epochs) / 4 - 1].filter((cut) => epoch >= cut).length;
  return rate / 10 ** cuts;
}
