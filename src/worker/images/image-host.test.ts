/** The worker's side of image runs by itself: what it posts when, and which engine it opens, keeps and gives back. */
import { describe, expect, it } from 'vitest';
import type { ImageEngine } from '../../compute/image-engine.ts';
import type { EnginePreference, ThreadCount } from '../../compute/report.ts';
import { phasesOf } from '../../runs/images/image-recipe.ts';
import { createImageHost } from './image-host.ts';
import { countingEngine, greyImages } from './image-loopback.ts';
import type { FromImageWorker, ImageJob, ToImageWorker } from './image-messages.ts';

const images = greyImages(120, 130);
const job: ImageJob = {
  recipe: { preset: 'tiny', method: 'net2net', seed: 3 },
  engine: 'auto',
  threads: 1,
  images,
};
const { phases, epochs } = phasesOf(job.recipe);
/** Milliseconds that pass whenever the time is asked for. */
const TICK = 3;

/** A message, and when it was posted. */
type Posted = FromImageWorker & { readonly at: number };

/** A host with an engine that counts. @param failures so many engines cannot be opened */
function open(engine: ImageEngine = countingEngine(), failures = 0) {
  const posted: Posted[] = [];
  /** What happened to engines and their memory, in order; steps that follow each other as one. */
  const log: string[] = [];
  let clock = 0;
  let failing = failures;
  const note = (what: string) => {
    if (what !== 'step' || log.at(-1) !== 'step') log.push(what);
  };
  const watched: ImageEngine = {
    ...engine,
    openTraining(...given) {
      const training = engine.openTraining(...given);
      note('train');
      return {
        ...training,
        step(...values) {
          note('step');
          training.step(...values);
        },
        dispose() {
          note('end of training');
          training.dispose();
        },
      };
    },
  };
  const handle = createImageHost({
    post: (message) => posted.push({ ...structuredClone(message), at: clock }),
    async openEngine(preference: EnginePreference, threads: ThreadCount) {
      const name = `${preference} ${threads}`;
      note(`open ${name}`);
      failing -= 1;
      if (failing >= 0) throw new Error('There is no memory.');
      const report = {
        kind: 'plain',
        device: 'tests',
        reason: '',
        software: false,
        selfTestError: 0,
        threads,
      } as const;
      return {
        engine: watched,
        report,
        lost: new Promise<Error>(() => {}),
        loseDevice: () => note(`lose ${name}`),
        releaseMemory: () => note('release'),
        dispose: () => note(`dispose ${name}`),
      };
    },
    now() {
      clock += TICK;
      return clock;
    },
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    close: () => note('close'),
  });
  let runs = 0;
  /** Starts a run and waits for its end, or for its first pause. */
  const run = async (given: Partial<Omit<Extract<ToImageWorker, { type: 'start' }>, 'type' | 'run'>> = {}) => {
    runs += 1;
    const number = runs;
    const before = posted.length;
    handle({ type: 'start', run: number, job, ...given });
    const own = () => posted.slice(before).filter((message) => 'run' in message && message.run === number);
    const isOver = () => own().some(({ type }) => ['finished', 'failed', 'paused'].includes(type));
    while (!isOver()) await new Promise((resolve) => setImmediate(resolve));
    return own();
  };
  return { handle, posted, log, run };
}

const typesOf = (messages: readonly Posted[]) => messages.map(({ type }) => type).filter((type) => type !== 'progress');
const ofType = <Type extends FromImageWorker['type']>(messages: readonly Posted[], type: Type) =>
  messages.filter((message): message is Extract<Posted, { type: Type }> => message.type === type);

