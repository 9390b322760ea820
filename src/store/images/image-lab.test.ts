import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  closeLabs,
  kept,
  moment,
  named,
  notices,
  numbers,
  openBrowser,
  openLab,
  own,
  recipe,
  soon,
  stored,
  until,
  whole,
  workers,
} from './image-lab-fixture.ts';
import { isStoredOutOfReach, lookingAt, ownOf, storedOf, trajectoryOf } from './image-lab-state.ts';
import { NotFetchedError } from './image-loading.ts';
import { imageResultOf } from './image-result.ts';

// Results are stored of presets that take minutes; here, as if they were of the smallest.
vi.mock('../../experiments/image-figures.ts', async (original) => {
  const figures = await original<typeof import('../../experiments/image-figures.ts')>();
  return { ...figures, IMAGE_FIGURES: [{ ...figures.IMAGE_FIGURES[0], preset: 'tiny' }] };
});

beforeEach(openBrowser);
afterEach(closeLabs);

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
    lab.train();
    await until(() => own(lab)?.status === 'finished');
    expect(lookingAt(lab.getState())).toBe('own');
    expect(numbers(own(lab)!.finished)).toEqual(numbers(whole));
    expect(own(lab)!.isKept).toBe(true);
    lab.look('stored');
    expect(trajectoryOf(lab.getState())).toEqual(storedOf(lab.getState()));
    lab.train(); // it is over
    expect(lookingAt(lab.getState())).toBe('own');
    expect(own(lab)?.status).toBe('finished');
  });

  it('says how many threads shared its batches, in its result and where it is kept', async () => {
    const lab = await openLab();
    lab.setThreads(2);
    lab.train();
    await until(() => (own(lab)?.current?.epoch ?? 0) === 1);
    lab.cancel();
    await until(() => own(lab)?.isKept === true);
    expect((await kept.list())[0]!.threads).toEqual([2]);
    const other = await openLab();
    other.train(); // goes on with one
    await until(() => own(other)?.status === 'finished');
    expect(own(other)!.threads).toEqual([2, 1]);
    expect(imageResultOf(other.getState())!.engine).toBe('cpu, 1 and 2 threads');
    expect(numbers(own(other)!.finished)).toEqual(numbers(whole));
  });

  it('is looked back at while it goes on, and is come back to', async () => {
    const lab = await openLab();
    lab.train();
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
    lab.train();
    await until(() => own(lab)?.status === 'paused');
    stop();
    await until(() => own(lab)?.report !== undefined);
    await soon();
    expect(own(lab)).toMatchObject({ status: 'paused', finished: [] });
    lab.train();
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
    lab.train();
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
    first.train();
    await until(() => own(first)?.current?.epoch === 1 && own(first)?.isKept === true);
    first.dispose();
    await soon();
    const second = await openLab({ results: stored });
    expect(own(second)?.status).toBe('kept');
    expect(lookingAt(second.getState())).toBe('stored');
    expect(second.getState().kept.length).toBe(1);
    second.train();
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

  it('loses nothing but the epoch or growth in flight with its worker, and says so', async () => {
    let epochs = 0;
    const lab = await openLab({
      onPost(message, worker) {
        if (message.type === 'epoch') epochs += 1;
        if (message.type === 'progress' && epochs === 3 && workers.length === 1) worker.die('error');
      },
    });
    const statuses: unknown[] = [];
    lab.subscribe(({ own }) => own && own.status !== statuses.at(-1) && statuses.push(own.status));
    lab.train();
    await until(() => own(lab)?.status === 'finished');
    expect(workers.length).toBe(2);
    expect(statuses).toEqual(['loading', 'starting', 'running', 'starting', 'running', 'finished']);
    expect(numbers(own(lab)!.finished)).toEqual(numbers(whole));
    expect(notices).toEqual(['The worker ended unexpectedly; a new one goes on after epoch 1 of phase 2.']);
  });

  it('keeps what has just grown: a worker that is lost then, or a page that is closed, does not grow again', async () => {
    const lab = await openLab({
      onPost(message, worker) {
        if (message.type === 'progress' && own(lab)?.state?.epoch === 0 && workers.length === 1) worker.die('error');
      },
    });
    lab.play();
    await until(() => workers.length === 2);
    lab.pause();
    expect(notices).toEqual(['The worker ended unexpectedly; a new one goes on after the growth to phase 2.']);
    lab.dispose();
    await soon();
    const other = await openLab();
    expect(own(other)).toMatchObject({ status: 'kept', state: { epoch: 0 }, current: { epoch: 0 } });
    expect(moment(other)).toBe('2 train 0');
    const stages = new Set<string>();
    other.subscribe(({ progress }) => progress && stages.add(progress.stage));
    other.play();
    await until(() => own(other)?.status === 'finished');
    expect([...stages].sort()).toEqual(['measure', 'train']);
    expect(numbers(own(other)!.finished)).toEqual(numbers(whole));
  });

  it('is cancelled at once, keeps what it has, and can be resumed or begun anew', async () => {
    const lab = await openLab();
    lab.train();
    await until(() => own(lab)?.current?.epoch === 1);
    lab.cancel();
    expect(own(lab)?.status).toBe('stopped');
    await soon();
    expect(own(lab)?.current?.epoch).toBe(1);
    lab.train();
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
    lab.train();
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
    lab.train();
    await until(() => own(lab)?.status === 'failed');
    expect(notices).toEqual(['The images could not be fetched; try again.']);
    expect(workers).toEqual([]);
  });

  it('does not go on with other images than it began with', async () => {
    const lab = await openLab();
    lab.train();
    await until(() => own(lab)?.current?.epoch === 1);
    lab.cancel();
    await lab.takeFiles([named('data_batch_1.bin', 400), named('test_batch.bin', 200)]);
    expect(lab.getState().images.source).toBe('files');
    lab.train();
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
