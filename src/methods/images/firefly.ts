/** The paper's method on image networks: channels split, fresh ones come, the most important are kept. */

import { type GroupScores, scoresByGroup } from '../../growth/deep/group-scores.ts';
import { type GrowthStepSettings, growOnce } from '../../growth/deep/grow-once.ts';
import type { ScoredChannel } from '../../growth/deep/importance.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import type {
  GrowingImageMethod,
  GrownNetwork,
  GrowthProgress,
  ImageGround,
  ImageGrowthSettings,
} from './image-method.ts';

type Scoring = Pick<GrowthStepSettings, 'scoreRule' | 'scoreBatches'>;

/** One pass over the data for directions (eq. 4), then scores with all candidates on one path (eq. 5). */
async function* growByImportance(
  { engine }: ImageGround,
  network: DeepNetwork,
  settings: ImageGrowthSettings,
  freshPerGroup: number,
  scoring: Scoring = { scoreRule: 'path', scoreBatches: settings.scoreBatches },
): AsyncGenerator<GrowthProgress, GrownNetwork> {
  const { widen, layerBudget, freshPerSlot } = settings;
  const steps = growOnce(engine, network, {
    ...settings,
    freshPerGroup: widen ? freshPerGroup : 0,
    splits: widen,
    freshPerSlot: layerBudget > 0 ? freshPerSlot : 0,
    directionSteps: engine.batches,
    ...scoring,
  });
  // Directions take one step per batch, scores one per batch that they are averaged over at each node.
  const nodes = scoring.scoreRule === 'path' ? settings.quadraturePoints : 1;
  const scoringSteps = nodes * Math.min(scoring.scoreBatches ?? engine.batches, engine.batches);
  const searched = engine.batches / (engine.batches + scoringSteps);
  let scored: readonly ScoredChannel[] = [];
  let scores: GroupScores[] = [];
  let step = await steps.next();
  while (!step.done) {
    const event = step.value;
    if (event.kind === 'overgrow') {
      const done = event.iteration === event.iterations;
      yield { stage: done ? 'score' : 'overgrow', part: (searched * event.iteration) / event.iterations };
    } else if (event.kind === 'scoring') {
      yield { stage: 'score', part: searched + (1 - searched) * event.part };
    } else if (event.kind === 'score') {
      scored = event.scored;
      yield { stage: 'select', part: 1 };
    } else if (event.kind === 'select') scores = scoresByGroup(scored, event.selected);
    step = await steps.next();
  }
  return { network: step.value, scores };
}

/** Directions are one epoch over a larger network, and scores some part of one. */
const GROWTH_EPOCHS = 3;

export const firefly: GrowingImageMethod = {
  id: 'firefly',
  name: 'Firefly',
  summary: 'Tries splits of every channel and fresh channels in every layer, and keeps the most important.',
  grows: true,
  ways: ['wider', 'deeper'],
  growthEpochs: () => GROWTH_EPOCHS,
  grow: (ground, network, settings) => growByImportance(ground, network, settings, settings.freshPerGroup),
};

export const fireflySplit: GrowingImageMethod = {
  id: 'firefly-split',
  name: 'Firefly (split)',
  summary: 'Tries only splits of the channels it has; no fresh channels.',
  grows: true,
  ways: ['wider'],
  growthEpochs: () => GROWTH_EPOCHS,
  grow: (ground, network, settings) => growByImportance(ground, network, settings, 0),
};

/**
 * Two defects of the official code (sp/net.py `spffn`), to see what they do; all else is Firefly's here:
 * - the end point's slope in place of eq. 5's integral, over all batches: twice a split's score, about once a fresh channel's;
 * - one channel more than the budget: its threshold is entry number `n_add` of the sorted scores, counted from 0.
 */
export const fireflyAsOfficial: GrowingImageMethod = {
  id: 'firefly-as-official',
  name: 'Firefly (as official)',
  summary: 'Firefly with two defects of the official code: scores by the end point alone, one channel over the budget.',
  grows: true,
  ways: ['wider'],
  grow: (ground, network, settings) =>
    growByImportance(
      ground,
      network,
      { ...settings, neuronBudget: settings.neuronBudget + 1 },
      settings.freshPerGroup,
      { scoreRule: 'end-point', scoreBatches: ground.engine.batches },
    ),
};