describe('a host of image runs', () => {
  it('posts a run from its start to its end, in order', async () => {
    const messages = await open().run();
    const epoch = new Array<string>(epochs).fill('epoch');
    const expected = Array.from({ length: phases }, () => ['begun', ...epoch, 'phase']).flat();
    expect(typesOf(messages)).toEqual(['images', 'engine', ...expected, 'finished']);
    const begun = ofType(messages, 'begun');
    expect(begun.map(({ state }) => state?.finished.length)).toEqual([undefined, 1]);
    for (const { watched } of ofType(messages, 'epoch')) expect(watched).toHaveLength(100);
  });

  it('says how far it is at most 30 times a second, by parts of epochs, measurements and growths', async () => {
    const progress = ofType(await open().run(), 'progress');
    expect(progress.length).toBeGreaterThan(3);
    for (const [k, { at }] of progress.slice(1).entries()) expect(at - progress[k]!.at).toBeGreaterThan(1000 / 30);
    for (const { progress: said } of progress) {
      expect(said.part).toBeGreaterThanOrEqual(0);
      expect(said.part).toBeLessThanOrEqual(1);
      expect(said.epoch).toBeLessThanOrEqual(epochs);
      expect(said.phase).toBeLessThanOrEqual(phases);
    }
  });

  it('gives memory back once after a growth, when the grown network has taken its first step', async () => {
    const { run, log } = open();
    await run();
    const phase = ['train', 'step', 'end of training'];
    expect(log).toEqual(['open auto 1', ...phase, 'train', 'step', 'release', 'step', 'end of training']);
  });

  it('that is to stop after an epoch stops at the end of a phase when the phase is measured', async () => {
    const { run } = open();
    const first = await run();
    const states = ofType(first, 'epoch').map(({ state }) => state);
    const messages = await run({ from: states[epochs - 2]!, until: 'epoch' });
    expect(typesOf(messages)).toEqual(['images', 'engine', 'epoch', 'phase', 'paused']);
    const grown = ofType(first, 'begun')[1]!.state!;
    expect(typesOf(await run({ from: grown, until: 'epoch' }))).toEqual(['images', 'engine', 'epoch', 'paused']);
  });

  it('keeps its engine for the next run, and opens another where another is wanted', async () => {
    const { run, log } = open();
    await run({ until: 'epoch' });
    await run({ until: 'epoch' });
    await run({ job: { ...job, threads: 2 }, until: 'epoch' });
    await run({ job: { ...job, engine: 'cpu' }, until: 'epoch' });
    const engines = log.filter((what) => /open|dispose/.test(what));
    expect(engines).toEqual(['open auto 1', 'dispose auto 1', 'open auto 2', 'dispose auto 2', 'open cpu 1']);
    // A run that another one follows has given back its network first.
    const trainings = log.filter((what) => /train|open/.test(what));
    expect(trainings.slice(0, 6)).toEqual([
      'open auto 1',
      'train',
      'end of training',
      'train',
      'end of training',
      'open auto 2',
    ]);
  });

  it('begins a run only when the one before has given back what it held', async () => {
    const engine = countingEngine();
    let reading = false;
    const slow: ImageEngine = {
      ...engine,
      openTraining(...given) {
        const training = engine.openTraining(...given);
        return {
          ...training,
          async read() {
            reading = true;
            // Long enough for a run that does not wait to begin.
            await new Promise((resolve) => setTimeout(resolve, 100));
            return training.read();
          },
        };
      },
    };
    const { run, log } = open(slow);
    void run();
    while (!reading) await new Promise((resolve) => setImmediate(resolve));
    await run({ until: 'epoch' });
    expect(log.filter((what) => /train/.test(what))).toEqual(['train', 'end of training', 'train']);
  });

  it('opens an engine anew that could not be opened', async () => {
    const { run, log } = open(countingEngine(), 1);
    const [failed] = ofType(await run(), 'failed');
    expect(failed).toMatchObject({ cause: 'error', error: { message: 'There is no memory.' } });
    expect(typesOf(await run()).at(-1)).toBe('finished');
    expect(log.filter((what) => /open/.test(what))).toEqual(['open auto 1', 'open auto 1']);
  });

  it('answers, and breaks what a drill asks for', async () => {
    const { handle, run, log, posted } = open();
    await run({ until: 'epoch' });
    handle({ type: 'ping', ping: 4 });
    expect(posted.at(-1)).toMatchObject({ type: 'pong', ping: 4 });
    handle({ type: 'drill', drill: 'lose-device' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(log.at(-1)).toBe('lose auto 1');
    handle({ type: 'drill', drill: 'crash' });
    expect(log.at(-1)).toBe('close');
  });
});
