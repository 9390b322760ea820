/** Reads the command line into a command, or says in one sentence what is wrong with it. Ranges are those of runs/settings. */
import { eachOnce, type ToyExperiment } from '../experiments/toy-experiment.ts';
import { METHOD_CATALOGUE } from '../methods/catalogue.ts';
import { type PhaseChange, restoreChanges } from '../runs/changes.ts';
import { DEFAULT_RECIPE, type Recipe } from '../runs/recipe.ts';
import { SETTING_OPTIONS } from '../runs/setting-options.ts';
import { readChoice, SETTINGS, type SettingKey } from '../runs/settings.ts';
import { readCurve, writeCurve } from '../tasks/curve.ts';
import {
  COMMON,
  type EngineName,
  parse,
  problemOf,
  readEngine,
  readNumberOption,
  readOut,
  readSeeds,
  readWorkers,
  text,
} from './arguments.ts';
import { type ImagesCommand, readImagesCommand } from './image-options.ts';
import { UsageError } from './usage-error.ts';

const DEFAULT_SEEDS = '0..19';

/** `--shard i/n`: part i of n, from 1. */
export interface Shard {
  readonly part: number;
  readonly parts: number;
}

export interface ToyCommand {
  readonly kind: 'toy';
  /** Without the points of `--data`, which are read later. */
  readonly experiment: ToyExperiment;
  readonly data: string | undefined;
  readonly engine: EngineName;
  readonly workers: number;
  readonly shard: Shard;
  /** A result of the same settings, whose runs are not computed again. */
  readonly resume: string | undefined;
  readonly out: string | undefined;
}

export interface MergeCommand {
  readonly kind: 'merge';
  readonly files: readonly string[];
  readonly out: string | undefined;
}

export type Command = ToyCommand | ImagesCommand | MergeCommand | { readonly kind: 'help' };

const TOY_OPTIONS = {
  ...COMMON,
  methods: text,
  seeds: text,
  changes: text,
  curve: text,
  data: text,
  engine: text,
  workers: text,
  shard: text,
  resume: text,
  ...(Object.fromEntries(Object.keys(SETTING_OPTIONS).map((name) => [name, text])) as Record<
    keyof typeof SETTING_OPTIONS,
    typeof text
  >),
};

/**
 * @param args what follows the program's name
 * @throws UsageError with one sentence
 */
export function readCommand(args: readonly string[]): Command {
  const [name, ...rest] = args;
  if (name === undefined) throw new UsageError('Say what to run: "toy", "images" or "merge"; --help shows how.');
  if (name === '--help' || name === '-h' || name === 'help') return { kind: 'help' };
  if (name === 'toy') return readToy(rest);
  if (name === 'images') return readImagesCommand(rest) ?? { kind: 'help' };
  if (name === 'merge') return readMerge(rest);
  throw new UsageError(`There is no experiment "${name}"; there are "toy", "images" and "merge", and --help.`);
}

function readToy(args: readonly string[]): Command {
  const { values, positionals } = parse(args, TOY_OPTIONS);
  if (values.help) return { kind: 'help' };
  if (positionals[0] !== undefined) throw new UsageError(`"${positionals[0]}" is not an option; see --help.`);
  const engine = readEngine(values.engine) ?? 'cpu';
  const methods = readMethods(values.methods);
  const seeds = readSeeds(values.seeds ?? DEFAULT_SEEDS);
  const changes = readChanges(values.changes);
  if (changes && (methods.length > 1 || seeds.length > 1)) {
    throw new UsageError('--changes belongs to one run: name one method with --methods and one seed with --seeds.');
  }
  return {
    kind: 'toy',
    experiment: {
      experiment: 'toy',
      ...readSettings(values),
      ...readDrawn(values.curve),
      ...(changes ? { changes } : {}),
      methods,
      seeds,
    },
    data: values.data,
    engine,
    workers: readWorkers(values.workers),
    shard: readShard(values.shard ?? '1/1'),
    resume: readResume(values.resume),
    out: readOut(values.out),
  };
}

function readMerge(args: readonly string[]): Command {
  const { values, positionals } = parse(args, COMMON);
  if (values.help) return { kind: 'help' };
  if (positionals.length < 2) throw new UsageError('merge needs at least two result files.');
  return { kind: 'merge', files: positionals, out: readOut(values.out) };
}

function readSettings(
  values: Partial<Record<keyof typeof SETTING_OPTIONS, string>>,
): Omit<Recipe, 'method' | 'seed' | 'engine'> {
  const read: Partial<Record<SettingKey, number | string>> = {};
  for (const [option, key] of Object.entries(SETTING_OPTIONS) as [keyof typeof SETTING_OPTIONS, SettingKey][]) {
    const raw = values[option];
    if (raw === undefined) continue;
    const setting = SETTINGS[key];
    if (setting.kind === 'number') {
      read[key] = readNumberOption(option, setting, raw);
    } else {
      const { value, problem } = readChoice(setting, raw);
      if (problem) throw new UsageError(`${problemOf(option, problem)}.`);
      read[key] = value;
    }
  }
  const { method: _, seed: _seed, engine: _engine, ...shared } = { ...DEFAULT_RECIPE, ...(read as Partial<Recipe>) };
  return shared;
}

/** A drawn curve, as links write it. */
function readDrawn(raw: string | undefined): Pick<Recipe, 'curve'> {
  if (raw === undefined) return {};
  const reading = readCurve(raw);
  if ('points' in reading) return { curve: writeCurve(reading.points) };
  throw new UsageError(`${problemOf('curve', reading.problem)}.`);
}

/** What a branch does differently, as links write it: `3_fresh-1*5_stepSize.0.1`. */
function readChanges(raw: string | undefined): readonly PhaseChange[] | undefined {
  if (raw === undefined) return undefined;
  const { changes, problems } = restoreChanges(raw);
  if (problems[0]) throw new UsageError(`--changes: ${problems[0]}`);
  if (changes.length === 0) {
    throw new UsageError(`--changes must look like 3_fresh-1*5_stepSize.0.1, not "${raw.slice(0, 60)}".`);
  }
  return changes;
}

function readResume(raw: string | undefined): string | undefined {
  if (raw === '') throw new UsageError('--resume needs the name of a result file.');
  return raw;
}

function readMethods(raw: string | undefined): string[] {
  const known = METHOD_CATALOGUE.map(({ id }) => id);
  const ids = raw === undefined ? known : raw.split(',').map((id) => id.trim());
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) throw new UsageError(`There is no method "${unknown}"; there are ${known.join(', ')}.`);
  return eachOnce(ids);
}

function readShard(raw: string): Shard {
  const [, part, parts] = (/^(\d+)\/(\d+)$/.exec(raw) ?? []).map(Number);
  if (part !== undefined && parts !== undefined && part >= 1 && part <= parts && Number.isSafeInteger(parts)) {
    return { part, parts };
  }
  throw new UsageError(`--shard must be i/n with i from 1 to n, for example 1/4, not "${raw}".`);
}
