/** The paper's method on image networks: channels split, fresh ones come, the most important are kept. */
import type { DeepEngine } from '../../growth/deep/engine.ts';
import { growOnce } from '../../growth/deep/grow-once.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import type { ImageGrowthSettings, ImageMethod } from './image-method.ts';

/** One pass over the data for directions (eq. 4), then scores with all candidates on one path (eq. 5). */
async function* growByImportance(
  engine: DeepEngine,
  network: DeepNetwork,
  settings: ImageGrowthSettings,
  freshPerGroup: number,
): AsyncGenerator<number, DeepNetwork> {
  const steps = growOnce(engine, network, {
    ...settings,
    freshPerGroup,
    splits: true,
    freshPerSlot: 0,
    layerBudget: 0,
    directionSteps: engine.batches,
    scoreRule: 'path',
    selection: 'greedy',
  });
  // Scores take `quadraturePoints` passes over `scoreBatches`, directions one step per batch.
  const scoring = settings.quadraturePoints * Math.min(settings.scoreBatches, engine.batches);
  let step = await steps.next();
  while (!step.done) {
    if (step.value.kind === 'overgrow') yield step.value.iteration / (engine.batches + scoring);
    step = await steps.next();
  }
  return step.value;
}

export const firefly: ImageMethod = {
  id: 'firefly',
  summary: 'Tries splits of every channel and fresh channels in every layer, and keeps the most important.',
  grow: (engine, network, settings) => growByImportance(engine, network, settings, settings.freshPerGroup),
};

export const fireflySplit: ImageMethod = {
  id: 'firefly-split',
  summary: 'Tries only splits of the channels it has; no fresh channels.',
  grow: (engine, network, settings) => growByImportance(engine, network, settings, 0),
};
