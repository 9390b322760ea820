import { describe, expect, it } from 'vitest';
import { figureById, figureJobs } from '../../experiments/figures.ts';
import { runToyJob } from '../../experiments/toy-experiment.ts';
import type { Engine } from '../engine.ts';
import { createPlainEngine } from '../plain/plain-engine.ts';
import { Coalescer } from './coalescer.ts';
import type { Task } from './requests.ts';
import type { Runner } from './runner.ts';

/** A device that only notes which requests share a batch, and answers after a while. */
function setup() {
  const batches: string[] = [];
  let names: string[] = [];
  const runner: Runner = {
    async run() {
      batches.push([...names].sort().join(' '));
      names = [];
      await new Promise((resolve) => setImmediate(resolve));
      return new Float32Array();
    },
    counters: () => ({ dispatches: 0, batches: 0, bytesRead: 0, bytesAllocated: 0 }),
    destroy() {},
  };
  const coalescer = new Coalescer(runner);
  const ask = (name: string, long = false) => {
    const task: Task<string> = {
      work: 1,
      ...(long && { long: true }),
      write() {
        names.push(name);
        return () => name;
      },
    };
    return coalescer.ask(task);
  };
  return { ask, batches, coalescer };
}

describe('requests that are made at about the same time', () => {
  it('share a batch, and each has its own answer', async () => {
    const { ask, batches } = setup();
    expect(await Promise.all([ask('a'), ask('b'), ask('c')])).toEqual(['a', 'b', 'c']);
    expect(batches).toEqual(['a b c']);
  });

  it('for training wait for those that are short, so that runs which grow in different ways train together', async () => {
    const { ask, batches } = setup();
    const run = async (name: string, growth: number) => {
      for (let phase = 0; phase < 3; phase += 1) {
        await ask(`train-${name}`, true);
        for (let k = 0; k < growth; k += 1) await ask(name);
      }
    };
    await Promise.all([run('a', 0), run('b', 1), run('c', 3)]);
    const trainings = batches.filter((batch) => batch.includes('train'));
    expect(trainings).toEqual(Array(3).fill('train-a train-b train-c'));
    expect(batches).toHaveLength(3 * 4);
  });

  it('bring every method of Figure 3(a) to each phase together', async () => {
    const { ask, batches } = setup();
    const plain = createPlainEngine();
    const engine: Engine = {
      ...plain,
      train: (request) => ask('train', true).then(() => plain.train(request)),
      fitDirections: (request) => ask('fit').then(() => plain.fitDirections(request)),
      differentiate: (networks, data) => ask('differentiate').then(() => plain.differentiate(networks, data)),
    };
    const jobs = figureJobs(figureById('3a'), 2);
    const small = { maxNeurons: 4, stepsPerPhase: 30, points: 40, truthVariance: 1 };
    const outcomes = await Promise.all(jobs.map(({ recipe }) => runToyJob({ ...recipe, ...small }, engine)));
    const trainings = batches.filter((batch) => batch.includes('train'));
    expect(trainings).toHaveLength(4);
    for (const [phase, batch] of trainings.entries()) {
      const growing = outcomes.filter(({ result }) => result.neurons.length > phase);
      expect(batch).toBe(growing.map(() => 'train').join(' '));
    }
    // Between two phases: the loss after training, directions and scores, scores, the loss after the growth.
    expect(batches.length).toBeLessThanOrEqual(1 + 4 * 6);
  });

  it('are refused once the device is lost, those that wait as well', async () => {
    const { ask, coalescer } = setup();
    const asked = [ask('a'), ask('b', true)].map((answer) => answer.catch((error: Error) => error.message));
    coalescer.fail(new Error('It is gone.'));
    expect(await Promise.all(asked)).toEqual(['It is gone.', 'It is gone.']);
    await expect(ask('c')).rejects.toThrow('It is gone.');
  });
});
