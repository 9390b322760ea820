/** The paper's method on image networks: channels split, fresh ones come, the most important are kept. */

import { type GroupScores, scoresByGroup } from '../../growth/deep/group-scores.ts';
import { growOnce } from '../../growth/deep/grow-once.ts';
import type { ScoredChannel } from '../../growth/deep/importance.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import type {
  GrowingImageMethod,
  GrownNetwork,
  GrowthProgress,
  ImageGround,
  ImageGrowthSettings,
} from './image-method.ts';

/** One pass over the data for directions (eq. 4), then scores with all candidates on one path (eq. 5). */
async function* growByImportance(
  { engine }: ImageGround,
  network: DeepNetwork,
  settings: ImageGrowthSettings,
  freshPerGroup: number,
): AsyncGenerator<GrowthProgress, GrownNetwork> {
  const { widen, layerBudget, freshPerSlot } = settings;
  const steps = growOnce(engine, network, {
    ...settings,
    freshPerGroup: widen ? freshPerGroup : 0,
    splits: widen,
    freshPerSlot: layerBudget > 0 ? freshPerSlot : 0,
    directionSteps: engine.batches,
    scoreRule: 'path',
  });
  // Scores take `quadraturePoints` passes over `scoreBatches`, directions one step per batch.
  const scoring = settings.quadraturePoints * Math.min(settings.scoreBatches, engine.batches);
  const searched = engine.batches / (engine.batches + scoring);
  let scored: readonly ScoredChannel[] = [];
  let scores: GroupScores[] = [];
  let step = await steps.next();
  while (!step.done) {
    const event = step.value;
    if (event.kind === 'overgrow') {
      const done = event.iteration === event.iterations;
      yield { stage: done ? 'score' : 'overgrow', part: (searched * event.iteration) / event.iterations };
    } else if (event.kind === 'score') {
      scored = event.scored;
      yield { stage: 'select', part: 1 };
    } else if (event.kind === 'select') scores = scoresByGroup(scored, event.selected);
    step = await steps.next();
  }
  return { network: step.value, scores };
}

export const firefly: GrowingImageMethod = {
  id: 'firefly',
  name: 'Firefly',
  summary: 'Tries splits of every channel and fresh channels in every layer, and keeps the most important.',
  grows: true,
  ways: ['wider', 'deeper'],
  grow: (ground, network, settings) => growByImportance(ground, network, settings, settings.freshPerGroup),
};

export const fireflySplit: GrowingImageMethod = {
  id: 'firefly-split',
  name: 'Firefly (split)',
  summary: 'Tries only splits of the channels it has; no fresh channels.',
  grows: true,
  ways: ['wider'],
  grow: (ground, network, settings) => growByImportance(ground, network, settings, 0),
};
