/**
 * The result file of an experiment, `firefly-lab/experiment@1`: made, read and merged. Files come from outside, so reading
 * one either gives a result that is right in every part or throws one sentence.
 */
import * as v from 'valibot';
import type { EngineKind } from '../compute/engine.ts';
import { METHOD_CATALOGUE } from '../methods/catalogue.ts';
import { restoreRecipe } from '../runs/recipe.ts';
import { MAX_POINTS } from '../tasks/csv.ts';
import {
  eachOnce,
  jobsOf,
  type ToyExperiment,
  type ToyJob,
  type ToyOutcome,
  type ToyResult,
} from './toy-experiment.ts';

export const EXPERIMENT_FORMAT = 'firefly-lab/experiment@1';

export interface ExperimentResult {
  readonly format: typeof EXPERIMENT_FORMAT;
  readonly recipe: ToyExperiment;
  readonly engine: EngineKind;
  /** Time it took; for merged results the sum of their times. */
  readonly seconds: number;
  /** Training steps of all runs together. */
  readonly networkSteps: number;
  /** By method, then by seed. Runs that were not finished, or belong to another shard, are missing. */
  readonly results: readonly ToyResult[];
}

/** A file that is not a result, or results that do not fit together; with one sentence for people. */
export class ExperimentFileError extends Error {
  override name = 'ExperimentFileError';
}

const jobKey = ({ method, seed }: ToyJob) => `${method} ${seed}`;

/** The result of the runs that are finished, whatever order they finished in. */
export function experimentResult(
  recipe: ToyExperiment,
  engine: EngineKind,
  seconds: number,
  outcomes: readonly Pick<ToyOutcome, 'result' | 'networkSteps'>[],
): ExperimentResult {
  const place = new Map(jobsOf(recipe).map((job, index) => [jobKey(job), index]));
  const results = outcomes.map(({ result }) => result).sort((a, b) => place.get(jobKey(a))! - place.get(jobKey(b))!);
  const networkSteps = outcomes.reduce((sum, outcome) => sum + outcome.networkSteps, 0);
  return { format: EXPERIMENT_FORMAT, recipe, engine, seconds, networkSteps, results };
}

/** Runs of the recipe that a result does not hold. */
export function missingJobs({ recipe, results }: ExperimentResult): ToyJob[] {
  const present = new Set(results.map(jobKey));
  return jobsOf(recipe).filter((job) => !present.has(jobKey(job)));
}

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(finite, v.minValue(0));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const seed = v.pipe(whole, v.maxValue(2 ** 32 - 1));

const result = v.pipe(
  v.object({
    method: v.string(),
    seed,
    neurons: v.array(v.pipe(whole, v.minValue(1))),
    loss: v.array(positive),
    seconds: positive,
  }),
  v.check(({ neurons, loss }) => neurons.length === loss.length),
);

const given = v.pipe(
  v.object({
    name: v.string(),
    x: v.pipe(v.array(finite), v.minLength(2), v.maxLength(MAX_POINTS)),
    y: v.array(finite),
  }),
  v.check(({ x, y }) => x.length === y.length),
);

const file = v.object({
  format: v.literal(EXPERIMENT_FORMAT),
  recipe: v.looseObject({
    experiment: v.literal('toy'),
    version: v.literal(1),
    methods: v.pipe(v.array(v.string()), v.minLength(1)),
    seeds: v.pipe(v.array(seed), v.minLength(1)),
    given: v.optional(given),
  }),
  engine: v.picklist(['cpu', 'webgpu', 'plain']),
  seconds: positive,
  networkSteps: whole,
  results: v.array(result),
});

function damaged(name: string, what: string): ExperimentFileError {
  return new ExperimentFileError(`${name} is damaged: ${what}.`);
}

/**
 * Reads a result.
 * @param name what the file is called in sentences
 * @throws ExperimentFileError with one clear sentence when the text is not a result
 */
