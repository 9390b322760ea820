/** The run on screen as the command line writes it. */
import { engineName } from '../../compute/report.ts';
import { imageExperimentResult } from '../../experiments/image-experiment-result.ts';
import { settingsOf } from '../../runs/images/image-recipe.ts';
import { type ImageLabState, lookingAt, ownOf, storedKey, trajectoryOf } from './image-lab-state.ts';

/** What the command line calls engines. */
const BACKENDS = { cpu: 'wasm', webgpu: 'webgpu', plain: 'cpu' } as const;

/** What was measured so far; undefined before the first phase is over. */
export function imageResultOf(state: ImageLabState): ReturnType<typeof imageExperimentResult> | undefined {
  const phases = trajectoryOf(state)?.finished ?? [];
  if (phases.length === 0) return undefined;
  const { recipe } = state;
  const { preset, method, seed, changes } = recipe;
  const { train, batch } = settingsOf(recipe);
  const epochs = phases.reduce((sum, { epochLosses }) => sum + epochLosses.length, 0);
  const steps = epochs * Math.ceil(train / batch);
  const outcomes = [{ seed, phases }];
  const seconds = phases.reduce((sum, { trainSeconds, growSeconds }) => sum + trainSeconds + growSeconds, 0);
  const about = { experiment: 'images', preset, method, seeds: [seed], ...(changes ? { changes } : {}) } as const;
  if (lookingAt(state) === 'stored') {
    const runs = state.stored[storedKey(recipe) ?? ''];
    if (typeof runs !== 'object') return undefined;
    const { recipe: stored, engine } = runs.manifest;
    return imageExperimentResult({ ...about, images: stored.images }, engine, seconds, steps, outcomes);
  }
  const own = ownOf(state);
  if (!own?.images) return undefined;
  const engine = engineName(own.report ? BACKENDS[own.report.kind] : 'wasm', own.threads);
  return imageExperimentResult({ ...about, images: own.images }, engine, own.seconds, steps, outcomes);
}
