/** What determines an image run, and the presets that recipes name. */

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
  /** m', fresh channels tried in each layer. */
  readonly freshPerGroup: number;
  /** epsilon (our choice). */
  readonly stepSize: number;
  /** n of eq. 5; 3 is the paper's. */
  readonly quadraturePoints: number;
  /** Batches over which scores are averaged (our choice). */
  readonly scoreBatches: number;
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
  freshPerGroup: 16,
  stepSize: 0.1,
  quadraturePoints: 3,
  scoreBatches: 8,
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

export interface ImageRecipe {
  /** Id of a preset. */
  readonly preset: string;
  /** Id of a method. */
  readonly method: string;
  /** A non-negative integer below 2^32. */
  readonly seed: number;
}

/** Phases of training and epochs of each: a method that does not grow has one phase, of all epochs. */
export function phasesOf({ preset, method }: Pick<ImageRecipe, 'preset' | 'method'>): {
  readonly phases: number;
  readonly epochs: number;
} {
  const { phases, epochs } = imagePresetById(preset);
  return imageMethodById(method).grow ? { phases, epochs } : { phases: 1, epochs: phases * epochs };
}

/** eta_t0: how many channels a growth may add to so many. */
export function neuronBudget({ growth }: Pick<ImagePreset, 'growth'>, neurons: number): number {
  return Math.floor(growth * neurons + 1e-9);
}

/** The network that a run begins with. */
export function initialDescription({ preset, method }: Omit<ImageRecipe, 'seed'>, classes: number): Description {
  const settings = imagePresetById(preset);
  const { depth, width } = settings;
  const small = vgg({ depth, width, classes });
  if (imageMethodById(method).grow) return small;
  let neurons = neuronCount(small);
  for (let phase = 1; phase < settings.phases; phase += 1) neurons += neuronBudget(settings, neurons);
  return vgg({ depth, width: widen(widths(small), neurons - neuronCount(small)), classes });
}

/**
 * Learning rate of an epoch of a phase, counted from 0: cut tenfold after epochs n/2 - 1 and 3n/4 - 1 (the official code's
 * schedule, at the start of each phase anew).
 */
export function rateOf(rate: number, epoch: number, epochs: number): number {
  const cuts = [epochs / 2 - 1, (3 * epochs) / 4 - 1].filter((cut) => epoch >= cut).length;
  return rate / 10 ** cuts;
}