export function restoreExperiment(text: string, name: string): ExperimentResult {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new ExperimentFileError(`${name} is not the result of an experiment: it is not JSON.`);
  }
  const format = typeof raw === 'object' && raw !== null ? (raw as { format?: unknown }).format : undefined;
  if (format !== EXPERIMENT_FORMAT) {
    const found = typeof format === 'string' ? ` but "${format.slice(0, 40)}"` : '';
    throw new ExperimentFileError(
      `${name} is not the result of an experiment: its format is not "${EXPERIMENT_FORMAT}"${found}.`,
    );
  }
  const { recipe: claimed } = raw as { readonly recipe?: { readonly experiment?: unknown } | null };
  if (claimed?.experiment === 'images') {
    throw new ExperimentFileError(`${name} holds runs on images; what is asked for here are runs on the toy.`);
  }
  const parsed = v.safeParse(file, raw, { abortEarly: true });
  if (!parsed.success) {
    throw damaged(name, `${v.getDotPath(parsed.issues[0]) ?? 'the file'} is not what it should be`);
  }
  const { recipe: found, results, ...rest } = parsed.output;
  const { experiment, version: _, methods, seeds, given: points, ...settings } = found;
  const unknown = methods.find((id) => !METHOD_CATALOGUE.some((method) => method.id === id));
  if (unknown !== undefined) {
    const known = METHOD_CATALOGUE.map(({ id }) => id).join(', ');
    throw new ExperimentFileError(`${name} holds the method "${unknown.slice(0, 40)}", which is not among ${known}.`);
  }
  const { recipe: restored, problems } = restoreRecipe(settings);
  if (problems[0]) throw damaged(name, `in its recipe, ${problems[0].replace(/\.$/, '')}`);
  const { method: _method, seed: _seed, engine: _engine, ...shared } = restored;
  const recipe: ToyExperiment = {
    experiment,
    ...shared,
    ...(points && { given: points }),
    methods: eachOnce(methods),
    seeds: eachOnce(seeds),
  };
  checkJobs(name, recipe, results);
  return { ...rest, recipe, results };
}

function checkJobs(name: string, recipe: ToyExperiment, results: readonly ToyResult[]): void {
  const expected = new Set(jobsOf(recipe).map(jobKey));
  for (const { method, seed: number } of results) {
    if (!expected.delete(jobKey({ method, seed: number }))) {
      throw damaged(name, `${method.slice(0, 40)} with seed ${number} is there twice or not in its recipe`);
    }
  }
}

/** What must be the same in results that are merged. */
function sharedSettings({ methods: _, seeds: _seeds, ...shared }: ToyExperiment): Record<string, unknown> {
  return { ...shared };
}

function differingSetting(a: ToyExperiment, b: ToyExperiment): string | undefined {
  const [one, other] = [sharedSettings(a), sharedSettings(b)];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return keys.find((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]));
}

/** A result and the name of its file. */
export interface NamedResult {
  readonly name: string;
  readonly result: ExperimentResult;
}

/**
 * One result from several: shards of an experiment, or runs of other methods or seeds under the same settings.
 * @param parts at least one
 * @throws ExperimentFileError when the parts were computed under different settings or hold the same run twice
 */
export function mergeExperiments(parts: readonly NamedResult[]): ExperimentResult {
  const first = parts[0]!;
  const owner = new Map<string, string>();
  for (const { name, result: part } of parts) {
    const setting = differingSetting(first.result.recipe, part.recipe);
    if (setting !== undefined) {
      throw new ExperimentFileError(
        `${first.name} and ${name} cannot be merged: their recipes differ in "${setting}".`,
      );
    }
    if (part.engine !== first.result.engine) {
      const engines = `${first.result.engine} and ${part.engine}`;
      throw new ExperimentFileError(`${first.name} and ${name} cannot be merged: their engines differ (${engines}).`);
    }
    for (const job of part.results) {
      const other = owner.get(jobKey(job));
      if (other !== undefined) {
        throw new ExperimentFileError(
          `${other} and ${name} cannot be merged: both hold ${job.method} with seed ${job.seed}.`,
        );
      }
      owner.set(jobKey(job), name);
    }
  }
  const all = parts.map(({ result: part }) => part);
  const recipe: ToyExperiment = {
    ...first.result.recipe,
    methods: eachOnce(all.flatMap(({ recipe: { methods } }) => methods)),
    seeds: eachOnce(all.flatMap(({ recipe: { seeds } }) => seeds)),
  };
  const outcomes = all.flatMap(({ results }) => results.map((entry) => ({ result: entry, networkSteps: 0 })));
  const seconds = all.reduce((sum, part) => sum + part.seconds, 0);
  const networkSteps = all.reduce((sum, part) => sum + part.networkSteps, 0);
  return { ...experimentResult(recipe, first.result.engine, seconds, outcomes), networkSteps };
}
