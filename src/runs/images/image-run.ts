/**
 * An image run: phases of training with growth between them, as a generator that its consumer pulls. It goes on from the
 * state after any epoch or growth, and comes to the same numbers as without the pause.
 */
import { type ImageEngine, type ImageTraining, overall } from '../../compute/image-engine.ts';
import type { GroupScores } from '../../growth/deep/group-scores.ts';
import { cosineRates } from '../../growth/training.ts';
import type { GrowthProgress, ImageGround, TriedNetwork } from '../../methods/images/image-method.ts';
import { imageMethodById } from '../../methods/images/registry.ts';
import { carryTensors } from '../../networks/carrying.ts';
import { neuronCount } from '../../networks/description.ts';
import { type DeepNetwork, initialise, type Tensors } from '../../networks/tensors.ts';
import { sliceImages } from '../../tasks/images/image-set.ts';
import { batchesPerEpoch, type ImageData, plainBatches, trainingBatches, wholeBatches } from './image-data.ts';
import { type ImagePhase, measurePhase } from './image-phase.ts';
import { type ImageRecipe, initialDescription, neuronBudget, phasesOf, rateOf, settingsOf } from './image-recipe.ts';

/** Where a run can go on: after any epoch, and after a growth, which leads to epoch 0 of a phase. */
export interface ImageState {
  /** Phases that are over. */
  readonly finished: readonly ImagePhase[];
  /** Epochs of the present phase that are over. */
  readonly epoch: number;
  readonly network: DeepNetwork;
  /** By the names of trained tensors; 0 for those that are not there. */
  readonly momentum: Tensors;
  /** Mean loss of each epoch of the present phase, see ImagePhase. */
  readonly epochLosses: readonly number[];
  /** What the growth that led to the present phase was chosen by. */
  readonly scores: readonly GroupScores[];
  /** Of the present phase so far. */
  readonly trainSeconds: number;
  readonly growSeconds: number;
}

export type ImageRunEvent =
  /** Steps of training taken since the run began. */
  | { readonly kind: 'step'; readonly steps: number }
  /** `watched`: the classes of the images that are watched. */
  | { readonly kind: 'epoch'; readonly state: ImageState; readonly watched: readonly number[] }
  /** How much of measuring at the end of a phase is done, 0 to 1. */
  | { readonly kind: 'measure'; readonly part: number }
  | { readonly kind: 'phase'; readonly phase: ImagePhase }
  /** The growth that leads to a phase of training, counted from 1. */
  | ({ readonly kind: 'grow'; readonly phase: number } & GrowthProgress)
  /** What the growth took is given back. */
  | { readonly kind: 'grown'; readonly state: ImageState };

/** The optimizer of the official code; the rate is `rateOf`. */
export const IMAGE_DESCENT = { momentum: 0.9, nesterov: true, weightDecay: 1e-4 } as const;

const secondsSince = (start: number) => (performance.now() - start) / 1000;

/** The state that a run begins with. */
export function initialState(recipe: ImageRecipe, classes: number): ImageState {
  const network = initialise(initialDescription(recipe, classes), recipe.seed);
  const start = { epoch: 0, epochLosses: [], scores: [], trainSeconds: 0, growSeconds: 0 };
  return { ...start, finished: [], network, momentum: {} };
}

/** Steps of training that a run takes. */
export function expectedSteps(recipe: ImageRecipe, data: ImageData): number {
  const { phases, epochs } = phasesOf(recipe);
  return phases * epochs * batchesPerEpoch(data, settingsOf(recipe).batch);
}

/** Steps of training that take about as long as one growth. */
export function growthSteps(recipe: ImageRecipe, data: ImageData): number {
  const [settings, method] = [settingsOf(recipe), imageMethodById(recipe.method)];
  const epochs = method.grows ? (method.growthEpochs?.(settings) ?? 0) : 0;
  return epochs * batchesPerEpoch(data, settings.batch);
}

/** Steps that a run takes, with its growths counted as steps that take as long. */
export function expectedWork(recipe: ImageRecipe, data: ImageData): number {
  return expectedSteps(recipe, data) + (phasesOf(recipe).phases - 1) * growthSteps(recipe, data);
}

/** Steps of training that led to a state. */
export function stepsOf(recipe: ImageRecipe, data: ImageData, { finished, epoch }: ImageState): number {
  const done = finished.length * phasesOf(recipe).epochs + epoch;
  return done * batchesPerEpoch(data, settingsOf(recipe).batch);
}

/** One epoch: a step on each batch. */
async function* trainEpoch(
  training: ImageTraining,
  recipe: ImageRecipe,
  data: ImageData,
  before: ImageState,
): AsyncGenerator<ImageRunEvent, ImageState> {
  const { batch, rate } = settingsOf(recipe);
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
  const { network, momentum, loss } = await training.read();
  const trainSeconds = before.trainSeconds + secondsSince(start);
  const epochLosses = [...before.epochLosses, loss];
  return { ...before, network, momentum, epoch: before.epoch + 1, epochLosses, trainSeconds };
}

