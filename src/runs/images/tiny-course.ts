/** Runs of the tiny presets on 200 real images, by our kernels on the wasm backend. Imported by tests only. */
import { fileURLToPath } from 'node:url';
import { readImagePath } from '../../cli/image-paths.ts';
import type { ImageEngine } from '../../compute/image-engine.ts';
import { createImageEngine } from '../../compute/tfjs/image-engine.ts';
import { kernelOps } from '../../compute/tfjs/kernel-ops.ts';
import { openWasmBackend } from '../../compute/tfjs/wasm/wasm-backend.ts';
import type { GroupScores } from '../../growth/deep/group-scores.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { sliceImages } from '../../tasks/images/image-set.ts';
import type { ImageData } from './image-data.ts';
import type { ImagePhase } from './image-phase.ts';
import type { ImageRecipe } from './image-recipe.ts';
import { type ImageState, runImages } from './image-run.ts';

const ROOT = new URL('../../../', import.meta.url);

export async function openTinyEngine(): Promise<ImageEngine> {
  await openWasmBackend(fileURLToPath(new URL('node_modules/@tensorflow/tfjs-backend-wasm/dist/', ROOT)));
  return createImageEngine(kernelOps);
}

export async function readTinyImages(): Promise<ImageData> {
  const folder = fileURLToPath(new URL('public/cifar10/', ROOT));
  return {
    train: sliceImages(await readImagePath(folder, 'train'), 0, 200),
    validation: sliceImages(await readImagePath(folder, 'validation'), 0, 100),
    test: sliceImages(await readImagePath(folder, 'test'), 0, 100),
  };
}

export interface Course {
  /** After each epoch. */
  readonly states: readonly ImageState[];
  readonly phases: readonly ImagePhase[];
  /** After each growth. */
  readonly growthStates: readonly ImageState[];
  /** The network of each. */
  readonly grown: readonly DeepNetwork[];
  readonly scores: readonly (readonly GroupScores[])[];
  readonly steps: number;
}

/** A run from its start, or from a state, to its end. */
export async function runCourse(
  engine: ImageEngine,
  data: ImageData,
  recipe: ImageRecipe,
  from?: ImageState,
): Promise<Course> {
  const run = runImages(engine, recipe, data, from);
  const [states, growthStates, grown]: [ImageState[], ImageState[], DeepNetwork[]] = [[], [], []];
  const scores: (readonly GroupScores[])[] = [];
  let steps = 0;
  let next = await run.next();
  while (!next.done) {
    const event = next.value;
    if (event.kind === 'epoch') states.push(event.state);
    if (event.kind === 'step') steps = event.steps;
    if (event.kind === 'grown') {
      growthStates.push(event.state);
      grown.push(event.state.network);
      scores.push(event.state.scores);
    }
    next = await run.next();
  }
  return { states, growthStates, grown, scores, steps, phases: next.value };
}

/** Without times, which differ from run to run. */
export const withoutTimes = (phases: readonly ImagePhase[]) =>
  phases.map(({ trainSeconds: _, growSeconds: _seconds, ...rest }) => rest);
