import { describe, expect, it } from 'vitest';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import { runToyJob, type ToyOutcome } from '../experiments/toy-experiment.ts';
import { SMALL_RECIPE } from '../runs/arbitrary.ts';
import { createJobLoopback, type JobLoopback, type JobLoopbackOptions } from './job-loopback.ts';
import type { FromJobWorker } from './job-messages.ts';
import { type PoolOptions, startJobs } from './job-pool.ts';

const RECIPES = [0, 1, 2, 3].map((seed) => ({ ...SMALL_RECIPE, seed, maxNeurons: 3 }));
const engine = createPlainEngine();
const numbersOf = ({ result, networkSteps }: ToyOutcome) => ({ ...result, seconds: 0, networkSteps });
const expected = await Promise.all(RECIPES.map(async (recipe) => numbersOf(await runToyJob(recipe, engine))));
const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

/** A pool, what it said, and how it ended. */
function openPool(
  optionsOf: (worker: number) => JobLoopbackOptions = () => ({}),
  options: PoolOptions = { workers: 2, engine: 'auto' },
) {
  const workers: JobLoopback[] = [];
  const outcomes = new Map<number, ToyOutcome>();
  const heard: string[] = [];
  let end = (_: string) => {};
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const createWorker = () => {
    const worker = createJobLoopback(optionsOf(workers.length));
    workers.push(worker);
    return worker;
  };
  const pool = startJobs(createWorker, RECIPES, options, {
    ready: () => heard.push('ready'),
    steps: (job, steps) => heard.push(`steps ${job} ${steps}`),
    phase: (job, { result }) => heard.push(`phase ${job} ${result.loss.length}`),
    done(job, outcome) {
      expect(outcomes.has(job)).toBe(false);
      outcomes.set(job, outcome);
      heard.push(`done ${job}`);
      if (outcomes.size === RECIPES.length) end('done');
    },
    lost: ({ message }, runs) => heard.push(`lost ${runs}: ${message}`),
    failed: ({ message }) => end(message),
  });
  const results = () => RECIPES.map((_, job) => outcomes.get(job) && numbersOf(outcomes.get(job)!));
  return { pool, workers, heard, ended, results };
}

/** Does something to the first worker when it posts a message of a kind for the n-th time. */
function at(type: FromJobWorker['type'], count: number, act: (worker: JobLoopback) => void): JobLoopbackOptions {
  let seen = 0;
  return {
    onPost(message, worker) {
      if (message.type !== type) return;
      seen += 1;
      if (seen === count) act(worker);
    },
  };
}