/** What methods may use, and how to give it back. */
function openGround(
  engine: ImageEngine,
  recipe: ImageRecipe,
  data: ImageData,
  { finished, network, momentum }: ImageState,
): ImageGround & { dispose(): void } {
  const { batch } = settingsOf(recipe);
  const perEpoch = batchesPerEpoch(data, batch);
  const fixed = engine.openGrowth(network.description, wholeBatches(data.train, batch));
  return {
    engine: fixed,
    validationAccuracies: finished.map(({ validationAccuracy }) => validationAccuracy),
    momentum,
    async *train(start, velocity, { epochs, rate, name }): AsyncGenerator<number, TriedNetwork> {
      const training = engine.openTraining(start, velocity);
      const all = epochs * perEpoch;
      // From the whole rate to 0, half a cosine, as the official code trains NASH's networks.
      const rates = cosineRates(rate, all, 0, all);
      try {
        let steps = 0;
        for (let epoch = 1; epoch <= epochs; epoch += 1) {
          for (const images of trainingBatches(data.train, batch, recipe.seed, `${name} / epoch ${epoch}`)) {
            training.step(images, { ...IMAGE_DESCENT, rate: rates[steps]! });
            steps += 1;
            yield steps / all;
          }
        }
        const read = await training.read();
        const { accuracy } = overall(await training.evaluate(plainBatches(data.validation, batch)));
        return { network: read.network, momentum: read.momentum, validationAccuracy: accuracy };
      } finally {
        training.dispose();
      }
    },
    dispose: () => fixed.dispose(),
  };
}

/**
 * The growth between two phases; momentum goes on for the channels that were there.
 * @param before the state at the end of a phase
 * @returns the state that the next phase begins with
 */
export async function* growImages(
  engine: ImageEngine,
  recipe: ImageRecipe,
  data: ImageData,
  before: ImageState,
): AsyncGenerator<ImageRunEvent, ImageState> {
  const settings = settingsOf(recipe);
  const method = imageMethodById(recipe.method);
  if (!method.grows) throw new RangeError(`${method.name} does not grow.`);
  const { finished, network, momentum } = before;
  const phase = finished.length + 1;
  const start = performance.now();
  const ground = openGround(engine, recipe, data, before);
  let state: ImageState;
  try {
    const growth = method.grow(ground, network, {
      ...settings,
      seed: recipe.seed,
      phase,
      neuronBudget: neuronBudget(settings, neuronCount(network.description)),
    });
    let step = await growth.next();
    while (!step.done) {
      yield { kind: 'grow', phase, ...step.value };
      step = await growth.next();
    }
    const { network: grown, scores = [], momentum: trained } = step.value;
    const carried = trained ?? carryTensors(network.description, grown.description, momentum);
    const growSeconds = secondsSince(start);
    const fresh = { epoch: 0, epochLosses: [], trainSeconds: 0 };
    state = { ...fresh, finished, network: grown, momentum: carried, scores, growSeconds };
  } finally {
    ground.dispose();
  }
  yield { kind: 'grown', state };
  return state;
}

/**
 * Runs a recipe.
 * @param from the state after an epoch or growth of the same recipe on the same images
 * @param watched so many of the test images are classified after each epoch, to look at
 * @returns what was measured, one entry per phase
 * @throws RangeError for a preset or method that is not there
 */
export async function* runImages(
  engine: ImageEngine,
  recipe: ImageRecipe,
  data: ImageData,
  from: ImageState = initialState(recipe, data.train.format.classes.length),
  watched = 0,
): AsyncGenerator<ImageRunEvent, readonly ImagePhase[]> {
  const { phases, epochs } = phasesOf(recipe);
  const { batch } = settingsOf(recipe);
  let state = from;
  for (;;) {
    const training = engine.openTraining(state.network, state.momentum);
    try {
      while (state.epoch < epochs) {
        state = yield* trainEpoch(training, recipe, data, state);
        const seen = sliceImages(data.test, 0, Math.min(watched, data.test.count));
        yield { kind: 'epoch', state, watched: await training.classify(plainBatches(seen, batch)) };
      }
      const measuring = measurePhase(training, state.network, data, batch, state);
      let measured = await measuring.next();
      while (!measured.done) {
        yield { kind: 'measure', part: measured.value };
        measured = await measuring.next();
      }
      const phase = measured.value;
      state = { ...state, finished: [...state.finished, phase] };
      yield { kind: 'phase', phase };
    } finally {
      training.dispose();
    }
    if (state.finished.length === phases) return state.finished;
    state = yield* growImages(engine, recipe, data, state);
  }
}
