/** An image run in words. */
import { formatCount, formatLoss, formatPercent } from '../../charts/numbers.ts';
import type { Origin } from '../../networks/network.ts';
import { type ChannelRecord, readOrigins } from '../../runs/images/channel-record.ts';
import type { Shown, Trajectory } from '../../runs/images/image-timeline.ts';

/** Time for people: 8 s, 2 min 5 s, 3 h 10 min. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A time that is only known roughly: 8 s, 2 min 10 s, 14 min, 3 h 10 min. */
export function aboutText(seconds: number): string {
  if (seconds < 60) return durationText(seconds);
  if (seconds < 600) return durationText(10 * Math.round(seconds / 10));
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : durationText(600 * Math.round(seconds / 600));
}

export function channelCount(channels: readonly ChannelRecord[]): number {
  return channels.reduce((sum, { origins }) => sum + readOrigins(origins).length, 0);
}

/** How many channels of each origin arrived with a phase. */
export function arrivals(channels: readonly ChannelRecord[], phase: number): { split: number; fresh: number } {
  const origins = channels.flatMap((record): Origin[] => readOrigins(record.origins));
  const of = (kind: 'split' | 'fresh') => origins.filter((origin) => origin.kind === kind && origin.phase === phase);
  return { split: of('split').length, fresh: of('fresh').length };
}

const STAGE = { train: 'train', overgrow: 'over-grow', score: 'score', select: 'select' } as const;

/** For example `Phase 3 · train · epoch 7 of 16 · 116 channels · loss 1.42 · test 45.2 % · CPU`. */
export function imageStatus(
  { moment, channels, loss, measured, trained }: Shown,
  run: Trajectory,
  where: string,
): string {
  const count = channelCount(channels);
  return [
    `Phase ${moment.phase}`,
    STAGE[moment.stage],
    ...(moment.stage === 'train' ? [`epoch ${moment.epoch} of ${run.epochs}`] : []),
    ...(count > 0 ? [`${formatCount(count)} channels`] : []),
    ...(loss === undefined ? [] : [`loss ${formatLoss(loss)}`]),
    ...(trained && measured ? [`test ${formatPercent(measured.testAccuracy)}`] : []),
    where,
  ].join(' · ');
}

const plural = (count: number, one: string) => `${formatCount(count)} ${one}${count === 1 ? '' : 's'}`;

/** What has just happened, for those who hear it; nothing while the channels of a run that starts are not known yet. */
export function imageNews(shown: Shown, run: Trajectory): string | undefined {
  const { moment, channels, before, loss, measured, trained } = shown;
  const { phase, stage, epoch } = moment;
  const place = `Phase ${phase}`;
  if (stage !== 'train') {
    return { overgrow: `${place}: trying candidates.`, score: `${place}: scoring.`, select: `${place}: choosing.` }[
      stage
    ];
  }
  if (epoch === 0) {
    const count = channelCount(channels);
    if (phase === 1) return count > 0 ? `Start: ${plural(count, 'channel')}.` : undefined;
    const { split, fresh } = arrivals(channels, phase);
    return split + fresh > 0
      ? `${place} begins: ${plural(split + fresh, 'channel')} arrived, ${split} by splitting and ${fresh} fresh.`
      : `${place} begins: ${plural(count - channelCount(before ?? []), 'channel')} arrived.`;
  }
  const result = trained && measured ? ` Test accuracy ${formatPercent(measured.testAccuracy)}.` : '';
  return `${place}, epoch ${epoch} of ${run.epochs}: loss ${loss === undefined ? '–' : formatLoss(loss)}.${result}`;
}

function arrived(split: number, fresh: number): string {
  if (split === 0) return `${plural(fresh, 'fresh channel')} arrived.`;
  if (fresh === 0) return `${plural(split, 'channel')} arrived, each split off another.`;
  return `${plural(split + fresh, 'channel')} arrived: ${split} by splitting, ${fresh} fresh.`;
}

export interface Caption {
  /** What is the case. */
  readonly fact: string;
  /** What it means, quieter. */
  readonly meaning: string;
}

/** The moment in plain words. */
export function imageCaption(shown: Shown, method: { name: string; grows: boolean }): Caption {
  const { moment, channels, scores, measured, trained } = shown;
  const { phase, stage, epoch } = moment;
  const tried = scores.flatMap(({ splits, fresh }) => [...splits, ...fresh]);
  const kept = scores.flatMap(({ keptSplits, keptFresh }) => [...keptSplits, ...keptFresh]).length;
  switch (stage) {
    case 'overgrow':
      return {
        fact: 'Splits of every channel and fresh channels in every layer are tried at once, all tuned together.',
        meaning: 'The network itself does not move.',
      };
    case 'score': {
      const helpful = tried.filter((change) => change < 0).length;
      return {
        fact:
          tried.length > 0
            ? `${formatCount(helpful)} of ${formatCount(tried.length)} candidates would lower the loss.`
            : 'Each candidate is scored by the slope of the loss along its way in.',
        meaning: 'All stand on one path, so a few passes over the images score them all (eq. 5).',
      };
    }
    case 'select':
      return kept > 0
        ? {
            fact: `${formatCount(kept)} of ${formatCount(tried.length)} candidates are kept: those with the largest predicted drop, in whichever layer.`,
            meaning: 'One budget for the whole network decides which layers become wide.',
          }
        : { fact: `${method.name} chooses what grows.`, meaning: 'It scores no candidates.' };
    case 'train': {
      const { split, fresh } = arrivals(channels, phase);
      const count = channelCount(channels);
      if (phase === 1 && epoch === 0) {
        return { fact: `${plural(count, 'channel')} with random filters.`, meaning: 'Training begins.' };
      }
      const result = trained && measured ? ` Test accuracy is ${formatPercent(measured.testAccuracy)}.` : '';
      if (phase === 1 || split + fresh === 0) {
        const before = shown.before ? count - channelCount(shown.before) : 0;
        const grown = before > 0 ? `${plural(before, 'channel')} arrived. ` : '';
        return {
          fact: `${grown}All filters move downhill together.${result}`,
          meaning: method.grows
            ? 'When training stops helping, the network grows.'
            : `${method.name}: one network, from scratch.`,
        };
      }
      return {
        fact: `${arrived(split, fresh)}${result}`,
        meaning: 'Old and new filters now learn together.',
      };
    }
  }
}
