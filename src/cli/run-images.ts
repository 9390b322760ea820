/** `npm run experiment -- images`: one run per seed, one after the other, with a checkpoint after each epoch. */
import { existsSync, rmSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import {
  type ImageExperiment,
  type ImageOutcome,
  imageExperimentResult,
  type RestoredCheckpoint,
  restoreCheckpoint,
  writeCheckpoint,
} from '../experiments/image-experiment.ts';
import { writeImageState } from '../runs/images/image-checkpoint.ts';
import type { ImageData } from '../runs/images/image-data.ts';
import { imagePresetById } from '../runs/images/image-recipe.ts';
import { expectedSteps, type ImageState, runImages, stepsOf } from '../runs/images/image-run.ts';
import { checkWritable, readTextFile, writeJson, writeWhole } from './files.ts';
import { fingerprint, readImageData } from './image-data.ts';
import { openWasmImageEngine } from './image-engines.ts';
import { DEFAULT_PRESET, type ImagesCommand } from './image-options.ts';
import { phaseLine } from './phase-line.ts';
import { createProgress } from './progress.ts';
import { UsageError } from './usage-error.ts';

const EXIT_INTERRUPTED = 130;
const DEFAULT_SEEDS = [0];
/** More than any checkpoint: a network of 30 million numbers with its momentum. */
const MAX_CHECKPOINT_BYTES = 2 ** 29 - 1;

/** What is said on the command line must be what the checkpoint is about. */
function checkSame(command: ImagesCommand, recipe: ImageExperiment, name: string): void {
  for (const key of ['preset', 'method'] as const) {
    if (command[key] !== undefined && command[key] !== recipe[key]) {
      throw new UsageError(`${name} is a run with --${key} ${recipe[key]}, not ${command[key]}; leave the option out.`);
    }
  }
  if (command.seeds && command.seeds.join() !== recipe.seeds.join()) {
    throw new UsageError(`${name} is a run with --seeds ${recipe.seeds.join()}; leave the option out.`);
  }
}

interface Beginning extends Omit<RestoredCheckpoint, 'state'> {
  readonly state: ImageState | undefined;
  readonly data: ImageData;
  /** Where the run is kept. */
  readonly path: string;
}

/** Which preset a checkpoint is about, before its state is read: it says how many images are needed. */
function presetOf(text: string, name: string): string {
  // The state is left out: it is read when the classes are known.
  const raw = JSON.parse(text) as { readonly state?: unknown };
  return restoreCheckpoint(JSON.stringify({ ...raw, state: undefined }), name, 1).recipe.preset;
}

async function resume(command: ImagesCommand, path: string): Promise<Beginning> {
  const text = readTextFile(path, MAX_CHECKPOINT_BYTES);
  let preset = '';
  try {
    preset = presetOf(text, path);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    restoreCheckpoint(text, path, 1); // says so
  }
  const data = await readImageData(imagePresetById(preset), command.train, command.test);
  const restored = restoreCheckpoint(text, path, data.train.format.classes.length);
  checkSame(command, restored.recipe, path);
  if ((await fingerprint(data)) !== restored.recipe.images.sha256) {
    throw new UsageError(`${path} is a run on other images; name those with --train and --test.`);
  }
  return { ...restored, data, path };
}

async function begin(command: ImagesCommand): Promise<Beginning> {
  const { preset = DEFAULT_PRESET, seeds = DEFAULT_SEEDS, train, test, out } = command;
  const method = command.method!;
  const path = `${out ?? `images-${preset}-${method}.json`}.checkpoint`;
  if (existsSync(path)) {
    throw new UsageError(`${path} is there from a run that was stopped; go on with --resume ${path}, or remove it.`);
  }
  const data = await readImageData(imagePresetById(preset), train, test);
  const images = { dataset: data.train.format.title, sha256: await fingerprint(data) };
  const recipe = { experiment: 'images', preset, method, seeds, images } as const;
  return { recipe, seconds: 0, finished: [], state: undefined, data, path };
}

/** A clock by which the run began so many seconds ago. */
function clockSince(seconds: number): () => number {
  let begun = false;
  return () => {
    const now = performance.now();
    if (begun) return now;
    begun = true;
    return now - 1000 * seconds;
  };
}

/** Returns the exit code. */
export async function runImagesCommand(command: ImagesCommand): Promise<number> {
  if (command.out !== undefined) checkWritable(command.out);
  const beginning = command.resume === undefined ? await begin(command) : await resume(command, command.resume);
  const { recipe, data, path } = beginning;
  checkWritable(path);
  const engine = await openWasmImageEngine();

  const stepsPerRun = expectedSteps({ ...recipe, seed: 0 }, data);
  const wholes = recipe.seeds.map(() => stepsPerRun);
  const progress = createProgress(wholes, process.stderr, clockSince(beginning.seconds));
  const say = (sentence: string) => process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${sentence}\n`);
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());

  const start = performance.now();
  const secondsSoFar = () => beginning.seconds + (performance.now() - start) / 1000;
  const finished: ImageOutcome[] = [...beginning.finished];
  const keep = (state?: ImageState) => {
    const kept = state && writeImageState(state);
    writeWhole(path, writeCheckpoint({ recipe, seconds: secondsSoFar(), finished, state: kept }));
  };
  for (const job of finished.keys()) {
    progress.steps(job, stepsPerRun);
    progress.done(job);
  }
  let state = beginning.state;
  let steps = finished.length * stepsPerRun;
  for (const [job, seed] of recipe.seeds.entries()) {
    if (job < beginning.finished.length) continue;
    let before = state ? stepsOf({ ...recipe, seed }, data, state) : 0;
    let number = state?.finished.length ?? 0;
    progress.steps(job, before);
    const run = runImages(engine, { ...recipe, seed }, data, state);
    state = undefined;
    let next = await run.next();
    while (!next.done && !interrupt.signal.aborted) {
      const event = next.value;
      if (event.kind === 'step') {
        before = event.steps;
        progress.steps(job, before);
      } else if (event.kind === 'epoch') {
        keep(event.state);
      } else if (event.kind === 'phase') {
        number += 1;
        say(phaseLine({ ...recipe, seed }, number, event.phase));
      }
      await setImmediate(); // Ctrl-C is heard between two steps.
      next = await run.next();
    }
    if (!next.done) {
      await run.return([]);
      steps += before;
      break;
    }
    steps += stepsPerRun;
    finished.push({ seed, phases: next.value });
    keep();
    progress.done(job);
  }
  progress.finish();
  const isWhole = finished.length === recipe.seeds.length;
  if (!isWhole) {
    const place = command.out ?? 'standard output';
    const kept = existsSync(path) ? `go on with --resume ${path}` : 'there is no epoch to go on from yet';
    say(`Stopped; ${finished.length} of ${recipe.seeds.length} runs are finished and written to ${place}; ${kept}.`);
  }
  await writeJson(imageExperimentResult(recipe, engine.kind, secondsSoFar(), steps, finished), command.out);
  if (!isWhole) return EXIT_INTERRUPTED;
  rmSync(path, { force: true });
  return 0;
}
