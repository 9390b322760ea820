/** How far an image run is, and how long it still takes, from what it took so far. */
import { imageMethodById } from '../../methods/images/registry.ts';
import { measuringEpochs } from '../../runs/images/image-phase.ts';
import { settingsOf } from '../../runs/images/image-recipe.ts';
import type { ImageProgress, OwnRun } from './image-lab-state.ts';

export interface RunSoFar {
  /** Of the whole run. */
  readonly phases: number;
  /** Of each phase. */
  readonly epochs: number;
  /** Part of the channels that each growth adds. */
  readonly growth: number;
  /** Epochs of training that take about as long as one growth while none has been seen. */
  readonly growthEpochs: number;
  /** Epochs of training that take about as long as measuring at the end of a phase. */
  readonly measureEpochs: number;
  /** Phases that are over. */
  readonly finished: readonly { readonly trainSeconds: number; readonly growSeconds: number }[];
  /** Of the phase that trains. */
  readonly epochsOver: number;
  readonly trainSeconds: number;
  readonly stage: 'train' | 'measure' | 'grow';
  /** Of the present epoch, of measuring or of the growth, 0 to 1. */
  readonly part: number;
}

/** @param progress what the run is doing, as far as it is known */
export function soFarOf(own: OwnRun, progress: ImageProgress | undefined): RunSoFar {
  const { recipe, phases, epochs, finished, current } = own;
  const settings = settingsOf(recipe);
  const method = imageMethodById(recipe.method);
  const epochsOver = current?.epoch ?? 0;
  const stage = !current && finished.length > 0 ? 'grow' : epochsOver === epochs ? 'measure' : 'train';
  // Of what is over nothing is left to count.
  const isHeard =
    progress !== undefined &&
    (stage === 'grow'
      ? progress.stage !== 'train' && progress.stage !== 'measure'
      : progress.stage === stage &&
        progress.phase === finished.length + 1 &&
        progress.epoch === Math.min(epochs, epochsOver + 1));
  return {
    phases,
    epochs,
    growth: settings.growth,
    growthEpochs: method.grows ? (method.growthEpochs?.(settings) ?? 0) : 0,
    measureEpochs: measuringEpochs(settings),
    finished,
    epochsOver,
    trainSeconds: current?.trainSeconds ?? 0,
    stage,
    part: isHeard ? progress.part : 0,
  };
}

/** How much of a run is done, 0 to 1, by epochs of training; an epoch of a larger network counts as one. */
export function partDone(run: RunSoFar): number {
  const { phases, epochs, growthEpochs, measureEpochs, finished, epochsOver, stage, part } = run;
  const perPhase = epochs + measureEpochs + growthEpochs;
  const ofPhase = {
    train: epochsOver + part,
    measure: epochs + part * measureEpochs,
    grow: (part - 1) * growthEpochs,
  }[stage];
  // Nothing grows after the last phase.
  return Math.min(1, (finished.length * perPhase + ofPhase) / (phases * perPhase - growthEpochs));
}

/**
 * Seconds left, in which a larger network takes longer in proportion to its channels; undefined before the first epoch.
 * Measured times of the last phase and growth stand for those to come.
 */
export function secondsLeft(run: RunSoFar): number | undefined {
  const { phases, epochs, growth, growthEpochs, measureEpochs, finished, epochsOver, trainSeconds, stage, part } = run;
  const growing = stage === 'grow';
  const last = finished.at(-1);
  const larger = 1 + growth;
  const earlier = last && (last.trainSeconds / epochs) * (growing ? 1 : larger);
  const perEpoch = epochsOver > 0 ? trainSeconds / epochsOver : earlier;
  if (perEpoch === undefined) return undefined;
  const grown = finished.length > 1 ? last!.growSeconds * larger : growthEpochs * perEpoch;
  const measured = measureEpochs * perEpoch;
  // The phase that trains, or the growth that is under way and the phase it leads to.
  let left = {
    train: (epochs - epochsOver - part) * perEpoch + measured,
    measure: (1 - part) * measured,
    grow: (1 - part) * grown,
  }[stage];
  let scale = 1;
  const now = growing ? finished.length : finished.length + 1;
  for (let phase = now + 1; phase <= phases; phase += 1) {
    if (!growing || phase > now + 1) left += scale * grown;
    scale *= larger;
    left += scale * (epochs * perEpoch + measured);
  }
  return Math.max(0, left);
}