describe('a pool', () => {
  it.each([1, 2, 7])('of %i workers computes each run once, as it is alone', async (count) => {
    const { ended, results, workers } = openPool(() => ({}), { workers: count, engine: 'cpu' });
    expect(await ended).toBe('done');
    expect(results()).toEqual(expected);
    expect(workers).toHaveLength(Math.min(count, RECIPES.length));
    expect(workers.every(({ terminated }) => terminated)).toBe(true);
    for (const { received } of workers) expect(received[0]).toEqual({ type: 'open', engine: 'cpu' });
  });

  it('tells what a run has at the end of each of its phases', async () => {
    const { ended, heard } = openPool();
    expect(await ended).toBe('done');
    for (const [job, { loss }] of expected.entries()) {
      const told = heard.filter((what) => what.startsWith(`phase ${job} `));
      expect(told).toEqual(loss.map((_, k) => `phase ${job} ${k + 1}`));
      expect(heard.indexOf(`done ${job}`)).toBeGreaterThan(heard.indexOf(told.at(-1)!));
    }
  });

  it('gives every run to one worker when that has a graphics card, all at once', async () => {
    let given = 0;
    const countJobs = ({ received }: JobLoopback) => {
      given = received.filter(({ type }) => type === 'job').length;
    };
    const { ended, results, workers } = openPool(() => ({
      engine: { ...engine, kind: 'webgpu' },
      ...at('done', 1, countJobs),
    }));
    expect(await ended).toBe('done');
    expect(results()).toEqual(expected);
    expect(workers).toHaveLength(1);
    expect(given).toBe(RECIPES.length);
  });

  it.each(['error', 'device-lost'] as const)('computes again what a worker had that was lost (%s)', async (death) => {
    const { ended, results, workers } = openPool((number) =>
      number === 0 ? at('ready', 1, (worker) => worker.die(death)) : {},
    );
    expect(await ended).toBe('done');
    expect(results()).toEqual(expected);
    expect(workers[0]!.terminated).toBe(true);
    const given = workers.filter(({ received }) =>
      received.some((message) => message.type === 'job' && message.job === 0),
    );
    expect(given).toHaveLength(2);
  });

  /** A clock that is moved by hand. */
  function handMoved() {
    const acts = new Set<() => void>();
    return {
      acts,
      every(_: number, act: () => void) {
        acts.add(act);
        return () => void acts.delete(act);
      },
      async tick(times: number) {
        for (let k = 0; k < times; k += 1) {
          for (const act of acts) act();
          await new Promise((resolve) => setImmediate(resolve));
        }
      },
    };
  }

  it('finds out that a worker has ended without a word, and gives its run to another', async () => {
    const clock = handMoved();
    let note = () => {};
    const died = new Promise<void>((resolve) => {
      note = resolve;
    });
    const dies = at('phase', 2, (worker) => {
      worker.die('silent');
      note();
    });
    const { heard, ended, results, workers } = openPool((number) => (number === 0 ? dies : {}), {
      workers: 1,
      engine: 'cpu',
      every: clock.every,
    });
    await died;
    await soon();
    expect(results()).toContain(undefined);
    await clock.tick(19);
    expect(workers).toHaveLength(1);
    await clock.tick(3);
    expect(await ended).toBe('done');
    expect(results()).toEqual(expected);
    expect(heard).toContain('lost 1: It no longer answers.');
    expect(workers[0]!.terminated).toBe(true);
    expect(clock.acts.size).toBe(0);
  });

  it('lets a worker be that answers, however long it has nothing to say of its runs', async () => {
    const clock = handMoved();
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const waiting = {
      ...engine,
      async train(request: Parameters<typeof engine.train>[0]) {
        await held;
        return engine.train(request);
      },
    };
    const { heard, ended, workers } = openPool(() => ({ engine: waiting }), {
      workers: 1,
      engine: 'cpu',
      every: clock.every,
    });
    await clock.tick(500);
    expect(heard).toEqual(['ready']);
    goOn();
    expect(await ended).toBe('done');
    expect(workers).toHaveLength(1);
  });

  it('gives up when workers are lost again and again, and says why', async () => {
    const { ended, workers } = openPool(() => at('ready', 1, (worker) => worker.die('error')));
    expect(await ended).toBe('It broke.');
    expect(workers.length).toBeLessThanOrEqual(12);
    expect(workers.every(({ terminated }) => terminated)).toBe(true);
  });

  it('ends with the reason when a run cannot be computed', async () => {
    const failing = { ...engine, train: () => Promise.reject(new Error('Out of memory.')) };
    const { ended } = openPool(() => ({ engine: failing }));
    expect(await ended).toBe('Out of memory.');
  });

  it('is silent once it is cancelled', async () => {
    const { pool, workers, heard } = openPool();
    await soon();
    pool.cancel();
    const before = heard.length;
    await soon();
    expect(heard).toHaveLength(before);
    expect(workers.every(({ terminated }) => terminated)).toBe(true);
  });

  it('gives out the next run when it is resumed, should one have ended as it was paused', async () => {
    const { pool, results, heard } = openPool(() => at('done', 1, () => pool.pause()), {
      workers: 1,
      engine: 'auto',
    });
    while (!heard.some((what) => what.startsWith('done'))) await soon();
    await soon();
    expect(heard.filter((what) => what.startsWith('done'))).toHaveLength(1);
    pool.resume();
    for (let k = 0; k < 200 && results().includes(undefined); k += 1) await soon();
    expect(results()).toEqual(expected);
  });

  it.each(['cpu', 'webgpu'] as const)(
    'holds its runs on %s while it is paused, and goes on with the same numbers',
    async (kind) => {
      // Slow enough that the pause comes in the middle of runs.
      const slow = {
        ...engine,
        kind,
        async train(request: Parameters<typeof engine.train>[0]) {
          await soon();
          return engine.train(request);
        },
      };
      const { pool, heard, ended, results } = openPool(() => ({ engine: slow }));
      await soon();
      pool.pause();
      // What was under way may still come; then it is quiet, and not because all is done.
      let held = -1;
      while (held !== heard.length) {
        held = heard.length;
        for (let k = 0; k < 5; k += 1) await soon();
      }
      expect(results()).toContain(undefined);
      pool.resume();
      expect(await ended).toBe('done');
      expect(results()).toEqual(expected);
    },
  );
});
