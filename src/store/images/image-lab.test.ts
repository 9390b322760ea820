import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
import { isStoredOutOfReach, lookingAt, ownOf, placeOf, storedOf, trajectoryOf } from './image-lab-state.ts';
import { NotFetchedError } from './image-loading.ts';
import { imageResultOf } from './image-result.ts';
import { type KeptImageRuns, MOST_KEPT, openKeptImageRuns, readKept } from './kept-image-runs.ts';

import 'fake-indexeddb/auto';

// Results are stored of presets that take minutes; here, as if they were of the smallest.
vi.mock('../../experiments/image-figures.ts', async (original) => {
  const figures = await original<typeof import('../../experiments/image-figures.ts')>();
  return { ...figures, IMAGE_FIGURES: [{ ...figures.IMAGE_FIGURES[0], preset: 'tiny' }] };
});

const recipe = { preset: 'tiny', method: 'net2net', seed: 0, changes: { epochs: 2 } } as const;
const images = greyImages(200, 100);

/** Without times. */
const numbers = (phases: readonly ImagePhase[]) =>
  phases.map(({ trainSeconds: _, growSeconds: _seconds, ...rest }) => rest);

async function wholeRun(): Promise<readonly ImagePhase[]> {
  const run = runImages(countingEngine(), recipe, images);
  let next = await run.next();
  while (!next.done) next = await run.next();
  return next.value;
}
const whole = await wholeRun();

/** What is stored of the recipe's method, with seed 0. */
const stored = {
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

let kept: KeptImageRuns;
let notices: string[];
let workers: ImageLoopback[];
let labs: ImageLab[];
beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  kept = openKeptImageRuns();
  [notices, workers, labs] = [[], [], []];
});
afterEach(() => {
  for (const lab of labs) lab.dispose();
});

interface Options {
  readonly onPost?: (message: FromImageWorker, worker: ImageLoopback) => void;
  readonly results?: unknown;
  readonly failing?: boolean;
}

