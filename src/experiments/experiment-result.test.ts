import { describe, expect, it } from 'vitest';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';
import {
  EXPERIMENT_FORMAT,
  ExperimentFileError,
  type ExperimentResult,
  experimentResult,
  mergeExperiments,
  missingJobs,
  restoreExperiment,
} from './experiment-result.ts';
import { jobsOf, shardOf, type ToyExperiment, type ToyJob } from './toy-experiment.ts';

const { method: _, seed: _seed, engine: _engine, ...shared } = DEFAULT_RECIPE;
const EXPERIMENT: ToyExperiment = {
  ...shared,
  experiment: 'toy',
  methods: ['firefly', 'firefly-split'],
  seeds: [2, 10],
};

function outcomeOf({ method, seed }: ToyJob) {
  return { result: { method, seed, neurons: [1, 2], loss: [0.5, seed / 100], seconds: 1 }, networkSteps: 3000 };
}

function resultOf(recipe: ToyExperiment, jobs = jobsOf(recipe)): ExperimentResult {
  return experimentResult(recipe, 'cpu', jobs.length, jobs.map(outcomeOf));
}

/** The sentence an action is refused with. */
function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(ExperimentFileError);
    return (error as ExperimentFileError).message;
  }
  throw new Error('It was accepted.');
}

/** A deep copy of a good file with one thing changed. */
function changed(change: (file: Record<string, unknown> & { recipe: Record<string, unknown> }) => void): string {
  const file = JSON.parse(JSON.stringify(resultOf(EXPERIMENT)));
  change(file);
  return JSON.stringify(file);
}

describe('a result', () => {
  it('lists runs by method and then by seed, whatever order they finished in', () => {
    const { results, networkSteps, format } = resultOf(EXPERIMENT, [...jobsOf(EXPERIMENT)].reverse());
    expect(results.map(({ method, seed }) => ({ method, seed }))).toEqual(jobsOf(EXPERIMENT));
    expect([networkSteps, format]).toEqual([12_000, EXPERIMENT_FORMAT]);
  });

  it('survives a file', () => {
    for (const recipe of [EXPERIMENT, { ...EXPERIMENT, given: { name: 'a.csv', x: [1, 2], y: [3, 5] } }]) {
      const result = resultOf(recipe);
      expect(restoreExperiment(JSON.stringify(result), 'a.json')).toEqual(result);
    }
  });

  it('knows which runs are missing', () => {
    const jobs = jobsOf(EXPERIMENT);
    expect(missingJobs(resultOf(EXPERIMENT))).toEqual([]);
    expect(missingJobs(resultOf(EXPERIMENT, jobs.slice(1, 3)))).toEqual([jobs[0], jobs[3]]);
  });
});

