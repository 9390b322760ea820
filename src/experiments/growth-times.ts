/**
 * How long growths take, Figure 4(b): from one trained network per seed, each method grows once, in one process and by turns, so
 * that whatever slows the machine down slows all of them. One epoch of training the same network gives the scale.
 */
import type { ImageEngine } from '../compute/image-engine.ts';
import { countMultiplyAdds, countParameters } from '../networks/counting.ts';
import { neuronCount } from '../networks/description.ts';
import type { ImageData } from '../runs/images/image-data.ts';
import type { ImageRecipe } from '../runs/images/image-recipe.ts';
import { growImages, type ImageState, runImages } from '../runs/images/image-run.ts';
import type { GrowthTimesFigure } from './image-figures.ts';
import type { StoredGrowthTimes } from './image-results.ts';

/** The network at the end of the first phase: the same for all methods that grow. */
async function firstPhase(engine: ImageEngine, recipe: ImageRecipe, data: ImageData): Promise<ImageState> {
  let state: ImageState | undefined;
  for await (const event of runImages(engine, recipe, data)) {
    if (event.kind === 'epoch') state = event.state;
    if (event.kind === 'phase') return { ...state!, finished: [event.phase] };
  }
  throw new Error('The run has no phase.');
}

async function secondsOf(work: AsyncIterable<unknown>): Promise<number> {
  const start = performance.now();
  for await (const _ of work);
  return (performance.now() - start) / 1000;
}

/** One epoch, as a run trains it; the state after it is thrown away. */
async function* oneEpoch(engine: ImageEngine, recipe: ImageRecipe, data: ImageData, state: ImageState) {
  const again = { ...state, finished: [], epoch: 0, epochLosses: [] };
  for await (const event of runImages(engine, recipe, data, again)) {
    if (event.kind === 'epoch') return;
    yield event;
  }
}

export type GrowthTimes = Omit<StoredGrowthTimes, 'format' | 'figure' | 'manifest'>;

/** The method that trains the networks that grow; any that grows would do. */
export const TRAINED_BY = 'firefly';

/**
 * Times growths.
 * @param repeats of each growth and of the epoch, by turns
 * @param onDone called after each of seeds * (1 + repeats * (methods + 1)) parts of the work
 */
export async function timeGrowths(
  engine: ImageEngine,
  data: ImageData,
  { preset, methods }: Pick<GrowthTimesFigure, 'preset' | 'methods'>,
  seeds: readonly number[],
  repeats: number,
  onDone: (what: string, seconds: number) => void = () => {},
): Promise<GrowthTimes> {
  const epochSeconds: number[][] = [];
  const growSeconds = Object.fromEntries(methods.map((method): [string, number[][]] => [method, []]));
  let size: Pick<GrowthTimes, 'channels' | 'parameters' | 'multiplyAdds'> | undefined;
  for (const [place, seed] of seeds.entries()) {
    const recipe: ImageRecipe = { preset, method: TRAINED_BY, seed };
    const start = performance.now();
    const state = await firstPhase(engine, recipe, data);
    onDone(`first phase of seed ${seed}`, (performance.now() - start) / 1000);
    const { description } = state.network;
    size ??= {
      channels: neuronCount(description),
      parameters: countParameters(description),
      multiplyAdds: countMultiplyAdds(description),
    };
    const note = async (into: number[][], what: string, work: AsyncIterable<unknown>) => {
      const seconds = await secondsOf(work);
      into[place] = [...(into[place] ?? []), seconds];
      onDone(what, seconds);
    };
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      await note(epochSeconds, 'one epoch', oneEpoch(engine, recipe, data, state));
      for (const method of methods) {
        await note(growSeconds[method]!, method, growImages(engine, { ...recipe, method }, data, state));
      }
    }
  }
  return { ...size!, epochSeconds, growSeconds };
}
