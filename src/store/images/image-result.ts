/** The run on screen as the command line writes it. */
import { engineName } from '../../compute/report.ts';
import { imageExperimentResult } from '../../experiments/image-experiment-result.ts';
import { settingsOf } from '../../runs/images/image-recipe.ts';
import type { RecordedSettings } from '../../runs/images/recorded-settings.ts';
import { type ImageLabState, lookingAt, type OwnRun, ownOf, storedKey, trajectoryOf } from './image-lab-state.ts';

/** What the command line calls engines. */
const BACKENDS = { cpu: 'wasm', webgpu: 'webgpu', plain: 'cpu' } as const;

/** All that computed a run, as results name it. */
function enginesOf({ kinds, threads }: Pick<OwnRun, 'kinds' | 'threads'>): string {
  // Only our kernels on the processor have two threads.
  const known = kinds.length > 0 || !threads.includes(2) ? kinds : (['cpu'] as const);
  const backends = known.map((kind) => BACKENDS[kind]).sort();
  return engineName(backends.join(' and ') || 'unknown', threads);
}

/** What was measured so far; undefined before the first phase is over. */
export function imageResultOf(state: ImageLabState): ReturnType<typeof imageExperimentResult> | undefined {
  const phases = trajectoryOf(state)?.finished ?? [];
  if (phases.length === 0) return undefined;
  const { recipe } = state;
  const { preset, method, seed, changes } = recipe;
  const epochs = phases.reduce((sum, { epochLosses }) => sum + epochLosses.length, 0);
  const steps = (settings: RecordedSettings = {}) => {
    const { train, batch } = { ...settingsOf(recipe), ...settings };
    return epochs * Math.ceil(Number(train) / Number(batch));
  };
  const outcomes = [{ seed, phases }];
  const seconds = phases.reduce((sum, { trainSeconds, growSeconds }) => sum + trainSeconds + growSeconds, 0);
  const about = { experiment: 'images', preset, method, seeds: [seed], ...(changes ? { changes } : {}) } as const;
  if (lookingAt(state) === 'stored') {
    const runs = state.stored[storedKey(recipe) ?? ''];
    if (typeof runs !== 'object') return undefined;
    const { recipe: stored, engine, settings } = runs.manifest;
    const run = { ...about, images: stored.images };
    return imageExperimentResult(run, settings, engine, seconds, steps(settings), outcomes);
  }
  const own = ownOf(state);
  if (!own?.images) return undefined;
  const engine = enginesOf(own);
  const { images, settings } = own;
  return imageExperimentResult({ ...about, images }, settings, engine, own.seconds, steps(settings), outcomes);
}
