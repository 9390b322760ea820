/** The options of `npm run experiment -- images`. */
import type { ThreadCount } from '../compute/report.ts';
import { IMAGE_METHODS, imageMethodById } from '../methods/images/registry.ts';
import {
  IMAGE_CHANGES,
  IMAGE_CHOICES,
  type ImageChanges,
  imagePresetById,
  methodOf,
} from '../runs/images/image-recipe.ts';
import { IMAGE_SETTING_OPTIONS } from '../runs/images/image-setting-options.ts';
import {
  COMMON,
  type EngineName,
  parse,
  readEngine,
  readOut,
  readSeeds,
  readThreads,
  readWorkers,
  text,
} from './arguments.ts';
import { UsageError } from './usage-error.ts';

export interface ImagesCommand {
  readonly kind: 'images';
  /** Absent where it was not said: a resumed run knows it. */
  readonly preset: string | undefined;
  readonly method: string | undefined;
  readonly seeds: readonly number[] | undefined;
  /** What differs from the preset. */
  readonly changes: ImageChanges;
  /** Paths; both or neither. */
  readonly train: string | undefined;
  readonly test: string | undefined;
  /** A checkpoint to go on from. */
  readonly resume: string | undefined;
  readonly engine: EngineName | undefined;
  /** Seeds that are computed at the same time. */
  readonly workers: number;
  /** Threads that share the batches of each seed. */
  readonly threads: ThreadCount | undefined;
  readonly out: string | undefined;
}

export const DEFAULT_PRESET = 'pocket';

export const THREADS_ON_GPU = '--threads 2 is for the processor; one graphics card computes whole batches.';

const OPTIONS = {
  ...COMMON,
  preset: text,
  method: text,
  seeds: text,
  train: text,
  test: text,
  resume: text,
  engine: text,
  workers: text,
  threads: text,
  ...(Object.fromEntries(Object.values(IMAGE_SETTING_OPTIONS).map((name) => [name, text])) as Record<
    (typeof IMAGE_SETTING_OPTIONS)[keyof ImageChanges],
    typeof text
  >),
};

/** A number as people write it: not what `Number` makes of nothing or of 0x10. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function readChange(key: keyof typeof IMAGE_CHANGES, option: string, raw: string): number {
  const { min, max, whole } = IMAGE_CHANGES[key];
  const value = NUMBER.test(raw.trim()) ? Number(raw) : Number.NaN;
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(
    `--${option} must be ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}, not "${raw}".`,
  );
}

/** What the command changes of its preset. */
function readChanges(values: Partial<Record<string, string | boolean>>): ImageChanges {
  const changes: Partial<Record<keyof ImageChanges, number | string>> = {};
  for (const [key, option] of Object.entries(IMAGE_SETTING_OPTIONS) as [keyof ImageChanges, string][]) {
    const raw = values[option];
    if (typeof raw !== 'string') continue;
    if (key !== 'selection') changes[key] = readChange(key, option, raw);
    else if (IMAGE_CHOICES[key].some((choice) => choice === raw)) changes[key] = raw;
    else throw new UsageError(`--${option} must be one of ${IMAGE_CHOICES[key].join(', ')}, not "${raw}".`);
  }
  return changes as ImageChanges;
}

/** The sentence of a RangeError, for the caller of the command line. */
function orUsageError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

/**
 * @returns undefined if help is asked for
 * @throws UsageError with one sentence
 */
export function readImagesCommand(args: readonly string[]): ImagesCommand | undefined {
  const { values, positionals } = parse(args, OPTIONS);
  if (values.help) return undefined;
  if (positionals[0] !== undefined) throw new UsageError(`"${positionals[0]}" is not an option; see --help.`);
  const { preset, method, train, test, resume } = values;
  if (preset !== undefined) orUsageError(() => imagePresetById(preset));
  if (method !== undefined) orUsageError(() => imageMethodById(method));
  if (method === undefined && resume === undefined) {
    throw new UsageError(`images needs --method, one of ${IMAGE_METHODS.map(({ id }) => id).join(', ')}.`);
  }
  if (method !== undefined && resume === undefined) {
    orUsageError(() => methodOf({ preset: preset ?? DEFAULT_PRESET, method }));
  }
  if ((train === undefined) !== (test === undefined)) {
    throw new UsageError('--train and --test belong together; give both, or neither for the images that come along.');
  }
  const empty = (['train', 'test', 'resume'] as const).find((name) => values[name] === '');
  if (empty) throw new UsageError(`--${empty} needs the name of a file.`);
  const seeds = values.seeds === undefined ? undefined : readSeeds(values.seeds);
  const [changes, engine, workers] = [
    readChanges(values),
    readEngine(values.engine),
    readWorkers(values.workers ?? '1'),
  ];
  if (engine === 'webgpu' && workers > 1) {
    throw new UsageError('--workers is for the processor; one graphics card computes one seed after the other.');
  }
  const threads = readThreads(values.threads);
  if (engine === 'webgpu' && threads === 2) throw new UsageError(THREADS_ON_GPU);
  const out = readOut(values.out);
  return { kind: 'images', preset, method, seeds, changes, train, test, resume, engine, workers, threads, out };
}
