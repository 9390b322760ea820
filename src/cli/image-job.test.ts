import { expect, it } from 'vitest';
import type { ImageRecipe } from '../runs/images/image-recipe.ts';
import type { ImageState } from '../runs/images/image-run.ts';
import { countingEngine, greyImages } from '../worker/images/image-loopback.ts';
import { runImageJob, runOneByOne } from './image-job.ts';
import type { ImageJobNews } from './image-job-messages.ts';

const recipe: ImageRecipe = { preset: 'tiny', method: 'net2net', seed: 3, changes: { epochs: 2 } };
const data = greyImages();

/** The states that a job tells of, to be written to its checkpoint. */
async function statesOf(from?: ImageState): Promise<ImageState[]> {
  const states: ImageState[] = [];
  const order = { recipe, from, threads: 1, keepStates: true } as const;
  await runImageJob({ engine: countingEngine(), releaseMemory() {} }, order, data, (report) => {
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

it('gives back the memory of each growth once, when training goes on, beside the command line as well', async () => {
  const [heard, grown]: [string[], ImageRecipe] = [[], { ...recipe, changes: { epochs: 1, phases: 3 } }];
  const opened = { engine: countingEngine(), releaseMemory: () => heard.push('release') };
  const order = { recipe: grown, threads: 1, keepStates: true } as const;
  const listener = {
    onSteps() {},
    onNews: (_: number, news: ImageJobNews) => news.kind === 'state' && heard.push(`${news.state.epoch}`),
    onLost() {},
    onDone() {},
  };
  await runOneByOne(opened, [order, order], data, listener, new AbortController().signal);
  const once = ['1', '0', 'release', '1', '0', 'release', '1'];
  expect(heard).toEqual([...once, ...once]);
});
