/** The options of `npm run experiment -- images`. */
import { IMAGE_METHODS, imageMethodById } from '../methods/images/registry.ts';
import { imagePresetById, methodOf } from '../runs/images/image-recipe.ts';
import { COMMON, parse, readOut, readSeeds, text } from './arguments.ts';
import { UsageError } from './usage-error.ts';

export interface ImagesCommand {
  readonly kind: 'images';
  /** Absent where it was not said: a resumed run knows it. */
  readonly preset: string | undefined;
  readonly method: string | undefined;
  readonly seeds: readonly number[] | undefined;
  /** Paths; both or neither. */
  readonly train: string | undefined;
  readonly test: string | undefined;
  /** A checkpoint to go on from. */
  readonly resume: string | undefined;
  readonly out: string | undefined;
}

export const DEFAULT_PRESET = 'pocket';

const OPTIONS = {
  ...COMMON,
  preset: text,
  method: text,
  seeds: text,
  train: text,
  test: text,
  resume: text,
};

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
  return { kind: 'images', preset, method, seeds, train, test, resume, out: readOut(values.out) };
}
