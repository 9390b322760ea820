/** Where `npm run experiment -- images` begins: anew, or at a checkpoint. */
import { existsSync } from 'node:fs';
import { checkpointRecipe, type ImageCheckpoint, readCheckpoint } from '../experiments/image-checkpoint-file.ts';
import type { ImageExperiment } from '../experiments/image-experiment.ts';
import type { ImageData } from '../runs/images/image-data.ts';
import { type ImageChanges, settingsOf } from '../runs/images/image-recipe.ts';
import { IMAGE_SETTING_OPTIONS } from '../runs/images/image-setting-options.ts';
import { recordedSettings } from '../runs/images/recorded-settings.ts';
import { readBytes } from './files.ts';
import { fingerprint, readImageData } from './image-data.ts';
import { DEFAULT_PRESET, type ImagesCommand, THREADS_ON_GPU } from './image-options.ts';
import { UsageError } from './usage-error.ts';

export interface Beginning extends ImageCheckpoint {
  readonly data: ImageData;
  /** Where the run is kept. */
  readonly path: string;
}

const DEFAULT_SEEDS = [0];
/** Of checkpoints, behind the name of the result. */
const SUFFIX = '.checkpoint';

/** What is said on the command line must be what the checkpoint is about. */
function checkSame(command: ImagesCommand, recipe: ImageExperiment, name: string): void {
  const differs = (said: string, is: string) =>
    new UsageError(`${name} is a run with ${is}, not ${said}; leave the option out.`);
  for (const key of ['preset', 'method'] as const) {
    if (command[key] !== undefined && command[key] !== recipe[key]) {
      throw differs(command[key], `--${key} ${recipe[key]}`);
    }
  }
  if (command.seeds && command.seeds.join() !== recipe.seeds.join()) {
    throw differs(command.seeds.join(), `--seeds ${recipe.seeds.join()}`);
  }
  const settings = settingsOf(recipe);
  for (const [key, value] of Object.entries(command.changes) as [keyof ImageChanges, number | string][]) {
    if (value !== settings[key]) throw differs(String(value), `--${IMAGE_SETTING_OPTIONS[key]} ${settings[key]}`);
  }
}

async function resume(command: ImagesCommand, path: string): Promise<Beginning> {
  const bytes = readBytes(path);
  const recipe = checkpointRecipe(bytes, path);
  checkSame(command, recipe, path);
  const data = await readImageData(settingsOf(recipe), command.train, command.test);
  if ((await fingerprint(data)) !== recipe.images.sha256) {
    throw new UsageError(`${path} is a run on other images; name those with --train and --test.`);
  }
  const checkpoint = readCheckpoint(bytes, path, data.train.format.classes.length);
  if (command.engine !== undefined && command.engine !== checkpoint.engine) {
    throw new UsageError(
      `${path} is a run with --engine ${checkpoint.engine}, not ${command.engine}; leave the option out.`,
    );
  }
  const { threads = checkpoint.threads.at(-1)! } = command;
  if (checkpoint.engine === 'webgpu' && threads === 2) throw new UsageError(THREADS_ON_GPU);
  // The latest is the last.
  const used = [...checkpoint.threads.filter((count) => count !== threads), threads];
  return { ...checkpoint, threads: used, data, path };
}

async function begin(command: ImagesCommand): Promise<Beginning> {
  const {
    preset = DEFAULT_PRESET,
    seeds = DEFAULT_SEEDS,
    engine = 'cpu',
    threads = 1,
    changes,
    train,
    test,
    out,
  } = command;
  const method = command.method!;
  const path = `${out ?? `images-${preset}-${method}.json`}${SUFFIX}`;
  if (existsSync(path)) {
    throw new UsageError(`${path} is there from a run that was stopped; go on with --resume ${path}, or remove it.`);
  }
  const data = await readImageData(settingsOf({ preset, changes }), train, test);
  const images = { dataset: data.train.format.title, sha256: await fingerprint(data) };
  const changed = Object.keys(changes).length > 0 ? { changes } : {};
  const recipe: ImageExperiment = { experiment: 'images', preset, method, seeds, ...changed, images };
  const settings = recordedSettings(recipe);
  return { recipe, settings, engine, threads: [threads], seconds: 0, finished: [], running: new Map(), data, path };
}

/** Where the result goes; undefined for standard output. A run that goes on from a checkpoint has a file beside it. */
export function resultPath({ out, resume }: Pick<ImagesCommand, 'out' | 'resume'>): string | undefined {
  if (out !== undefined || resume === undefined) return out;
  return resume.endsWith(SUFFIX) && resume.length > SUFFIX.length ? resume.slice(0, -SUFFIX.length) : `${resume}.json`;
}

/** @throws UsageError or ExperimentFileError with one sentence */
export function beginImages(command: ImagesCommand): Promise<Beginning> {
  return command.resume === undefined ? begin(command) : resume(command, command.resume);
}
