/** An image run in words. */
import { formatCount, formatLoss, formatPercent } from '../../charts/numbers.ts';
import type { GrowthStage } from '../../methods/images/image-method.ts';
import { imageMethodById } from '../../methods/images/registry.ts';
import type { Origin } from '../../networks/network.ts';
import { type ChannelRecord, readOrigins } from '../../runs/images/channel-record.ts';
import { type ImageRecipe, settingsOf } from '../../runs/images/image-recipe.ts';
import type { Moment, Shown, Trajectory } from '../../runs/images/image-timeline.ts';
import { type Caption, type GrowthWords, growthWords } from './growth-words.ts';

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

const wordsOf = (recipe: ImageRecipe) => growthWords(recipe.method, settingsOf(recipe));

/** What has just happened, for those who hear it; nothing while the channels of a run that starts are not known yet. */
export function imageNews(shown: Shown, run: Trajectory, recipe: ImageRecipe): string | undefined {
  const { moment, channels, before, loss, measured, trained } = shown;
  const { phase, stage, epoch } = moment;
  const place = `Phase ${phase}`;
  const words = wordsOf(recipe);
  if (stage !== 'train') return `${place}: ${words ? words.news[stage] : 'growing'}.`;
  if (epoch === 0) {
    const count = channelCount(channels);
    if (phase === 1) return count > 0 ? `Start: ${plural(count, 'channel')}.` : undefined;
    const { split, fresh } = arrivals(channels, phase);
    const way = words?.child === 'copy' ? 'by copying' : 'by splitting';
    return split + fresh > 0
      ? `${place} begins: ${plural(split + fresh, 'channel')} arrived, ${split} ${way} and ${fresh} fresh.`
      : `${place} begins: ${plural(count - channelCount(before ?? []), 'channel')} arrived.`;
  }
  const result = trained && measured ? ` Test accuracy ${formatPercent(measured.testAccuracy)}.` : '';
  return `${place}, epoch ${epoch} of ${run.epochs}: loss ${loss === undefined ? '–' : formatLoss(loss)}.${result}`;
}

function arrived(split: number, fresh: number, child: GrowthWords['child']): string {
  const [each, way] = child === 'copy' ? ['a copy of another', 'by copying'] : ['split off another', 'by splitting'];
  if (split === 0) return `${plural(fresh, 'fresh channel')} arrived.`;
  if (fresh === 0) return `${plural(split, 'channel')} arrived, each ${each}.`;
  return `${plural(split + fresh, 'channel')} arrived: ${split} ${way}, ${fresh} fresh.`;
}

/** A stage of a growth; what was scored tells more than what the method does. */
function growthCaption({ moment, scores }: Shown, stage: GrowthStage, words: GrowthWords): Caption {
  const { fact, meaning } = words.stages[stage];
  const tried = scores.flatMap(({ splits, fresh }) => [...splits, ...fresh]);
  if (!words.candidates || tried.length === 0 || moment.stage === 'overgrow') return { fact, meaning };
  const candidates = plural(tried.length, words.candidates.name);
  const helpful = tried.filter((change) => change < 0).length;
  if (stage === 'score') {
    return { fact: `${formatCount(helpful)} of ${candidates} would lower the loss.`, meaning };
  }
  const kept = scores.flatMap(({ keptSplits, keptFresh }) => [...keptSplits, ...keptFresh]).length;
  if (kept === 0)
    return { fact: `None of ${candidates} is kept.`, meaning: helpful === 0 ? 'None would lower the loss.' : meaning };
  return { fact: `${formatCount(kept)} of ${candidates} are kept: ${words.candidates.kept}.`, meaning };
}

/** The moment in plain words. */
export function imageCaption(shown: Shown, recipe: ImageRecipe): Caption {
  const { moment, channels, measured, trained } = shown;
  const { phase, stage, epoch } = moment;
  const method = imageMethodById(recipe.method);
  const words = wordsOf(recipe);
  if (stage !== 'train') {
    if (words) return growthCaption(shown, stage, words);
    return { fact: `${method.name} does not grow.`, meaning: 'One network is trained from scratch.' };
  }
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
      meaning: method.grows ? 'Between two phases the network grows.' : `${method.name}: one network, from scratch.`,
    };
  }
  return {
    fact: `${arrived(split, fresh, words?.child ?? 'split')}${result}`,
    meaning: 'Old and new filters now learn together.',
  };
}

/** Why there are no scores to look at. @param moment none before a run */
export function noScoresText(recipe: ImageRecipe, moment: Moment | undefined): string {
  const { name, grows } = imageMethodById(recipe.method);
  if (!grows) return `${name} does not grow.`;
  const candidates = wordsOf(recipe)?.candidates;
  if (!candidates) return `${name} scores no candidates.`;
  if (!moment) return 'Nothing has grown yet.';
  if (moment.stage === 'train' && moment.phase === 1) return 'The first growth follows the first phase.';
  return moment.stage === 'train' ? 'The growth before this phase had no candidates.' : candidates.wait;
}