async function openLab(options: Options = {}): Promise<ImageLab> {
  const { onPost, failing } = options;
  const lab = createImageLab({
    createWorker() {
      workers.push(createImageLoopback(onPost ? { onPost } : {}));
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
async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!condition() && performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
  expect(condition()).toBe(true);
}

const soon = async (turns = 20) => {
  for (let k = 0; k < turns; k += 1) await new Promise((resolve) => setImmediate(resolve));
};
/** A file of so many images. */
const named = (name: string, count: number) =>
  new File([Uint8Array.from({ length: 3073 * count }, (_, k) => (k % 3073 ? (k * k) % 251 : k % 10))], name);

const own = (lab: ImageLab) => lab.getState().own;
const moment = (lab: ImageLab) => {
  const { moments, index } = placeOf(lab.getState());
  const at = moments[index];
  return at && `${at.phase} ${at.stage} ${at.epoch}`;
};

describe('a stored run', () => {
  it('is there at once, can be looked through, and asks no worker', async () => {
    const lab = await openLab({ results: stored });
    expect(lookingAt(lab.getState())).toBe('stored');
    expect(moment(lab)).toBe('2 train 2');
    lab.stepBack();
    expect(moment(lab)).toBe('2 train 1');
    lab.previousPhase();
    expect(moment(lab)).toBe('2 train 0');
    lab.stepBack();
    expect(moment(lab)).toBe('1 select 2');
    lab.reset();
    lab.step();
    expect(moment(lab)).toBe('1 train 1');
    lab.seek(805);
    expect(moment(lab)).toBe('1 train 2');
    lab.nextPhase();
    lab.nextPhase();
    expect(moment(lab)).toBe('2 train 2');
    expect(lab.getState().at).toBeUndefined();
    lab.step(); // there is nothing to compute
    await soon();
    expect(workers).toEqual([]);
  });

  it('is of its recipe and its images only', async () => {
    const lab = await openLab({ results: stored });
    lab.setRecipe({ seed: 5 });
    expect(trajectoryOf(lab.getState())).toBeUndefined();
    lab.setRecipe({ seed: 0 });
    expect(storedOf(lab.getState())).toBeDefined();
    lab.setRecipe({ changes: { epochs: 3 } });
    expect(storedOf(lab.getState())).toBeUndefined();
  });

  it('that the network did not give is asked for again when it is looked at again', async () => {
    const options: { results?: unknown } = { results: new NotFetchedError('offline') };
    const lab = await openLab(options);
    expect(isStoredOutOfReach(lab.getState())).toBe(true);
    options.results = stored;
    lab.setRecipe({ seed: 5 });
    await soon();
    lab.setRecipe({ seed: 0 });
    expect(isStoredOutOfReach(lab.getState())).toBe(false);
    expect(storedOf(lab.getState())).toBeDefined();
  });

  it('that is missing or damaged is told in one sentence', async () => {
    for (const results of [undefined, {}, { ...stored, runs: [{ seed: 0, phases: [] }] }]) {
      const lab = await openLab({ results });
      expect(lab.getState().stored['figure4a-net2net']).toMatch(
        /^(There is no stored run of this method|The results of figure .*)\.$/,
      );
      expect(trajectoryOf(lab.getState())).toBeUndefined();
    }
  });
});

describe('a run of the visitor', () => {
  it('replaces the stored one on screen, comes to the same, and the stored one stays within reach', async () => {
    const lab = await openLab({ results: stored });
    lab.play();
    await until(() => own(lab)?.status === 'finished');
    expect(lookingAt(lab.getState())).toBe('own');
    expect(numbers(own(lab)!.finished)).toEqual(numbers(whole));
    expect(own(lab)!.isKept).toBe(true);
    lab.look('stored');
    expect(trajectoryOf(lab.getState())).toEqual(storedOf(lab.getState()));
    lab.play(); // it is over
    expect(lookingAt(lab.getState())).toBe('own');
    expect(own(lab)?.status).toBe('finished');
  });

  it('says how many threads shared its batches, in its result and where it is kept', async () => {
    const lab = await openLab();
    lab.setThreads(2);
    lab.play();
    await until(() => (own(lab)?.current?.epoch ?? 0) === 1);
    lab.cancel();
    await until(() => own(lab)?.isKept === true);
    expect((await kept.list())[0]!.threads).toEqual([2]);
    const other = await openLab();
    other.play(); // goes on with one
    await until(() => own(other)?.status === 'finished');
    expect(own(other)!.threads).toEqual([2, 1]);
    expect(imageResultOf(other.getState())!.engine).toBe('cpu, 1 and 2 threads');
    expect(numbers(own(other)!.finished)).toEqual(numbers(whole));
  });

  it('is looked back at while it goes on, and is come back to', async () => {
    const lab = await openLab();
    lab.play();
    await until(() => (own(lab)?.current?.epoch ?? 0) === 1);
    lab.reset();
    expect(moment(lab)).toBe('1 train 0');
    const { length } = workers[0]!.received;
    await until(() => own(lab)?.status === 'finished');
    expect(moment(lab)).toBe('1 train 0');
    expect(workers[0]!.received.length).toBe(length);
    lab.backToLive();
    expect(moment(lab)).toBe('2 train 2');
  });

  it('that is paused before its engine is there waits', async () => {
    const lab = await openLab();
    const stop = lab.subscribe(({ own }) => own?.status === 'starting' && setImmediate(lab.pause));
    lab.play();
    await until(() => own(lab)?.status === 'paused');
    stop();
    await until(() => own(lab)?.report !== undefined);
    await soon();
    expect(own(lab)).toMatchObject({ status: 'paused', finished: [] });
    lab.play();
    await until(() => own(lab)?.status === 'finished');
    expect(numbers(own(lab)!.finished)).toEqual(numbers(whole));
    // One of another recipe is found again from there.
    lab.setRecipe({ seed: 4 });
    expect(own(lab)).toBeUndefined();
    lab.showKept(lab.getState().kept[0]!);
    expect(own(lab)?.status).toBe('finished');
    expect(lab.getState().recipe).toEqual(recipe);
  });

  it('goes step by step and phase by phase', async () => {
    const lab = await openLab();
    const stop = lab.subscribe(({ own }) => own?.status === 'starting' && setImmediate(lab.pause));
    lab.play();
    await until(() => own(lab)?.status === 'paused');
    stop();
    const stops: (string | undefined)[] = [];
    for (const go of [lab.step, lab.step, lab.step, lab.nextPhase]) {
      go();
      await until(() => own(lab)?.status !== 'running');
      stops.push(moment(lab));
    }
    expect(stops).toEqual(['1 train 1', '1 overgrow 2', '2 train 0', '2 train 2']);
  });

  it('goes on from what the browser keeps after the page was closed, to the same numbers', async () => {
    const first = await openLab({ results: stored });
    first.play();
    await until(() => own(first)?.current?.epoch === 1 && own(first)?.isKept === true);
    first.dispose();
    await soon();
    const second = await openLab({ results: stored });
    expect(own(second)?.status).toBe('kept');
    expect(lookingAt(second.getState())).toBe('stored');
    expect(second.getState().kept.length).toBe(1);
    second.play();
    expect(moment(second)).toMatch(/^1 train [12]$/);
    await until(() => own(second)?.status === 'finished');
    expect(numbers(own(second)!.finished)).toEqual(numbers(whole));
    await soon();
    // A finished one is there again at the next visit.
    const third = await openLab();
    expect(own(third)?.status).toBe('finished');
    third.discard();
    await soon();
    expect(await kept.list()).toEqual([]);
  });

  it('loses nothing but the epoch in flight with its worker, and says so', async () => {
    let epochs = 0;
    const lab = await openLab({
      onPost(message, worker) {
        if (message.type === 'epoch') epochs += 1;
        if (message.type === 'progress' && epochs === 3 && workers.length === 1) worker.die('error');
      },
    });
    const statuses: unknown[] = [];
    lab.subscribe(({ own }) => own && own.status !== statuses.at(-1) && statuses.push(own.status));
    lab.play();
    await until(() => own(lab)?.status === 'finished');
    expect(workers.length).toBe(2);
    expect(statuses).toEqual(['loading', 'starting', 'running', 'starting', 'running', 'finished']);
    expect(numbers(own(lab)!.finished)).toEqual(numbers(whole));
    expect(notices).toEqual(['The worker ended unexpectedly; a new one goes on after epoch 1 of phase 2.']);
  });

  it('is cancelled at once, keeps what it has, and can be resumed or begun anew', async () => {
    const lab = await openLab();
    lab.play();
    await until(() => own(lab)?.current?.epoch === 1);
    lab.cancel();
    expect(own(lab)?.status).toBe('stopped');
    await soon();
    expect(own(lab)?.current?.epoch).toBe(1);
    lab.play();
    await until(() => own(lab)?.status === 'finished');
    expect(numbers(own(lab)!.finished)).toEqual(numbers(whole));
    lab.start();
    expect(own(lab)?.finished).toEqual([]);
    await until(() => own(lab)?.status === 'finished');
    expect(numbers(own(lab)!.finished)).toEqual(numbers(whole));
    lab.discard();
    expect(own(lab)).toBeUndefined();
  });

  it('goes on while another recipe is looked at', async () => {
    const lab = await openLab();
    lab.play();
    await until(() => own(lab)?.status === 'running');
    lab.setRecipe({ seed: 9 });
    expect(ownOf(lab.getState())).toBeUndefined();
    await until(() => own(lab)?.status === 'finished');
    lab.showOwn();
    expect(numbers(own(lab)!.finished)).toEqual(numbers(whole));
    expect(moment(lab)).toBe('2 train 2');
  });

  it('whose images cannot be had fails with one sentence, and begins when they can', async () => {
    const lab = await openLab({ failing: true });
    expect(lab.getState().images.problem).toBe('The images could not be fetched; try again.');
    lab.play();
    await until(() => own(lab)?.status === 'failed');
    expect(notices).toEqual(['The images could not be fetched; try again.']);
    expect(workers).toEqual([]);
  });

  it('does not go on with other images than it began with', async () => {
    const lab = await openLab();
    lab.play();
    await until(() => own(lab)?.current?.epoch === 1);
    lab.cancel();
    await lab.takeFiles([named('data_batch_1.bin', 400), named('test_batch.bin', 200)]);
    expect(lab.getState().images.source).toBe('files');
    lab.play();
    await until(() => own(lab)?.status === 'kept');
    expect(notices.at(-1)).toMatch(/began on other images \(CIFAR-10\)/);
  });

  it('refuses files that are no images, and changes nothing', async () => {
    const lab = await openLab();
    const before = lab.getState().images;
    await lab.takeFiles([new File(['7 bytes'], 'data_batch_1.bin')]);
    await lab.takeFiles([new File(['7 bytes'], 'cat.png')]);
    expect(notices.length).toBe(2);
    expect(notices[1]).toMatch(/^cat\.png does not say what it is for/);
    expect(lab.getState().images).toBe(before);
  });

  it('reads one choice of files at a time, says how far it is, and can be told to give up', async () => {
    const lab = await openLab();
    const before = lab.getState().images;
    const first = lab.takeFiles([named('data_batch_1.bin', 400), named('test_batch.bin', 200)]);
    expect(lab.getState().reading).toEqual({ loaded: 1, total: 2 });
    lab.cancelFiles();
    await first;
    expect([lab.getState().images, lab.getState().reading, notices]).toEqual([before, undefined, []]);
    // A second choice takes the place of one that is being read.
    const second = lab.takeFiles([new File(['7 bytes'], 'data_batch_1.bin')]);
    const third = lab.takeFiles([named('data_batch_1.bin', 400), named('test_batch.bin', 200)]);
    await second;
    expect(lab.getState().reading).toBeDefined();
    await third;
    expect(notices).toEqual(['The next run takes 400 images of data_batch_1.bin, test_batch.bin.']);
    expect(lab.getState().reading).toBeUndefined();
  });
});

describe('kept runs', () => {
  const run = (seed: number, savedAt: number) => ({
    id: `tiny net2net ${seed}`,
    recipe: { ...recipe, seed },
    engine: 'auto' as const,
    images: { dataset: 'CIFAR-10', sha256: '' },
    savedAt,
    seconds: 1,
    finished: whole,
  });

  const currentPhase = {
    epoch: 1,
    epochLosses: [1],
    parameters: 1,
    multiplyAdds: 1,
    widths: [],
    channels: [],
    scores: [],
    trainSeconds: 1,
  };

  it('are the newest eight, and survive', async () => {
    for (let k = 0; k < MOST_KEPT + 3; k += 1) expect(await kept.keep(run(k, k))).toBe(true);
    const found = await openKeptImageRuns().list();
    expect(found.map(({ recipe }) => recipe.seed)).toEqual([10, 9, 8, 7, 6, 5, 4, 3]);
    expect(found[0]).toEqual(run(10, 10));
  });

  it('that are damaged, or of a recipe that cannot be, are left out', () => {
    expect(readKept(run(1, 1))).toEqual(run(1, 1));
    expect(readKept({ ...run(1, 1), current: currentPhase })).toBeDefined();
    for (const change of [
      { recipe: { ...recipe, method: 'magic' } },
      { recipe: { ...recipe, changes: { epochs: 0 } } },
      { finished: whole.slice(1) }, // not over, and no state to go on from
      { finished: [{ ...whole[0], testAccuracy: 2 }] },
      { engine: 'steam' },
      { current: { ...currentPhase, epoch: 2 } },
    ]) {
      expect(readKept({ ...run(1, 1), ...change })).toBeUndefined();
    }
    expect(readKept(undefined)).toBeUndefined();
  });

  it('are deleted and brought back as they were, also the one on screen', async () => {
    for (const [seed, savedAt] of [
      [0, 3],
      [1, 2],
      [2, 1],
    ] as const) {
      await kept.keep(run(seed, savedAt));
    }
    const lab = await openLab();
    const seeds = () => lab.getState().kept.map((one) => one.recipe.seed);
    expect(own(lab)?.status).toBe('finished');
    lab.deleteKept('tiny net2net 0');
    expect(seeds()).toEqual([1, 2]);
    expect(own(lab)).toBeUndefined();
    await soon();
    expect((await kept.list()).map((one) => one.recipe.seed)).toEqual([1, 2]);
    await lab.putBack();
    expect(seeds()).toEqual([0, 1, 2]);
    expect(numbers(own(lab)!.finished)).toEqual(numbers(whole));
    expect((await kept.list())[0]).toEqual(run(0, 3));
    expect(lab.getState().deleted).toBeUndefined();
    // One that is not on screen takes nothing from it; and after the end of undo nothing comes back.
    lab.deleteKept('tiny net2net 1');
    expect(own(lab)?.status).toBe('finished');
    lab.endUndo();
    await lab.putBack();
    expect(seeds()).toEqual([0, 2]);
  });

  it('are not deleted while they are computed', async () => {
    const lab = await openLab();
    lab.play();
    await until(() => own(lab)?.isKept === true);
    lab.pause();
    const { id } = own(lab)!;
    lab.deleteKept(id!);
    expect(lab.getState().kept.length).toBe(1);
    expect(own(lab)?.status).toBe('paused');
  });

  it('where nothing can be kept: an empty list, and a run that is told so', async () => {
    globalThis.indexedDB = undefined as unknown as IDBFactory;
    kept = openKeptImageRuns();
    expect(await kept.list()).toEqual([]);
    const lab = await openLab();
    lab.play();
    await until(() => own(lab)?.status === 'finished');
    expect(own(lab)?.isKept).toBe(false);
    expect(notices).toEqual([expect.stringMatching(/does not let the page keep runs/)]);
  });
});