describe('restoring', () => {
  it.each([
    ['not JSON', '{"format":', 'a.json is not the result of an experiment: it is not JSON.'],
    ['null', 'null', `a.json is not the result of an experiment: its format is not "${EXPERIMENT_FORMAT}".`],
    [
      'a run',
      '{"format":"firefly-lab/run@1"}',
      `a.json is not the result of an experiment: its format is not "${EXPERIMENT_FORMAT}" but "firefly-lab/run@1".`,
    ],
    ['no results', changed((file) => delete file.results), 'a.json is damaged: results is not what it should be.'],
    [
      'a loss that is not a number',
      changed((file) =>
        Object.assign(file, { results: [{ ...outcomeOf(jobsOf(EXPERIMENT)[0]!).result, loss: [1, null] }] }),
      ),
      'a.json is damaged: results.0.loss.1 is not what it should be.',
    ],
    [
      'losses without widths',
      changed((file) =>
        Object.assign(file, { results: [{ ...outcomeOf(jobsOf(EXPERIMENT)[0]!).result, neurons: [1] }] }),
      ),
      'a.json is damaged: results.0 is not what it should be.',
    ],
    [
      'a setting out of range',
      changed((file) => Object.assign(file.recipe, { stepsPerPhase: 0 })),
      'a.json is damaged: in its recipe, Steps per phase goes from 1 to 20000; 0 became 1.',
    ],
    [
      'a setting that is not one',
      changed((file) => Object.assign(file.recipe, { colour: 'red' })),
      'a.json is damaged: in its recipe, There is no setting "colour"; left out.',
    ],
    [
      'points that are not pairs',
      changed((file) => Object.assign(file.recipe, { given: { name: 'p', x: [1, 2], y: [1] } })),
      'a.json is damaged: recipe.given is not what it should be.',
    ],
    [
      'a run twice',
      changed((file) => Object.assign(file, { results: [0, 0].map((k) => outcomeOf(jobsOf(EXPERIMENT)[k]!).result) })),
      'a.json is damaged: firefly with seed 2 is there twice or not in its recipe.',
    ],
    [
      'a run that is not in its recipe',
      changed((file) => Object.assign(file.recipe, { seeds: [10] })),
      'a.json is damaged: firefly with seed 2 is there twice or not in its recipe.',
    ],
  ])('refuses %s with one sentence', (_name, text, sentence) => {
    expect(refusal(() => restoreExperiment(text, 'a.json'))).toBe(sentence);
  });

  it('names a method it does not know', () => {
    const text = changed((file) => Object.assign(file.recipe, { methods: ['magic'] }));
    expect(refusal(() => restoreExperiment(text, 'a.json'))).toMatch(
      /^a\.json holds the method "magic", which is not among firefly, .*\.$/,
    );
  });
});

describe('merging', () => {
  const named = (name: string, result: ExperimentResult) => ({ name, result });

  it('puts shards together to the whole, in any order', () => {
    const jobs = jobsOf(EXPERIMENT);
    for (const parts of [1, 2, 3, 4]) {
      const shards = Array.from({ length: parts }, (_part, k) =>
        named(`${k}.json`, resultOf(EXPERIMENT, shardOf(jobs, k + 1, parts))),
      );
      expect(mergeExperiments(shards)).toEqual(resultOf(EXPERIMENT));
      expect(mergeExperiments([...shards].reverse())).toEqual(resultOf(EXPERIMENT));
    }
  });

  it('joins other methods and seeds under the same settings', () => {
    const first = resultOf({ ...EXPERIMENT, methods: ['firefly-split'], seeds: [10] });
    const second = resultOf({ ...EXPERIMENT, methods: ['firefly'], seeds: [2] });
    const merged = mergeExperiments([named('a', first), named('b', second)]);
    expect(merged.recipe).toEqual({ ...EXPERIMENT, methods: ['firefly-split', 'firefly'], seeds: [10, 2] });
    expect(merged.results).toEqual([...first.results, ...second.results]);
    expect(missingJobs(merged)).toHaveLength(2);
  });

  it('refuses what does not belong together, with one sentence', () => {
    const a = named('a.json', resultOf(EXPERIMENT));
    const other = (change: Partial<ToyExperiment>) =>
      named('b.json', resultOf({ ...EXPERIMENT, seeds: [3], ...change }));
    const merge = (b: typeof a) => refusal(() => mergeExperiments([a, b]));
    expect(merge(other({ stepSize: 0.1 }))).toBe(
      'a.json and b.json cannot be merged: their recipes differ in "stepSize".',
    );
    expect(merge(other({ given: { name: 'p', x: [1, 2], y: [1, 2] } }))).toBe(
      'a.json and b.json cannot be merged: their recipes differ in "given".',
    );
    expect(merge(other({ seeds: [3, 10] }))).toBe(
      'a.json and b.json cannot be merged: both hold firefly with seed 10.',
    );
    const { result } = other({});
    expect(merge(named('b.json', { ...result, engine: 'webgpu' }))).toBe(
      'a.json and b.json cannot be merged: their engines differ (cpu and webgpu).',
    );
  });
});
