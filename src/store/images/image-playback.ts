/** Playing a run that is over: how long each of its moments stays on screen, and where playback comes in some time. */
import type { Moment } from '../../runs/images/image-timeline.ts';
import { SPEEDS } from '../playback.ts';

/** As on the Toy page, without its highest: that computes as fast as it can, and here nothing is computed. */
export const IMAGE_SPEEDS = SPEEDS.filter(({ value }) => Number.isFinite(value));

/** Milliseconds at speed 1: the training of a phase, and an epoch at least and at most. Five phases take about 20 s. */
const TRAINING = 2600;
const [SHORTEST, LONGEST] = [40, 400];
/** A stage of a growth, and the grown network before its first epoch. */
const STAGE = 800;
const ARRIVAL = 600;
/** A frame that came late moves playback no further than this many milliseconds. */
const LONGEST_FRAME = 100;

/** Milliseconds that a moment stays on screen at speed 1. */
export function momentDuration({ stage, epoch }: Moment, epochs: number): number {
  if (stage !== 'train') return STAGE;
  return epoch === 0 ? ARRIVAL : Math.min(LONGEST, Math.max(SHORTEST, TRAINING / epochs));
}

/** A moment, and how many milliseconds (at speed 1) it has been on screen. */
export interface PlayedMoment {
  readonly index: number;
  readonly elapsed: number;
}

/** Where playback comes from a moment in some milliseconds of real time; at the last one it rests. */
export function playMoments(
  moments: readonly Moment[],
  epochs: number,
  { index, elapsed }: PlayedMoment,
  milliseconds: number,
  speed: number,
): PlayedMoment {
  const last = moments.length - 1;
  let at = index;
  let left = elapsed + Math.min(milliseconds, LONGEST_FRAME) * speed;
  for (let stays = 0; at < last; at += 1, left -= stays) {
    stays = momentDuration(moments[at]!, epochs);
    if (left < stays) break;
  }
  return { index: at, elapsed: at < last ? left : 0 };
}
