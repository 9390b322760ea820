/**
 * The checkpoint of an experiment on images as a file: one line of JSON, then the numbers of its networks as 32-bit floats,
 * little end first, in the order that the line gives. Not all JSON: a large network with its momentum, in Base64 of Base64's
 * size, would be more text than a string can hold, and slow to write after each epoch.
 */
import * as v from 'valibot';
import { THREAD_COUNTS, type ThreadCount } from '../compute/report.ts';
import type { Tensors } from '../networks/tensors.ts';
import { imagePhaseShape, plainImageState, restoreImageState } from '../runs/images/image-checkpoint.ts';
import { methodOf, phasesOf } from '../runs/images/image-recipe.ts';
import type { ImageState } from '../runs/images/image-run.ts';
import {
  differingSetting,
  type RecordedSettings,
  recordedSettings,
  recordedSettingsShape,
} from '../runs/images/recorded-settings.ts';
import { ExperimentFileError } from './experiment-result.ts';
import { type ImageExperiment, type ImageOutcome, imageRecipeShape } from './image-experiment.ts';

const CHECKPOINT_FORMAT = 'firefly-lab/image-checkpoint@3';
/** Did not record settings, so that nobody knows how its runs began. */
const WITHOUT_SETTINGS = 'firefly-lab/image-checkpoint@2';

/** Written after each epoch and each growth. */
export interface ImageCheckpoint {
  readonly recipe: ImageExperiment;
  /** What the recipe's preset and changes set when the runs began. */
  readonly settings: RecordedSettings;
  /** What computes it: numbers of different engines do not belong into one run. */
  readonly engine: 'cpu' | 'webgpu';
  /** Threads that shared the batches, as many as were used so far, each once, the latest last. */
  readonly threads: readonly ThreadCount[];
  /** Seconds of computing so far, in all sittings. */
  readonly seconds: number;
  readonly finished: readonly ImageOutcome[];
  /** The runs that have an epoch behind them, by seed. */
  readonly running: ReadonlyMap<number, ImageState>;
}

const NEWLINE = 10;
const BYTES = 4;

const seed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1));
/** Names of tensors and how many numbers each has. */
const lengths = v.array(v.tuple([v.string(), v.pipe(v.number(), v.integer(), v.minValue(0))]));
const shape = v.object({
  format: v.literal(CHECKPOINT_FORMAT),
  recipe: imageRecipeShape,
  settings: recordedSettingsShape,
  engine: v.picklist(['cpu', 'webgpu']),
  // Left out where it is one thread throughout.
  threads: v.optional(v.pipe(v.array(v.picklist(THREAD_COUNTS)), v.minLength(1)), [1]),
  seconds: v.pipe(v.number(), v.minValue(0)),
  finished: v.array(v.strictObject({ seed, phases: v.array(imagePhaseShape) })),
  running: v.array(v.strictObject({ seed, state: v.unknown(), tensors: lengths, momentum: lengths })),
});

const lengthsOf = (tensors: Tensors) => Object.entries(tensors).map(([name, { length }]) => [name, length] as const);

/** The parts of the file, to be written one after the other; numbers are not copied. */
export function packCheckpoint(checkpoint: ImageCheckpoint): Uint8Array[] {
  const { recipe, settings, engine, threads, seconds, finished, running } = checkpoint;
  const states = [...running].map(([each, state]) => {
    const [tensors, momentum] = [lengthsOf(state.network.tensors), lengthsOf(state.momentum)];
    return { seed: each, state: plainImageState(state), tensors, momentum };
  });
  const shared = threads.includes(2) ? { threads } : {};
  const head = { format: CHECKPOINT_FORMAT, recipe, settings, engine, ...shared, seconds, finished, running: states };
  const line = JSON.stringify(head);
  const numbers = [...running.values()].flatMap(({ network, momentum }) => {
    return [...Object.values(network.tensors), ...Object.values(momentum)].map((data) => {
      const floats = data instanceof Float32Array ? data : Float32Array.from(data);
      return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
    });
  });
  return [new TextEncoder().encode(`${line}\n`), ...numbers];
}

/** The JSON of a checkpoint's first line; what follows it are numbers. */
function readLine(bytes: Uint8Array): { readonly head: unknown; readonly from: number } {
  const end = bytes.indexOf(NEWLINE);
  const from = end === -1 ? bytes.length : end + 1;
  try {
    return { head: JSON.parse(new TextDecoder().decode(bytes.subarray(0, from))), from };
  } catch {
    throw new RangeError('it does not begin with a line of JSON.');
  }
}

function readHead(bytes: Uint8Array, name: string) {
  const { head, from } = readLine(bytes);
  if (Object(head).format === WITHOUT_SETTINGS) {
    throw new ExperimentFileError(
      `${name} cannot be gone on with: an older version wrote it, without the settings that its runs began with; remove it and begin anew.`,
    );
  }
  const parsed = v.safeParse(shape, head);
  if (parsed.success) return { ...parsed.output, from };
  const at = v.getDotPath(parsed.issues[0]);
  throw new RangeError(at ? `see "${at}".` : 'it is not an object.');
}

function named<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ExperimentFileError(`${name} is not a checkpoint of an image run: ${error.message}`);
  }
}

/**
 * What a checkpoint is about, without its numbers.
 * @param name of the file, for the sentence
 * @throws ExperimentFileError with one sentence, also when the recipe's settings are not those that its runs began with
 */
export function checkpointRecipe(bytes: Uint8Array, name: string): ImageExperiment {
  return named(name, () => {
    const { recipe, settings } = readHead(bytes, name);
    const differs = differingSetting(settings, recordedSettings(recipe));
    if (differs) {
      throw new ExperimentFileError(
        `${name} began with ${differs.name} ${differs.one}, where this version takes ${differs.other} for its recipe; go on with the version that wrote it, or remove it and begin anew.`,
      );
    }
    methodOf(recipe);
    return recipe;
  });
}

/**
 * Reads a checkpoint.
 * @param name of the file, for the sentence
 * @param classes of the images
 * @throws ExperimentFileError with one sentence
 */
export function readCheckpoint(bytes: Uint8Array, name: string, classes: number): ImageCheckpoint {
  return named(name, () => {
    const { recipe, settings, engine, threads, seconds, finished, running, from } = readHead(bytes, name);
    const { phases } = phasesOf(recipe);
    const seeds = [...finished, ...running].map((each) => each.seed);
    const fits = new Set(seeds).size === seeds.length && seeds.every((each) => recipe.seeds.includes(each));
    if (!fits || finished.some((outcome) => outcome.phases.length !== phases)) {
      throw new RangeError('its runs are not those of its recipe.');
    }
    let at = from;
    const take = (list: v.InferOutput<typeof lengths>): Tensors => {
      const entries = list.map(([tensor, length]) => {
        const end = at + length * BYTES;
        if (end > bytes.length) throw new RangeError(`it is cut off in the tensor ${tensor}.`);
        // A copy, because floats must begin at a multiple of their size. (What Node reads would slice without copying.)
        const floats = new Float32Array(new Uint8Array(bytes.subarray(at, end)).buffer);
        at = end;
        return [tensor, floats] as const;
      });
      return Object.fromEntries(entries);
    };
    const states = running.map(({ seed: each, state, tensors, momentum }) => {
      const run = { ...recipe, seed: each };
      return [each, restoreImageState(state, take(tensors), take(momentum), run, classes)] as const;
    });
    if (at !== bytes.length) throw new RangeError('there is more behind its numbers.');
    return { recipe, settings, engine, threads, seconds, finished, running: new Map(states) };
  });
}
