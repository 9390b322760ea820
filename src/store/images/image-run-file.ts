/**
 * A run of the visitor's as a file, and back. It is the checkpoint of the command line (experiments/image-checkpoint-file.ts),
 * so that each goes on with what the other wrote; of a run that is over it holds what was measured. Loaded when first used.
 */

import { ExperimentFileError } from '../../experiments/experiment-result.ts';
import { checkpointRecipe, packCheckpoint, readCheckpoint } from '../../experiments/image-checkpoint-file.ts';
import { countMultiplyAdds, countParameters } from '../../networks/counting.ts';
import { widths } from '../../networks/description.ts';
import { type ChannelRecord, readKernels, readOrigins, recordChannels } from '../../runs/images/channel-record.ts';
import { readImageState, writeImageState } from '../../runs/images/image-checkpoint.ts';
import type { ImagePhase } from '../../runs/images/image-phase.ts';
import { type ImageRecipe, phasesOf } from '../../runs/images/image-recipe.ts';
import type { ImageState } from '../../runs/images/image-run.ts';
import { imageRecipeKey } from '../../runs/images/same-image-recipe.ts';
import { IMAGE_FORMATS } from '../../tasks/images/image-formats.ts';
import type { OwnRun } from './image-lab-state.ts';
import { type KeptImageRun, readKept } from './kept-image-runs.ts';

const OLDER =
  'An older version of the page kept this run without all that a file of it says; begin it anew to save it.';

function classesOf(dataset: string): number | undefined {
  return Object.values(IMAGE_FORMATS).find(({ title }) => title === dataset)?.classes.length;
}

/**
 * The parts of a run's file, to be written one after the other.
 * @throws Error with one sentence where there is nothing to save, or a file could not say how the run came about
 */
export function imageRunFile(own: OwnRun): Uint8Array[] {
  const { recipe, settings, images, kinds, threads, seconds, finished, state, phases } = own;
  const { preset, method, seed, changes } = recipe;
  const isOver = finished.length === phases;
  if (!images || (!isOver && !state)) throw new Error('There is a run to save once its first epoch is over.');
  const [engine, ...more] = kinds;
  if (!settings || engine === undefined) throw new Error(OLDER);
  if (more.length > 0 || engine === 'plain') {
    throw new Error(
      'A run file names one engine, WebGPU or the processor’s kernels; this run was not computed by one of them alone.',
    );
  }
  const { dataset, sha256 } = images;
  const running = isOver ? [] : [[seed, readImageState(state, recipe, classesOf(dataset)!)] as const];
  return packCheckpoint({
    recipe: {
      experiment: 'images',
      preset,
      method,
      seeds: [seed],
      ...(changes ? { changes } : {}),
      images: { dataset, sha256 },
    },
    settings,
    engine,
    threads: threads.length > 0 ? threads : [1],
    seconds,
    finished: isOver ? [{ seed, phases: finished }] : [],
    running: new Map(running),
  });
}

/** @throws RangeError unless channels can be drawn */
function checkChannels(channels: readonly ChannelRecord[]): void {
  for (const record of channels) {
    const [origins, kernels] = [readOrigins(record.origins), readKernels(record)];
    if (record.kernelSize > 0 && kernels.length !== origins.length) throw new RangeError('Kernels are missing.');
  }
}

/** @throws RangeError unless phases are those of a recipe, and can be looked at */
function checkPhases(phases: readonly ImagePhase[], { epochs }: { readonly epochs: number }, classes: number): void {
  for (const { epochLosses, predictions, channels } of phases) {
    if (epochLosses.length !== epochs) throw new RangeError('A phase has not the epochs of its recipe.');
    if (predictions.some((label) => label >= classes)) throw new RangeError('A prediction is no class.');
    checkChannels(channels);
  }
}

/** A state as the page keeps a run that is not over. */
function keptState(state: ImageState): Pick<KeptImageRun, 'finished' | 'current' | 'state'> {
  const { network, finished, epoch, epochLosses, scores, trainSeconds } = state;
  const { description } = network;
  return {
    finished,
    current: {
      epoch,
      epochLosses,
      scores,
      trainSeconds,
      parameters: countParameters(description),
      multiplyAdds: countMultiplyAdds(description),
      widths: widths(description),
      channels: recordChannels(network),
    },
    state: writeImageState(state),
  };
}

/**
 * The runs in a file, as the browser keeps them: one of the page, or those of all seeds of a command.
 * @param name of the file, for the sentence
 * @param savedAt milliseconds since 1970
 * @throws Error with one sentence
 */
export function readImageRuns(bytes: Uint8Array, name: string, savedAt: number): KeptImageRun[] {
  const { images } = checkpointRecipe(bytes, name);
  const classes = classesOf(images.dataset);
  if (classes === undefined) throw new Error(`${name} is a run on ${images.dataset}, which this page does not know.`);
  const { recipe, settings, engine, threads, seconds, finished, running } = readCheckpoint(bytes, name, classes);
  const { preset, method, changes } = recipe;
  const alone = finished.length + running.size === 1;
  const recipeOf = (seed: number): ImageRecipe => ({ preset, method, seed, ...(changes ? { changes } : {}) });
  const kept = (seed: number, parts: Pick<KeptImageRun, 'finished' | 'current' | 'state'>): KeptImageRun => {
    const whole = recipeOf(seed);
    const id = `${imageRecipeKey(whole)} ${images.sha256}`;
    // Of several runs in one file, each has the time of its phases.
    const phases = parts.finished.reduce((sum, phase) => sum + phase.trainSeconds + phase.growSeconds, 0);
    const own = phases + (parts.current?.trainSeconds ?? 0);
    const about = { id, recipe: whole, settings, engine, kinds: [engine], threads, images, savedAt };
    const read = readKept({ ...about, seconds: alone ? seconds : own, ...parts });
    if (!read) throw new RangeError('a run in it is not complete.');
    return read;
  };
  try {
    checkPhases(
      [...finished.flatMap(({ phases }) => phases), ...[...running.values()].flatMap((state) => state.finished)],
      phasesOf(recipe),
      classes,
    );
    return [
      ...[...running].map(([seed, state]) => kept(seed, keptState(state))),
      ...finished.map(({ seed, phases }) => kept(seed, { finished: phases })),
    ];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ExperimentFileError(`${name} is damaged: ${error.message}`);
  }
}
