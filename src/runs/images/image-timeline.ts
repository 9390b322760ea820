/** Where one can look in an image run: its moments, their places on the timeline, and what is on screen at each. */
import type { GroupScores } from '../../growth/deep/group-scores.ts';
import type { GrowthStage } from '../../methods/images/image-method.ts';
import type { ChannelRecord } from './channel-record.ts';
import type { ImagePhase } from './image-phase.ts';

/** The phase that trains. */
export interface CurrentPhase {
  /** Epochs that are over. */
  readonly epoch: number;
  /** See ImagePhase. */
  readonly epochLosses: readonly number[];
  readonly parameters: number;
  readonly multiplyAdds: number;
  readonly widths: readonly number[];
  readonly channels: readonly ChannelRecord[];
  /** What the growth that led to it was chosen by. */
  readonly scores: readonly GroupScores[];
  readonly trainSeconds: number;
}

/** A run as far as it has come. */
export interface Trajectory {
  /** Phases that are over. */
  readonly finished: readonly ImagePhase[];
  /** None while it grows, and at the end. */
  readonly current?: CurrentPhase | undefined;
  /** The growth that is under way. */
  readonly growing?: GrowthStage | undefined;
  /** Classes of the first test images after epochs, by `watchKey`. */
  readonly watched?: Readonly<Record<string, readonly number[]>>;
  /** Of each phase. */
  readonly epochs: number;
  /** How many phases the run has when it is over. */
  readonly phases: number;
}

export interface Moment {
  /** From 1. While it grows: the phase that is over. */
  readonly phase: number;
  readonly stage: 'train' | GrowthStage;
  /** Epochs of the phase that are over. */
  readonly epoch: number;
}

/** Where a trajectory keeps the classes that were seen after an epoch of a phase. */
export function watchKey(phase: number, epoch: number): string {
  return `${phase}/${epoch}`;
}

/** One phase on the timeline. */
export const IMAGE_PHASE_LENGTH = 1000;
/** Part of a phase's length that training takes; the growth has the rest. */
const TRAIN_LENGTH = 800;
const STAGE_PLACE = { overgrow: 840, score: 890, select: 940 } as const;

/** Where a moment lies, in thousandths of a phase from the start. Never decreases along a run. */
export function momentPosition({ phase, stage, epoch }: Moment, epochs: number): number {
  const start = (phase - 1) * IMAGE_PHASE_LENGTH;
  return start + (stage === 'train' ? TRAIN_LENGTH * (epoch / epochs) : STAGE_PLACE[stage]);
}

/** Where the timeline ends: the last phase only trains. */
export function timelineLength({ phases }: Pick<Trajectory, 'phases'>): number {
  return (phases - 1) * IMAGE_PHASE_LENGTH + TRAIN_LENGTH;
}

/** Every moment one can look at, in order; the last one is where the run is. */
export function momentsOf({ finished, current, growing, epochs }: Trajectory): Moment[] {
  const moments: Moment[] = [];
  const train = (phase: number, over: number) => {
    for (let epoch = 0; epoch <= over; epoch += 1) moments.push({ phase, stage: 'train', epoch });
  };
  const phases = [...finished, ...(current ? [current] : [])];
  for (const [index, { epochLosses }] of phases.entries()) {
    const phase = index + 1;
    train(phase, epochLosses.length);
    const next = phases[index + 1];
    if (!next) continue;
    if (next.scores.length > 0) moments.push({ phase, stage: 'score', epoch: epochs });
    moments.push({ phase, stage: 'select', epoch: epochs });
  }
  if (growing && !current) moments.push({ phase: finished.length, stage: growing, epoch: epochs });
  if (phases.length === 0) moments.push({ phase: 1, stage: 'train', epoch: 0 });
  return moments;
}

/** Index of the last moment at or before a position; 0 if there is none. */
export function momentAt(moments: readonly Moment[], position: number, epochs: number): number {
  let found = 0;
  for (const [index, moment] of moments.entries()) if (momentPosition(moment, epochs) <= position + 1e-6) found = index;
  return found;
}

/** Index of the next moment that begins a phase, or the last one. */
export function nextPhaseMoment(moments: readonly Moment[], index: number): number {
  const found = moments.findIndex(({ stage, epoch }, at) => at > index && stage === 'train' && epoch === 0);
  return found === -1 ? moments.length - 1 : found;
}

/** Index of the moment where the phase of `index` begins, or the phase before if it is there already. */
export function previousPhaseMoment(moments: readonly Moment[], index: number): number {
  return Math.max(
    0,
    moments.findLastIndex(({ stage, epoch }, at) => at < index && stage === 'train' && epoch === 0),
  );
}

/** What is on screen at a moment. */
export interface Shown {
  readonly moment: Moment;
  readonly channels: readonly ChannelRecord[];
  /** Those of the phase before. */
  readonly before: readonly ChannelRecord[] | undefined;
  /** While it grows: of this growth; else of the growth that led here. */
  readonly scores: readonly GroupScores[];
  /** Classes of test images, from the first on. */
  readonly predictions: readonly number[] | undefined;
  /** The predictions are those of the end of the phase, and not of the moment. */
  readonly predictionsOfEnd: boolean;
  /** The phase as it was measured at its end, once it is over. */
  readonly measured: ImagePhase | undefined;
  /** Whether the moment is the end of a phase's training or later: then what was measured is of this network. */
  readonly trained: boolean;
  /** Mean loss of the epoch before. */
  readonly loss: number | undefined;
}

/** What is on screen at one of a trajectory's moments. */
export function shownAt({ finished, current, watched, epochs }: Trajectory, moment: Moment): Shown {
  const { phase, stage, epoch } = moment;
  const all = [...finished, ...(current ? [current] : [])];
  const here = all[phase - 1];
  const measured = finished[phase - 1];
  const trained = measured !== undefined && (stage !== 'train' || epoch === measured.epochLosses.length);
  const seen = watched?.[watchKey(phase, epoch)];
  const atStart = epoch === 0 && phase > 1;
  const predictions = trained
    ? measured.predictions
    : (seen ?? (atStart ? finished[phase - 2]?.predictions : undefined) ?? measured?.predictions);
  return {
    moment,
    channels: here?.channels ?? [],
    before: all[phase - 2]?.channels,
    scores: (stage === 'train' ? here : all[phase])?.scores ?? [],
    predictions,
    predictionsOfEnd: !trained && seen === undefined && !atStart && predictions !== undefined,
    measured,
    trained,
    loss: here?.epochLosses[Math.min(epoch, epochs) - 1] ?? all[phase - 2]?.epochLosses.at(-1),
  };
}

/** A loss of an epoch on the timeline. */
export interface EpochLoss {
  readonly phase: number;
  readonly epoch: number;
  readonly loss: number;
  readonly position: number;
}

/** Losses of all epochs up to a moment. */
export function lossesUpTo({ finished, current, epochs }: Trajectory, moment?: Moment): EpochLoss[] {
  const end = moment ? momentPosition(moment, epochs) : Number.POSITIVE_INFINITY;
  const phases = [...finished, ...(current ? [current] : [])];
  return phases
    .flatMap(({ epochLosses }, index) =>
      epochLosses.map((loss, k) => {
        const place = { phase: index + 1, stage: 'train', epoch: k + 1 } as const;
        return { phase: place.phase, epoch: place.epoch, loss, position: momentPosition(place, epochs) };
      }),
    )
    .filter(({ position }) => position <= end + 1e-6);
}
