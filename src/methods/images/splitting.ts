/**
 * Splitting steepest descent on image networks (Liu, Wu and Wang 2019), the paper's second comparison, and its fast variant
 * (Wang et al. 2019): the channels whose split promises most are split, splitting stable ones never. Copies go to
 * theta +- eps v with the preset's eps, as Firefly's do, so that methods compare (our choice; the official code has 1e-2).
 */
import { overgrow } from '../../growth/deep/candidates.ts';
import type { DeepEngine } from '../../growth/deep/engine.ts';
import { scoresByGroup } from '../../growth/deep/group-scores.ts';
import type { ScoredChannel } from '../../growth/deep/importance.ts';
import { fastSplits } from '../../growth/deep/rayleigh.ts';
import { selectChannels } from '../../growth/deep/selection.ts';
import { exactSplits, type SplittingProgress, type SplittingSettings } from '../../growth/deep/splitting.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import type { GrowingImageMethod } from './image-method.ts';

type Search = (
  engine: DeepEngine,
  network: DeepNetwork,
  settings: SplittingSettings,
) => AsyncGenerator<SplittingProgress, ScoredChannel[]>;

function bySplits(search: Search): Pick<GrowingImageMethod, 'grows' | 'ways' | 'grow'> {
  return {
    grows: true,
    ways: ['wider'],
    async *grow({ engine }, network, settings) {
      if (!settings.widen) return { network };
      const scored = yield* search(engine, network, settings);
      yield { stage: 'select', part: 1 };
      const selected = selectChannels(scored, { neuronBudget: settings.neuronBudget, layerBudget: 0 });
      const splits = selected.map(({ candidate }) => candidate);
      const grown = splits.length === 0 ? network : overgrow(network, splits, settings.phase);
      return { network: grown, scores: scoresByGroup(scored, selected) };
    },
  };
}

export const splitting: GrowingImageMethod = {
  id: 'splitting',
  name: 'Splitting',
  summary: 'Splits channels along the exact eigenvectors of their splitting matrices (splitting steepest descent).',
  ...bySplits(exactSplits),
};

export const splittingFast: GrowingImageMethod = {
  id: 'splitting-fast',
  name: 'Splitting (Rayleigh)',
  summary: 'Splitting steepest descent with the eigenvectors found by descending Rayleigh quotients.',
  ...bySplits(fastSplits),
};
