import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { ThreadLostError } from '../../compute/tfjs/data-parallel/shared-exchange.ts';
import { fingerprint } from '../../runs/images/choose-images.ts';
import type { ImageStateFile } from '../../runs/images/image-checkpoint.ts';
import type { ImagePhase } from '../../runs/images/image-phase.ts';
import type { ImageRecipe } from '../../runs/images/image-recipe.ts';
import { runImages } from '../../runs/images/image-run.ts';
import { DEATHS } from '../in-process-worker.ts';
import type { PostedError } from '../messages.ts';
import { createImageClient, type ImageClient } from './image-client.ts';
import { countingEngine, createImageLoopback, greyImages, type ImageLoopback } from './image-loopback.ts';
import { type FromImageWorker, isFromImageWorker, isToImageWorker, type Until } from './image-messages.ts';

const recipe: ImageRecipe = { preset: 'tiny', method: 'net2net', seed: 3 };
const images = greyImages();
const job = { recipe, engine: 'auto', threads: 1, images } as const;

/** Without times. */
const numbers = (phases: readonly ImagePhase[]) =>
  phases.map(({ trainSeconds: _, growSeconds: _seconds, ...rest }) => rest);

async function uninterrupted(): Promise<readonly ImagePhase[]> {
  const run = runImages(countingEngine(), recipe, images);
  let next = await run.next();
  while (!next.done) next = await run.next();
  return next.value;
}
const expected = numbers(await uninterrupted());

interface Heard {
  readonly phases: ImagePhase[];
  readonly states: ImageStateFile[];
  /** After growths. */
  readonly grown: ImageStateFile[];
  readonly lost: string[];
  readonly errors: PostedError[];
  readonly progress: number[];
  readonly stages: Set<string>;
  readonly images: Set<string>;
  pauses: number;
  finished: boolean;
}

let client: ImageClient | undefined;
afterEach(() => client?.dispose());

/** A client with workers that are told of each message they post. */
function connect(
  onPost: (message: FromImageWorker, worker: ImageLoopback) => void = () => {},
  openWorker = () => createImageLoopback({ onPost }),
) {
  const heard: Heard = {
    phases: [],
    states: [],
    grown: [],
    lost: [],
    errors: [],
    progress: [],
    stages: new Set(),
    images: new Set(),
    pauses: 0,
    finished: false,
  };
  /** To go on from. */
  let last: ImageStateFile | undefined;
  const workers: ImageLoopback[] = [];
  const open = () => {
    workers.push(openWorker());
    return workers.at(-1)!;
  };
  client = createImageClient(open, {
    images: (sha256) => heard.images.add(sha256),
    engine() {},
    progress({ phase, stage, epoch, part }) {
      const after = { train: 0, measure: 1, overgrow: 2, score: 2, select: 2 }[stage];
      heard.progress.push(phase * 100 + epoch + after + part);
      heard.stages.add(stage);
    },
    epoch({ state }) {
      heard.states.push(state);
      last = state;
      heard.phases.length = state.finished.length;
    },
    phase: (phase) => heard.phases.push(phase),
    begun({ state }) {
      if (state) heard.grown.push(state);
      last = state ?? last;
    },
    paused() {
      heard.pauses += 1;
    },
    finished() {
      heard.finished = true;
    },
    failed: (error) => heard.errors.push(error),
    lost(cause) {
      heard.lost.push(cause);
      heard.phases.length = last?.finished.length ?? 0;
      return last;
    },
  });
  return { client, heard, workers };
}

/** Looks at each turn, so that no moment is missed, for as long as a slow machine may need. */
async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!condition() && performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
  expect(condition()).toBe(true);
}

