import { expect, it } from 'vitest';
import type { ImageRecipe } from '../runs/images/image-recipe.ts';
import type { ImageState } from '../runs/images/image-run.ts';
import { countingEngine, greyImages } from '../worker/images/image-loopback.ts';
import { runImageJob } from './image-job.ts';

const recipe: ImageRecipe = { preset: 'tiny', method: 'net2net', seed: 3, changes: { epochs: 2 } };
const data = greyImages();

/** The states that a job tells of, to be written to its checkpoint. */
async function statesOf(from?: ImageState): Promise<ImageState[]> {
  const states: ImageState[] = [];
  const order = { recipe, from, threads: 1, keepStates: true } as const;
  await runImageJob(countingEngine(), order, data, (report) => {
    if (report.kind === 'news' && report.news.kind === 'state') states.push(report.news.state);
    return undefined;
  });
  return states;
}

const placesOf = (states: readonly ImageState[]) => states.map(({ finished, epoch }) => [finished.length, epoch]);

it('tells its state after each epoch and right after a growth, and goes on from there without growing again', async () => {
  const states = await statesOf();
  expect(placesOf(states)).toEqual([
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 1],
    [1, 2],
  ]);
  const rest = await statesOf(states[2]);
  expect(placesOf(rest)).toEqual([
    [1, 1],
    [1, 2],
  ]);
  expect(rest.at(-1)?.network).toEqual(states.at(-1)?.network);
});
