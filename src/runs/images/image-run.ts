/**
 * An image run: phases of training with growth between them, as a generator that its consumer pulls. It goes on from the
 * state after any epoch, and comes to the same numbers as without the pause.
 */
import type { ImageEngine, ImageTraining } from '../../compute/image-engine.ts';
import { imageMethodById } from '../../methods/images/registry.ts';
import { carryTensors } from '../../networks/carrying.ts';
import { countMultiplyAdds, countParameters } from '../../networks/counting.ts';
import { neuronCount, widths } from '../../networks/description.ts';
import { type DeepNetwork, initialise, type Tensors } from '../../networks/tensors.ts';
import { batchesPerEpoch, type ImageData, plainBatches, trainingBatches } from './image-data.ts';
import {
  type ImageRecipe,
  imagePresetById,
  initialDescription,
  neuronBudget,
  phasesOf,
  rateOf,
} from './image-recipe.ts';

/** What is measured at the end of a phase of training. */
export interface ImagePhase {
  /** Numbers that are trained. */
  readonly parameters: number;
  /** Of one image's way through the network. */
  readonly multiplyAdds: number;
  readonly widths: readonly number[];
  /** Mean cross entropy of the training images as they are, in nats. */
  readonly trainLoss: number;
  /** 0 to 1 */
  readonly validationAccuracy: number;
  /** 0 to 1 */
  readonly testAccuracy: number;
  readonly trainSeconds: number;
  /** Of the growth that led to this phase; 0 for the first. */
  readonly growSeconds: number;
}

/** Where a run can go on: after any epoch. */
export interface ImageState {
  /** Phases that are over. */
  readonly finished: readonly ImagePhase[];
  /** Epochs of the present phase that are over. */
  readonly epoch: number;
  readonly network: DeepNetwork;
  /** By the names of trained tensors; 0 for those that are not there. */
  readonly momentum: Tensors;
  /** Of the present phase so far. */
  readonly trainSeconds: number;
  readonly growSeconds: number;
}

export type ImageRunEvent =
  /** Steps of training taken since the run began. */
  | { readonly kind: 'step'; readonly steps: number }
  | { readonly kind: 'epoch'; readonly state: ImageState }
  | { readonly kind: 'phase'; readonly phase: ImagePhase }
  /** How much of the growth to a phase (from 1) is done, 0 to 1. */
  | { readonly kind: 'grow'; readonly phase: number; readonly part: number }
  | { readonly kind: 'grown'; readonly network: DeepNetwork };

/** The optimizer of the official code; the rate is `rateOf`. */
export const IMAGE_DESCENT = { momentum: 0.9, nesterov: true, weightDecay: 1e-4 } as const;

const secondsSince = (start: number) => (performance.now() - start) / 1000;

/** The state that a run begins with. */
export function initialState(recipe: ImageRecipe, classes: number): ImageState {
  const network = initialise(initialDescription(recipe, classes), recipe.seed);
  return { finished: [], epoch: 0, network, momentum: {}, trainSeconds: 0, growSeconds: 0 };
}

/** Steps of training that a run takes. */
export function expectedSteps(recipe: ImageRecipe, data: ImageData): number {
  const { phases, epochs } = phasesOf(recipe);
  return phases * epochs * batchesPerEpoch(data, imagePresetById(recipe.preset).batch);
}

/** Steps of training that led to a state. */
export function stepsOf(recipe: ImageRecipe, data: ImageData, { finished, epoch }: ImageState): number {
  const done = finished.length * phasesOf(recipe).epochs + epoch;
  return done * batchesPerEpoch(data, imagePresetById(recipe.preset).batch);
}

/** One epoch: a step on each batch. */
async function* trainEpoch(
  training: ImageTraining,
  recipe: ImageRecipe,
  data: ImageData,
  before: ImageState,
): AsyncGenerator<ImageRunEvent, ImageState> {
  const { batch, rate } = imagePresetById(recipe.preset);
  const { epochs } = phasesOf(recipe);
  const start = performance.now();
  const name = `phase ${before.finished.length + 1} / epoch ${before.epoch + 1}`;
  const settings = { ...IMAGE_DESCENT, rate: rateOf(rate, before.epoch, epochs) };
  let steps = stepsOf(recipe, data, before);
  for (const images of trainingBatches(data.train, batch, recipe.seed, name)) {
    training.step(images, settings);
    steps += 1;
    yield { kind: 'step', steps };
  }
  const read = await training.read();
  const trainSeconds = before.trainSeconds + secondsSince(start);
  return { ...before, ...read, epoch: before.epoch + 1, trainSeconds };
}

async function measure(
  training: ImageTraining,
  data: ImageData,
  batch: number,
  { network: { description }, trainSeconds, growSeconds }: ImageState,
): Promise<ImagePhase> {
  const evaluate = (set: ImageData[keyof ImageData]) => training.evaluate(plainBatches(set, batch));
  return {
    parameters: countParameters(description),
    multiplyAdds: countMultiplyAdds(description),
    widths: widths(description),
    trainLoss: (await evaluate(data.train)).loss,
    validationAccuracy: (await evaluate(data.validation)).accuracy,
    testAccuracy: (await evaluate(data.test)).accuracy,
    trainSeconds,
    growSeconds,
  };
}

/** The growth between two phases; momentum goes on for the channels that were there. */
async function* grow(
  engine: ImageEngine,
  recipe: ImageRecipe,
  data: ImageData,
  { finished, network, momentum }: ImageState,
): AsyncGenerator<ImageRunEvent, ImageState> {
  const preset = imagePresetById(recipe.preset);
  const phase = finished.length + 1;
  const start = performance.now();
  const ground = engine.openGrowth(network.description, plainBatches(data.train, preset.batch, true));
  try {
    const growth = imageMethodById(recipe.method).grow!(ground, network, {
      ...preset,
      seed: recipe.seed,
      phase,
      neuronBudget: neuronBudget(preset, neuronCount(network.description)),
    });
    let step = await growth.next();
    while (!step.done) {
      yield { kind: 'grow', phase, part: step.value };
      step = await growth.next();
    }
    const grown = step.value;
    yield { kind: 'grown', network: grown };
    const carried = carryTensors(network.description, grown.description, momentum);
    const growSeconds = secondsSince(start);
    return { finished, epoch: 0, network: grown, momentum: carried, trainSeconds: 0, growSeconds };
  } finally {
    ground.dispose();
  }
}

/**
 * Runs a recipe.
 * @param from the state after an epoch of the same recipe on the same images
 * @returns what was measured, one entry per phase
 * @throws RangeError for a preset or method that is not there
 */
export async function* runImages(
  engine: ImageEngine,
  recipe: ImageRecipe,
  data: ImageData,
  from: ImageState = initialState(recipe, data.train.format.classes.length),
): AsyncGenerator<ImageRunEvent, readonly ImagePhase[]> {
  const { phases, epochs } = phasesOf(recipe);
  const { batch } = imagePresetById(recipe.preset);
  let state = from;
  for (;;) {
    const training = engine.openTraining(state.network, state.momentum);
    try {
      while (state.epoch < epochs) {
        state = yield* trainEpoch(training, recipe, data, state);
        yield { kind: 'epoch', state };
      }
      const phase = await measure(training, data, batch, state);
      state = { ...state, finished: [...state.finished, phase] };
      yield { kind: 'phase', phase };
    } finally {
      training.dispose();
    }
    if (state.finished.length === phases) return state.finished;
    state = yield* grow(engine, recipe, data, state);
  }
}
