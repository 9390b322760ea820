/** What determines an image run, and the presets that recipes name. */

import type { GrowingCourse } from '../../methods/images/image-method.ts';
import { widen } from '../../methods/images/net2net.ts';
import { imageMethodById } from '../../methods/images/registry.ts';
import { type VggDepth, vgg } from '../../networks/architectures.ts';
import { type Description, neuronCount, widths } from '../../networks/description.ts';

export interface ImagePreset {
  readonly id: string;
  readonly summary: string;
  readonly depth: VggDepth;
  /** Channels of each layer at the start. */
  readonly width: number;
  /** Epochs of each phase of training. */
  readonly epochs: number;
  readonly phases: number;
  /** Part of the channels that each growth may add, rounded down. */
  readonly growth: number;
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
  /** Batches over which scores are averaged (our choice). */
  readonly scoreBatches: number;
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
  depth: 11,
  width: 8,
  epochs: 16,
  phases: 5,
  growth: 0.35,
  widen: true,
  layerBudget: 0,
  freshPerGroup: 16,
  freshPerSlot: 16,
  stepSize: 0.1,
  quadraturePoints: 3,
  scoreBatches: 8,
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

export const IMAGE_PRESETS: readonly ImagePreset[] = [
  POCKET,
  {
    ...POCKET,
    id: 'tiny',
    summary: 'VGG-11 from 4 channels per layer, 200 images, 2 phases of 4 epochs; seconds, to see that it works.',
    width: 4,
    epochs: 4,
    phases: 2,
    freshPerGroup: 4,
    scoreBatches: 2,
    children: 2,
    childEpochs: 1,
    batch: 20,
    train: 200,
    validation: 100,
    test: 100,
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
  freshPerGroup: { min: 0, max: 128, whole: true },
  stepSize: { min: 0.001, max: 1, whole: false },
  quadraturePoints: { min: 1, max: 20, whole: true },
  epochs: { min: 1, max: 1000, whole: true },
  phases: { min: 1, max: 20, whole: true },
} as const;
export type ImageChanges = { readonly [Key in keyof typeof IMAGE_CHANGES]?: number };

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
    const range = IMAGE_CHANGES[name as keyof ImageChanges];
    if (!range) throw new RangeError(`There is no setting "${name}" of image runs.`);
    const { min, max, whole } = range;
    if (!(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
      throw new RangeError(`${name} must be ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}.`);
    }
  }
  return { ...imagePresetById(preset), ...changes };
}

/** eta_t0: how many channels a growth may add to so many. */
export function neuronBudget({ growth }: Pick<ImagePreset, 'growth'>, neurons: number): number {
  return Math.floor(growth * neurons + 1e-9);
}

function descriptionOf({ depth, width }: ImagePreset, classes: number): Description {
  return vgg({ depth, width, classes });
}

/** The networks that growing evenly goes through. */
function courseOf(settings: ImagePreset, classes: number): GrowingCourse {
  const { depth, epochs, phases } = settings;
  const descriptions = [descriptionOf(settings, classes)];
  while (descriptions.length < phases) {
    const last = descriptions.at(-1)!;
    const width = widen(widths(last), neuronBudget(settings, neuronCount(last)));
    descriptions.push(vgg({ depth, width, classes }));
  }
  return { descriptions, full: vgg({ depth, classes }), epochs };
}

/** Classes do not matter where only phases are asked for. */
const ANY_CLASSES = 10;

/** Phases of training and epochs of each: a method that does not grow has one phase. */
export function phasesOf(recipe: Omit<ImageRecipe, 'seed'>): { readonly phases: number; readonly epochs: number } {
  const settings = settingsOf(recipe);
  const method = imageMethodById(recipe.method);
  if (method.grows) return { phases: settings.phases, epochs: settings.epochs };
  return { phases: 1, epochs: method.train(courseOf(settings, ANY_CLASSES)).epochs };
}

/** The network that a run begins with. */
export function initialDescription(recipe: Omit<ImageRecipe, 'seed'>, classes: number): Description {
  const settings = settingsOf(recipe);
  const method = imageMethodById(recipe.method);
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
