/** What the commands' options have in common: parsing with sentences, numbers within settings' ranges, seeds, --out. */
import { availableParallelism } from 'node:os';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { THREAD_COUNTS, type ThreadCount } from '../compute/report.ts';
import { eachOnce } from '../experiments/toy-experiment.ts';
import { type NumberSetting, readNumber, SETTINGS } from '../runs/settings.ts';
import { UsageError } from './usage-error.ts';

/** More seeds than any experiment needs; a typing mistake should not ask for 4 billion runs. */
const MOST_SEEDS = 10_000;
const MOST_WORKERS = 256;

export const text = { type: 'string' } as const;
export const COMMON = { out: text, help: { type: 'boolean' } } as const;

type Parsed<T extends ParseArgsConfig> = ReturnType<typeof parseArgs<T>>;

/** parseArgs with sentences of one kind. @throws UsageError */
export function parse<T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
): Parsed<{ options: T; allowPositionals: true; strict: true }> {
  // "--steps -5" is meant as a (wrong) value; parseArgs would take "-5" for an option.
  const joined: string[] = [];
  for (const arg of args) {
    const previous = joined.at(-1);
    if (/^-[\d.]/.test(arg) && previous && /^--[^=]+$/.test(previous)) joined[joined.length - 1] = `${previous}=${arg}`;
    else joined.push(arg);
  }
  try {
    return parseArgs({ args: joined, options, allowPositionals: true, strict: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const option = /--?[\w-]+/.exec(message)?.[0] ?? 'an option';
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new UsageError(`There is no option ${option}; see --help.`);
    if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
      throw new UsageError(/does not take/.test(message) ? `${option} takes no value.` : `${option} needs a value.`);
    }
    throw error;
  }
}

/** The sentence of a reading, without what the page would do about it (what follows its last semicolon). */
export function problemOf(option: string, problem: string): string {
  return `--${option}: ${problem.slice(0, problem.lastIndexOf(';'))}`;
}

/**
 * A number as an option gives it.
 * @throws UsageError with one sentence when it is none, or not within the setting's range
 */
export function readNumberOption(option: string, setting: NumberSetting, raw: string): number {
  const { value, problem } = readNumber(setting, raw);
  if (problem === undefined) return value;
  const sentence = problemOf(option, problem);
  throw new UsageError(
    sentence.includes(raw) && sentence.includes(' not ') ? `${sentence}.` : `${sentence}, not ${raw}.`,
  );
}

/** The file of `--out`. @throws UsageError when its name is empty */
export function readOut(raw: string | undefined): string | undefined {
  if (raw === '') throw new UsageError('--out needs the name of a file.');
  return raw;
}

const ENGINE_NAMES = ['cpu', 'webgpu'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** @throws UsageError when there is no such engine */
export function readEngine(raw: string | undefined): EngineName | undefined {
  const engine = ENGINE_NAMES.find((known) => known === raw);
  if (raw === undefined || engine) return engine;
  throw new UsageError(`--engine cannot be "${raw}"; it is one of ${ENGINE_NAMES.join(', ')}.`);
}

/**
 * `0..19` (inclusive), `0,3,7`, `5`, or several of these with commas; each seed once, where it is first named.
 * @throws UsageError with one sentence
 */
export function readSeeds(raw: string): number[] {
  const readSeed = (part: string) => {
    if (!/^-?\d+$/.test(part)) throw new UsageError(`--seeds must look like 0..19 or 0,3,7 or 5, not "${raw}".`);
    return readNumberOption('seeds', SETTINGS.seed, part);
  };
  const seeds: number[] = [];
  for (const part of raw.split(',')) {
    const [first, last, more] = part.trim().split('..');
    const low = readSeed(first!);
    const high = last === undefined ? low : readSeed(last);
    if (more !== undefined) throw new UsageError(`--seeds must look like 0..19 or 0,3,7 or 5, not "${raw}".`);
    if (high < low) throw new UsageError(`--seeds ${part.trim()} ends before it begins; write ${high}..${low}.`);
    if (seeds.length + high - low >= MOST_SEEDS) {
      throw new UsageError(`--seeds asks for more than ${MOST_SEEDS} seeds; use fewer.`);
    }
    for (let seed = low; seed <= high; seed += 1) seeds.push(seed);
  }
  return eachOnce(seeds);
}

export function readThreads(raw: string | undefined): ThreadCount | undefined {
  const threads = THREAD_COUNTS.find((count) => String(count) === raw);
  if (raw === undefined || threads) return threads;
  throw new UsageError(`--threads must be ${THREAD_COUNTS.join(' or ')}, not "${raw}".`);
}

/** As many as there are processor cores, if it is not said. @throws UsageError unless it is a whole number in range */
export function readWorkers(raw: string | undefined): number {
  if (raw === undefined) return availableParallelism();
  const count = /^\d+$/.test(raw) ? Number(raw) : 0;
  if (count >= 1 && count <= MOST_WORKERS) return count;
  throw new UsageError(`--workers must be a whole number from 1 to ${MOST_WORKERS}, not "${raw}".`);
}
