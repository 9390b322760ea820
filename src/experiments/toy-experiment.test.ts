import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import { METHODS } from '../methods/registry.ts';
import { DEFAULT_RECIPE, type Recipe } from '../runs/recipe.ts';
import { runEvents } from '../runs/run.ts';
import { taskOf } from '../runs/run-task.ts';
import { expectedSteps } from '../runs/training-steps.ts';
import { eachOnce, jobsOf, recipeOf, runToyJob, shardOf, type ToyExperiment } from './toy-experiment.ts';

const { method: _, seed: _seed, engine: _engine, ...shared } = DEFAULT_RECIPE;
const EXPERIMENT: ToyExperiment = {
  ...shared,
  experiment: 'toy',
  methods: ['firefly', 'firefly-split'],
  seeds: [0, 1, 2],
  maxNeurons: 3,
  stepsPerPhase: 20,
  points: 30,
};
const engine = createPlainEngine();

describe('the runs of an experiment', () => {
  it('are one per method and seed, by method', () => {
    expect(jobsOf(EXPERIMENT).map(({ method, seed }) => `${method} ${seed}`)).toEqual([
      'firefly 0',
      'firefly 1',
      'firefly 2',
      'firefly-split 0',
      'firefly-split 1',
      'firefly-split 2',
    ]);
  });

  it('share every setting but method, seed and engine', () => {
    const recipe = recipeOf(EXPERIMENT, { method: 'firefly-split', seed: 7 });
    const { methods: _methods, seeds: _seeds, experiment: _experiment, ...settings } = EXPERIMENT;
    expect(recipe).toEqual({ ...settings, method: 'firefly-split', seed: 7, engine: 'auto' });
  });

  it('fall into shards: each in exactly one, of sizes that differ by at most one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), (jobs, parts) => {
        const tagged = jobs.map((value, index) => ({ value, index }));
        const shards = Array.from({ length: parts }, (_part, k) => shardOf(tagged, k + 1, parts));
        expect(shards.flat().sort((a, b) => a.index - b.index)).toEqual(tagged);
        const sizes = shards.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('keep the order they were asked for in, each once', () => {
    expect(eachOnce([10, 9, 100, 9, 10])).toEqual([10, 9, 100]);
  });
});

/** The last training event of each phase, found again from the events. */
async function phaseEnds(recipe: Recipe) {
  const ends: { neurons: number; loss: number }[] = [];
  for await (const event of runEvents(recipe, taskOf(recipe), engine)) {
    if (event.kind === 'train' && event.step === event.steps) {
      ends.push({ neurons: event.network.neurons.length, loss: event.loss });
    }
  }
  return ends;
}

describe('running one', () => {
  it.each(METHODS.map(({ id }) => id))('of %s gives the loss at the end of each phase', async (method) => {
    for (const seed of [0, 5]) {
      const recipe = recipeOf(EXPERIMENT, { method, seed });
      const { result, networkSteps } = await runToyJob(recipe, engine);
      const ends = await phaseEnds(recipe);
      expect(result).toMatchObject({ method, seed });
      expect(result.neurons).toEqual(ends.map(({ neurons }) => neurons));
      expect(result.loss).toEqual(ends.map(({ loss }) => loss));
      expect(networkSteps).toBe(ends.length * 20);
      expect(networkSteps).toBeLessThanOrEqual(expectedSteps(recipe));
    }
  });

  it('reports steps that only grow, up to all of them', async () => {
    const seen: number[] = [];
    const recipe = recipeOf({ ...EXPERIMENT, stepsPerPhase: 1200 }, { method: 'firefly', seed: 3 });
    const { networkSteps } = await runToyJob(recipe, engine, { onSteps: (steps) => void seen.push(steps) });
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(networkSteps);
  });

  it('does not count the time that it was made to wait', async () => {
    let clock = 0;
    const now = vi.spyOn(performance, 'now').mockImplementation(() => {
      clock += 1;
      return clock;
    });
    const wait = async () => {
      await undefined;
      clock += 1e6;
    };
    try {
      const recipe = recipeOf(EXPERIMENT, { method: 'firefly', seed: 3 });
      const { result, costs } = await runToyJob(recipe, engine, { onSteps: wait });
      // Every look at the clock takes a millisecond; the waits took 1,000 s each.
      expect(result.seconds).toBeGreaterThan(0);
      expect(result.seconds).toBeLessThan(10);
      expect(costs.map(({ seconds }) => seconds)).toEqual(costs.map(({ seconds }) => seconds).sort((a, b) => a - b));
      expect(costs.at(-1)!.seconds).toBeLessThanOrEqual(result.seconds);
    } finally {
      now.mockRestore();
    }
  });

  it('tells what there is at the end of each phase', async () => {
    const soFar: number[][] = [];
    const recipe = recipeOf(EXPERIMENT, { method: 'firefly', seed: 3 });
    const { result } = await runToyJob(recipe, engine, { onPhase: (outcome) => soFar.push([...outcome.result.loss]) });
    expect(soFar).toEqual(result.loss.map((_, k) => result.loss.slice(0, k + 1)));
  });

  it('that diverges keeps the phases it had', async () => {
    let requests = 0;
    const failing = {
      ...engine,
      async train(request: Parameters<typeof engine.train>[0]) {
        const result = await engine.train(request);
        requests += 1;
        if (requests < 2) return result;
        const neurons = result.network.neurons.map((neuron) => ({ ...neuron, output: NaN }));
        return { ...result, network: { ...result.network, neurons } };
      },
    };
    const { result, networkSteps } = await runToyJob(recipeOf(EXPERIMENT, { method: 'firefly', seed: 0 }), failing);
    expect([result.neurons, result.loss.length, networkSteps]).toEqual([[1], 1, 20]);
    expect(JSON.stringify(result)).not.toContain('null');
  });
});

it('of a branch ends with a sentence where a candidate that it should keep is not there', async () => {
  const recipe: Recipe = { ...recipeOf(EXPERIMENT, { method: 'firefly', seed: 0 }), freshCandidates: 1 };
  const run = (keep: string) => runToyJob({ ...recipe, changes: [{ phase: 1, keep: [keep] }] }, engine);
  await expect(run('split 99')).rejects.toThrow(
    /^Phase 1 cannot keep split V4, because its growth has split A, fresh 1\.$/,
  );
  expect((await run('fresh 1')).result.neurons).toEqual([1, 2, 3]);
});
