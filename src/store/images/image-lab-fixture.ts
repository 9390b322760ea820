/** A lab of image networks for tests: small grey images, workers of this thread, an empty browser. */
import { IDBFactory } from 'fake-indexeddb';
import { expect } from 'vitest';
import type { EngineKind, EnginePreference } from '../../compute/report.ts';
import { IMAGE_RUNS_FORMAT } from '../../experiments/image-results.ts';
import type { ImagePhase } from '../../runs/images/image-phase.ts';
import { runImages } from '../../runs/images/image-run.ts';
import { readImageFiles } from '../../tasks/images/image-files.ts';
import { ImagesError } from '../../tasks/images/image-set.ts';
import {
  countingEngine,
  createImageLoopback,
  greyImages,
  type ImageLoopback,
} from '../../worker/images/image-loopback.ts';
import type { FromImageWorker } from '../../worker/images/image-messages.ts';
import { createImageLab, type ImageLab } from './image-lab.ts';
import { placeOf } from './image-lab-state.ts';
import { type KeptImageRuns, openKeptImageRuns } from './kept-image-runs.ts';

import 'fake-indexeddb/auto';

export const recipe = { preset: 'tiny', method: 'net2net', seed: 0, changes: { epochs: 2 } } as const;
export const images = greyImages(200, 100);

/** Without times. */
export const numbers = (phases: readonly ImagePhase[]) =>
  phases.map(({ trainSeconds: _, growSeconds: _seconds, ...rest }) => rest);

async function wholeRun(): Promise<readonly ImagePhase[]> {
  const run = runImages(countingEngine(), recipe, images);
  let next = await run.next();
  while (!next.done) next = await run.next();
  return next.value;
}
export const whole = await wholeRun();

/** What is stored of the recipe's method, with seed 0. */
export const stored = {
  format: IMAGE_RUNS_FORMAT,
  figure: 'figure4a',
  manifest: {
    date: '2026-01-01',
    engine: 'wasm',
    device: 'tests',
    versions: {},
    seconds: 1,
    workers: 1,
    recipe: {
      experiment: 'images',
      preset: 'tiny',
      method: 'net2net',
      seeds: [0],
      changes: { epochs: 2 },
      images: { dataset: 'CIFAR-10', sha256: '' },
    },
  },
  runs: [{ seed: 0, phases: whole }],
};

/** Of the present test: what the browser keeps, what the visitor was told, and whom the lab asked. */
export let kept: KeptImageRuns;
export let notices: string[];
export let workers: ImageLoopback[];
let labs: ImageLab[] = [];

/** Before each test. */
export function openBrowser(): void {
  globalThis.indexedDB = new IDBFactory();
  kept = openKeptImageRuns();
  [notices, workers, labs] = [[], [], []];
}

/** From now on the browser keeps nothing. */
export function keepNothing(): void {
  globalThis.indexedDB = undefined as unknown as IDBFactory;
  kept = openKeptImageRuns();
}

/** After each test. */
export function closeLabs(): void {
  for (const lab of labs) lab.dispose();
}

interface Options {
  readonly kindOf?: (preference: EnginePreference) => EngineKind;
  readonly onPost?: (message: FromImageWorker, worker: ImageLoopback) => void;
  readonly results?: unknown;
  readonly failing?: boolean;
}

export async function openLab(options: Options = {}): Promise<ImageLab> {
  const { kindOf = () => 'plain', onPost, failing } = options;
  const lab = createImageLab({
    createWorker() {
      workers.push(createImageLoopback({ kindOf, ...(onPost && { onPost }) }));
      return workers.at(-1)!;
    },
    async fetchImages(roles) {
      if (failing) throw new ImagesError('The images could not be fetched; try again.');
      return Object.fromEntries(roles.map((role) => [role, images[role]]));
    },
    async loadResults(_figure, method) {
      const { results } = options;
      if (results instanceof Error) throw results;
      if (method === undefined || results === undefined) throw new Error('404');
      return results;
    },
    async readFiles(files, { onProgress, signal }) {
      onProgress({ loaded: 1, total: 2 });
      await soon(2);
      signal.throwIfAborted();
      return readImageFiles(files as readonly File[]);
    },
    kept,
    notify: (text) => notices.push(text),
    now: () => performance.now(),
  });
  labs.push(lab);
  await lab.readKept();
  await lab.open(recipe);
  return lab;
}

/** Looks at each turn, so that no moment is missed, for as long as a slow machine may need. */
export async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!condition() && performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
  expect(condition()).toBe(true);
}

/** After some turns of the event loop. */
export const soon = async (turns = 20) => {
  for (let k = 0; k < turns; k += 1) await new Promise((resolve) => setImmediate(resolve));
};
/** A file of so many images. */
export const named = (name: string, count: number) =>
  new File([Uint8Array.from({ length: 3073 * count }, (_, k) => (k % 3073 ? (k * k) % 251 : k % 10))], name);

export const own = (lab: ImageLab) => lab.getState().own;
export const moment = (lab: ImageLab) => {
  const { moments, index } = placeOf(lab.getState());
  const at = moments[index];
  return at && `${at.phase} ${at.stage} ${at.epoch}`;
};
