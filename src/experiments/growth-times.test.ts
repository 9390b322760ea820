/** On real images by our kernels, as the figure is computed. */
import { expect, it } from 'vitest';
import { openWasmImageEngine } from '../cli/engines.ts';
import { readImageData } from '../cli/image-data.ts';
import { imagePresetById } from '../runs/images/image-recipe.ts';
import { timeGrowths } from './growth-times.ts';

it('times one growth of each method and one epoch, by turns, from the same network', async () => {
  const data = await readImageData(imagePresetById('tiny'));
  const done: string[] = [];
  const figure = { preset: 'tiny', methods: ['net2net', 'nash'] };
  const times = await timeGrowths(await openWasmImageEngine(), data, figure, [4, 5], 2, (what) => done.push(what));
  const turns = ['one epoch', 'net2net', 'nash'];
  expect(done).toEqual([4, 5].flatMap((seed) => [`first phase of seed ${seed}`, ...turns, ...turns]));
  expect(times.channels).toBe(8 * 4);
  for (const list of [times.epochSeconds, times.growSeconds.net2net!, times.growSeconds.nash!]) {
    expect(list.map((row) => row.length)).toEqual([2, 2]);
    for (const seconds of list.flat()) expect(seconds).toBeGreaterThan(0);
  }
});
