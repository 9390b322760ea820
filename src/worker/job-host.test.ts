/** The worker's side of a sweep; job-pool.test.ts has it together with the page's. */
import { describe, expect, it } from 'vitest';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import { SMALL_RECIPE } from '../runs/arbitrary.ts';
import { createJobHost, type JobSurroundings } from './job-host.ts';
import type { FromJobWorker } from './job-messages.ts';
import { losableEngine } from './loopback.ts';

const RECIPE = { ...SMALL_RECIPE, maxNeurons: 2 };
const turns = async () => {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

function openHost(chooseEngine: JobSurroundings['chooseEngine']) {
  const posts: FromJobWorker[] = [];
  const handle = createJobHost({
    post: (message) => posts.push(message),
    chooseEngine,
    now: () => performance.now(),
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  });
  return { posts, handle, kinds: () => posts.map(({ type }) => type) };
}

describe('the host of a sweep', () => {
  it('computes nothing before it has an engine', async () => {
    const { posts, handle } = openHost(async () => losableEngine().chosen);
    handle({ type: 'job', job: 0, recipe: RECIPE });
    await turns();
    expect(posts).toEqual([]);
    handle({ type: 'ping' });
    expect(posts).toEqual([{ type: 'pong' }]);
  });

  it('says once that its engine cannot be had, and nothing of the runs that wait for it', async () => {
    const { posts, handle } = openHost(() => Promise.reject(new Error('There is no engine.')));
    handle({ type: 'open', engine: 'auto' });
    handle({ type: 'job', job: 0, recipe: RECIPE });
    await turns();
    expect(posts).toMatchObject([{ type: 'lost', error: { message: 'There is no engine.' } }]);
    expect(posts).toHaveLength(1);
  });

  it('says why a run cannot be computed, but not that of an engine that was lost', async () => {
    const { handle, kinds, posts } = openHost(async () => losableEngine().chosen);
    handle({ type: 'open', engine: 'auto' });
    handle({ type: 'job', job: 3, recipe: { ...RECIPE, method: 'magic' } });
    await turns();
    expect(kinds()).toEqual(['ready', 'failed']);
    expect(posts[1]).toMatchObject({
      job: 3,
      error: { message: expect.stringContaining('There is no method "magic"') },
    });

    const plain = createPlainEngine();
    const { chosen, loseDevice } = losableEngine({
      ...plain,
      async train() {
        loseDevice();
        await Promise.resolve();
        await turns();
        throw new Error('The device is gone.');
      },
    });
    const lost = openHost(async () => chosen);
    lost.handle({ type: 'open', engine: 'auto' });
    lost.handle({ type: 'job', job: 0, recipe: RECIPE });
    await turns();
    await turns();
    expect(lost.kinds()).toEqual(['ready', 'lost']);
  });
});