describe('an image run in a worker', () => {
  it('comes to what it comes to without one, and says how far it is', async () => {
    const { client, heard } = connect();
    client.start(job);
    await until(() => heard.finished);
    expect(numbers(heard.phases)).toEqual(expected);
    expect(heard.states.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    expect(heard.progress.length).toBeGreaterThan(8);
    expect([...heard.progress].sort((a, b) => a - b)).toEqual(heard.progress);
    expect([...heard.stages]).toEqual(expect.arrayContaining(['train', 'measure', 'select']));
    expect([...heard.images]).toEqual([await fingerprint(images)]);
  });

  it('goes on from the state after any epoch or growth, to the same numbers', async () => {
    const first = connect();
    first.client.start(job);
    await until(() => first.heard.finished);
    expect(first.heard.grown.map(({ finished, epoch }) => [finished.length, epoch])).toEqual([[1, 0]]);
    for (const state of [...first.heard.states, ...first.heard.grown]) {
      const { client, heard } = connect();
      client.start(job, JSON.parse(JSON.stringify(state)));
      heard.phases.push(...state.finished);
      await until(() => heard.finished);
      expect(numbers(heard.phases)).toEqual(expected);
    }
  });

  it('pauses after an epoch, a growth or a phase when asked to, and computes nothing until it is resumed', async () => {
    const { client, heard } = connect();
    client.start(job, undefined, 'epoch');
    await until(() => heard.pauses === 1);
    expect([heard.states.length, heard.phases.length]).toEqual([1, 0]);
    for (let k = 0; k < 30; k += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(heard.states.length).toBe(1);
    const resumed = async (stop: Until) => {
      const { pauses } = heard;
      client.resume(stop);
      await until(() => heard.pauses === pauses + 1);
      return [heard.states.length, heard.phases.length];
    };
    expect(await resumed('phase')).toEqual([4, 1]);
    expect(await resumed('epoch')).toEqual([4, 1]); // the growth
    expect(await resumed('epoch')).toEqual([5, 1]);
    client.resume();
    await until(() => heard.finished);
    expect(numbers(heard.phases)).toEqual(expected);
  });

  it('loses nothing but the epoch or growth in flight when the worker or its device dies, however often', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...DEATHS),
        async (deaths, how) => {
          let posts = 0;
          const { client, heard, workers } = connect((_, worker) => {
            posts += 1;
            if (deaths.includes(posts)) worker.die(how);
          });
          client.start(job);
          await until(() => heard.finished || heard.errors.length > 0);
          expect(heard.errors).toEqual([]);
          expect(numbers(heard.phases)).toEqual(expected);
          expect(workers.length).toBe(1 + heard.lost.length);
          client.dispose();
        },
      ),
      { numRuns: 8 },
    );
  });

  it('does not grow again when its worker dies right after the growth', async () => {
    let growths = 0;
    const engine = countingEngine();
    const openGrowth: typeof engine.openGrowth = (...given) => {
      growths += 1;
      return engine.openGrowth(...given);
    };
    const workers: ImageLoopback[] = [];
    const onPost = ({ type }: FromImageWorker, worker: ImageLoopback) => {
      if (type === 'progress' && heard.grown.length > 0 && workers.length === 1) worker.die('error');
    };
    const { client, heard } = connect(undefined, () => {
      workers.push(createImageLoopback({ engine: { ...engine, openGrowth }, onPost }));
      return workers.at(-1)!;
    });
    client.start(job);
    await until(() => heard.finished);
    expect([growths, heard.lost]).toEqual([1, ['worker-lost']]);
    expect(numbers(heard.phases)).toEqual(expected);
  });

  it('takes what is rejected just before a loss is heard of for that loss', async () => {
    let broken = false;
    const engine = countingEngine();
    const workers: ImageLoopback[] = [];
    const { client, heard } = connect(undefined, () => {
      const openTraining: typeof engine.openTraining = (...given) => {
        const training = engine.openTraining(...given);
        return {
          ...training,
          async read() {
            if (broken || heard.states.length < 2) return training.read();
            broken = true;
            setImmediate(() => setImmediate(() => setImmediate(() => workers[0]!.die('device-lost'))));
            throw new DOMException('Buffer was unmapped before mapping was resolved.', 'AbortError');
          },
        };
      };
      workers.push(createImageLoopback({ engine: { ...engine, openTraining } }));
      return workers.at(-1)!;
    });
    client.start(job);
    await until(() => heard.finished || heard.errors.length > 0);
    expect([broken, heard.errors, heard.lost]).toEqual([true, [], ['device-lost']]);
    expect(numbers(heard.phases)).toEqual(expected);
  });

  it('goes on in another worker when a second thread that shares its batches is lost', async () => {
    let broken = false;
    const engine = countingEngine();
    const workers: ImageLoopback[] = [];
    const { client, heard } = connect(undefined, () => {
      const openTraining: typeof engine.openTraining = (...given) => {
        const training = engine.openTraining(...given);
        return {
          ...training,
          step(...values) {
            if (heard.states.length < 2 || broken) return training.step(...values);
            broken = true;
            throw new ThreadLostError('The second thread has not answered for 60 s.');
          },
        };
      };
      workers.push(createImageLoopback({ engine: { ...engine, openTraining } }));
      return workers.at(-1)!;
    });
    client.start({ ...job, threads: 2 });
    await until(() => heard.finished || heard.errors.length > 0);
    expect([broken, heard.errors, heard.lost, workers.length]).toEqual([true, [], ['worker-lost'], 2]);
    expect(numbers(heard.phases)).toEqual(expected);
  });

  it('that was paused when its worker died waits for its visitor', async () => {
    const { client, heard, workers } = connect();
    client.start(job, undefined, 'epoch');
    await until(() => heard.pauses === 1);
    workers[0]!.die('error');
    await until(() => heard.lost.length === 1);
    for (let k = 0; k < 20; k += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(workers.length).toBe(1);
    client.resume();
    await until(() => heard.finished);
    expect(workers.length).toBe(2);
    expect(numbers(heard.phases)).toEqual(expected);
  });

  it('that is lost each time is given up with a message', async () => {
    const { client, heard } = connect((_, worker) => worker.die('error'));
    client.start(job);
    await until(() => heard.errors.length === 1);
    expect(heard.errors[0]!.message).toBe('It broke.');
    expect(heard.lost.length).toBe(3);
  });

  it('refuses a state that is not one, with one sentence, and cancels at once', async () => {
    const { client, heard } = connect();
    client.start(job, { epoch: 'yes' } as never);
    await until(() => heard.errors.length === 1);
    expect(heard.errors[0]!.message).toMatch(/^The state of the run is incomplete/);
    client.start(job);
    await until(() => heard.states.length === 1);
    client.cancel();
    for (let k = 0; k < 30; k += 1) await new Promise((resolve) => setImmediate(resolve));
    expect([heard.states.length, heard.finished]).toEqual([1, false]);
    client.start(job);
    await until(() => heard.finished);
    expect(numbers(heard.phases)).toEqual(expected);
  });
});

it('messages are told from anything else', () => {
  fc.assert(
    fc.property(fc.anything(), (data) => {
      expect(isToImageWorker(data)).toBe(false);
      expect(isFromImageWorker(data)).toBe(false);
    }),
  );
  expect(isToImageWorker({ type: 'pause', run: 1 })).toBe(true);
  expect(isFromImageWorker({ type: 'paused', run: 1 })).toBe(true);
});
