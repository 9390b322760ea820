/** The trained network of the moment on screen, where its weights are there: those after the last epoch of the visitor's run. */
import type { ImageStateFile } from '../../runs/images/image-checkpoint.ts';
import { type ImageLabState, lookingAt, type OwnRun, ownOf, placeOf } from './image-lab-state.ts';

export interface NetworkOnScreen {
  readonly own: OwnRun;
  readonly state: ImageStateFile;
  /** From 1. */
  readonly phase: number;
  /** Epochs of the phase that are over. */
  readonly epoch: number;
}

/** The network, or a sentence why it cannot be had. */
export function networkOnScreen(lab: ImageLabState): NetworkOnScreen | string {
  const looking = lookingAt(lab);
  if (looking === undefined) return 'There is no network yet: train one here first.';
  const own = ownOf(lab);
  if (looking === 'stored' || !own) {
    return 'Stored runs hold what was measured, but no weights: train the same here to have its network.';
  }
  const { state, status } = own;
  if (!state) {
    return status === 'finished'
      ? 'This run is kept without its weights: an older version of the page kept it, or it comes from a file.'
      : 'There are weights to save once the first epoch is over.';
  }
  const { moments, index } = placeOf(lab);
  const moment = moments[index];
  const [phase, epoch] = [state.finished.length + 1, state.epoch];
  // While candidates are tried, the network is that of the last epoch.
  if (moment?.phase === phase && moment.epoch === epoch) return { own, state, phase, epoch };
  return `Of a run, only the weights after the last epoch are there: look at phase ${phase}, epoch ${epoch} to save them.`;
}
