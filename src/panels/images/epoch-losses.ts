/** The losses of an image run as its "Loss" figure shows them: a point for each epoch, a mark at each growth. */
import type { Losses } from '../../charts/LossPlot.tsx';
import type { MarkKind } from '../../charts/Marks.tsx';
import { lossesUpTo, type Trajectory } from '../../runs/images/image-timeline.ts';
import { arrivals, channelCount } from './image-sentences.ts';

export interface EpochPoint {
  /** Epochs of the whole run that are over. */
  readonly step: number;
  /** Mean cross entropy of the epoch's images as training saw them, in nats. */
  readonly loss: number;
  readonly phase: number;
  /** From 1, in its phase. */
  readonly epoch: number;
  readonly channels: number;
  /** In thousandths of a phase, for the timeline. */
  readonly position: number;
}

export interface EpochLosses extends Losses {
  readonly points: readonly EpochPoint[];
}

export function epochLosses(trajectory: Trajectory): EpochLosses {
  const { finished, current, epochs, phases } = trajectory;
  const all = [...finished, ...(current ? [current] : [])];
  const channels = all.map((phase) => channelCount(phase.channels));
  const points = lossesUpTo(trajectory).map((point) => ({
    ...point,
    step: (point.phase - 1) * epochs + point.epoch,
    channels: channels[point.phase - 1]!,
  }));
  const growths = all.slice(1).map((grown, k) => {
    const phase = k + 1;
    const { split, fresh } = arrivals(grown.channels, phase + 1);
    const kinds: MarkKind[] = [...(fresh > 0 ? ['fresh' as const] : []), ...(split > 0 ? ['split' as const] : [])];
    return { phase, step: phase * epochs, at: phase * epochs - 1, kinds };
  });
  return { points, growths, totalSteps: phases * epochs };
}
