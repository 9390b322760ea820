import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../compute/engine.ts';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import type { ChosenEngine, EnginePreference } from '../compute/report.ts';
import type { DescentEvent } from '../growth/events.ts';
import { recordRun, SMALL_RECIPE } from '../runs/arbitrary.ts';
import { taskOf } from '../runs/run-task.ts';
import { createHost, type HostSurroundings, POST_INTERVAL } from './host.ts';
import { losableEngine } from './loopback.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { unpackEvents } from './packing.ts';

const RECIPE = { ...SMALL_RECIPE, maxNeurons: 3 };
const expected = await recordRun(RECIPE);
const PLENTY = 10_000;

/** A host in surroundings that record everything. The clock stands still unless a test moves it. */
function setUp(change: Partial<HostSurroundings> = {}) {
  const posts: FromWorker[] = [];
  const handle = createHost({
    post: (message) => posts.push(message),
    chooseEngine: async () => losableEngine().chosen,
    now: () => 0,
    breathe: () => Promise.resolve(),
    close: () => {},
    ...change,
  });
  const start = (run: number, credit = PLENTY, more: Partial<Extract<ToWorker, { type: 'start' }>> = {}) =>
    handle({ type: 'start', run, recipe: RECIPE, credit, ...more });
  const eventsOf = (run: number): DescentEvent[] =>
    posts.flatMap((post) => (post.type === 'events' && post.run === run ? unpackEvents(post.events) : []));
  const kinds = () => posts.map(({ type }) => type);
  return { posts, handle, start, eventsOf, kinds };
}

/** Until everything that can happen by itself has happened: the oracle engine needs no timers. */
async function settle(): Promise<void> {
  for (let k = 0; k < 3; k += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** An engine that calls `hook` before every training request. */
function hooked(hook: (requests: number) => unknown): Engine {
  const plain = createPlainEngine();
  let requests = 0;
  return {
    ...plain,
    train: async (request) => {
      requests += 1;
      hook(requests);
      return plain.train(request);
    },
  };
}

describe('a run', () => {
  it('posts its task, its engine, its events in order, and that it has finished, all under its number', async () => {
    const { posts, start, eventsOf, kinds } = setUp();
    start(7);
    await settle();
    expect(kinds().slice(0, 2)).toEqual(['task', 'engine']);
    expect(new Set(kinds().slice(2, -1))).toEqual(new Set(['events']));
    expect(kinds().at(-1)).toBe('finished');
    expect(posts.every((post) => 'run' in post && post.run === 7)).toBe(true);
    expect(posts[0]).toEqual({ type: 'task', run: 7, task: taskOf(RECIPE) });
    expect(eventsOf(7)).toEqual(expected);
  });

  it('goes on from a state', async () => {
    const { start, eventsOf } = setUp();
    const index = expected.findIndex(({ kind }) => kind === 'score');
    start(1, PLENTY, { from: expected[index]!.state! });
    await settle();
    expect(JSON.stringify(eventsOf(1))).toBe(JSON.stringify(expected.slice(index + 1)));
  });

  it('posts events at most 30 times a second, however fast they come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 1 }), async (delays) => {
        let clock = 0;
        let calls = 0;
        const times: number[] = [];
        const now = () => {
          clock += delays[calls++ % delays.length]!;
          return clock;
        };
        const { start, eventsOf } = setUp({
          now,
          post: (message) => {
            recorded.push(message);
            if (message.type === 'events') times.push(clock);
          },
        });
        const recorded: FromWorker[] = [];
        start(1);
        await settle();
        expect(recorded.at(-1)?.type).toBe('finished');
        expect(eventsOf(1)).toEqual([]); // the posts went to `recorded`
        const gaps = times.slice(1, -1).map((time, k) => time - times[k]!); // the last post does not wait
        for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(POST_INTERVAL);
      }),
      { numRuns: 40 },
    );
  });

  it('computes as many events as there is credit for, and waits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(9), { minLength: 1, maxLength: 6 }), async (grants) => {
        fc.pre(grants.reduce((sum, events) => sum + events) < expected.length);
        const { start, handle, eventsOf, kinds } = setUp();
        let credit = grants[0]!;
        start(1, credit);
        for (const events of grants.slice(1)) {
          await settle();
          expect(eventsOf(1)).toEqual(expected.slice(0, credit));
          handle({ type: 'credit', run: 1, events });
          credit += events;
        }
        handle({ type: 'credit', run: 2, events: PLENTY }); // another run's credit
        await settle();
        expect(eventsOf(1)).toEqual(expected.slice(0, credit));
        expect(kinds()).not.toContain('finished');
        handle({ type: 'credit', run: 1, events: PLENTY });
        await settle();
        expect(eventsOf(1)).toEqual(expected);
        expect(kinds().at(-1)).toBe('finished');
      }),
      { numRuns: 30 },
    );
  });

  it('says nothing more once it is cancelled, wherever it is', async () => {
    for (const cancelAt of [1, 2, 3]) {
      let posted = -1;
      const engine = hooked((requests) => {
        if (requests === cancelAt) {
          handle({ type: 'cancel', run: 1 });
          posted = posts.length;
        }
      });
      const { posts, handle, start } = setUp({ chooseEngine: async () => losableEngine(engine).chosen });
      start(1);
      await settle();
      expect(posted).toBeGreaterThan(0);
      expect(posts).toHaveLength(posted);
    }
  });

  it('is cancelled while it waits for credit, by its own number only', async () => {
    const { posts, handle, start } = setUp();
    start(1, 5);
    handle({ type: 'cancel', run: 0 });
    await settle();
    expect(posts.length).toBeGreaterThan(2);
    handle({ type: 'cancel', run: 1 });
    handle({ type: 'credit', run: 1, events: PLENTY });
    const posted = posts.length;
    await settle();
    expect(posts).toHaveLength(posted);
  });

  it('ends when another begins', async () => {
    const { posts, start, eventsOf } = setUp();
    start(1, 5);
    await settle();
    start(2);
    const posted = posts.length;
    await settle();
    expect(eventsOf(1)).toEqual(expected.slice(0, 5));
    expect(eventsOf(2)).toEqual(expected);
    expect(posts.slice(posted).every((post) => 'run' in post && post.run === 2)).toBe(true);
  });

  it('answers pings while it runs', async () => {
    const { posts, handle, start } = setUp();
    start(1, 3);
    handle({ type: 'ping', ping: 12 });
    expect(posts.at(-1)).toEqual({ type: 'pong', ping: 12 });
    await settle();
    handle({ type: 'ping', ping: 13 });
    expect(posts.at(-1)).toEqual({ type: 'pong', ping: 13 });
  });
});

describe('failures', () => {
  it('arrive with name, message and stack, and the run says nothing after them', async () => {
    const engine = hooked((requests) => {
      if (requests === 2) throw new RangeError('no such number');
    });
    const { posts, start } = setUp({ chooseEngine: async () => losableEngine(engine).chosen });
    start(3);
    await settle();
    expect(posts.filter(({ type }) => type === 'failed')).toHaveLength(1);
    expect(posts.at(-1)).toMatchObject({
      type: 'failed',
      run: 3,
      cause: 'error',
      error: { name: 'RangeError', message: 'no such number', stack: expect.stringContaining('host.test') },
    });
  });

  it('of choosing an engine, of a method that does not exist and of a message without a recipe are told too', async () => {
    const none = setUp({ chooseEngine: () => Promise.reject(new Error('no engine')) });
    none.start(1);
    await settle();
    expect(none.posts.at(-1)).toMatchObject({ type: 'failed', run: 1, error: { message: 'no engine' } });

    const unknown = setUp();
    unknown.start(1, PLENTY, { recipe: { ...RECIPE, method: 'firefli' } });
    unknown.handle({ type: 'start', run: 2 } as unknown as ToWorker);
    await settle();
    expect(unknown.posts.at(-1)).toMatchObject({ type: 'failed', run: 2, cause: 'error' });
    unknown.start(3);
    await settle();
    expect(unknown.eventsOf(3)).toEqual(expected);
  });

  it('of the device are told once, even when the engine then rejects what it was asked', async () => {
    const { chosen, loseDevice } = losableEngine(
      hooked((requests) => {
        if (requests < 2) return;
        loseDevice();
        throw new Error('the device is gone');
      }),
    );
    const { posts, start, kinds } = setUp({ chooseEngine: async () => chosen });
    start(1);
    await settle();
    const failed = posts.filter((post) => post.type === 'failed');
    expect(failed).toMatchObject([{ run: 1, cause: 'device-lost', error: { message: 'The device was destroyed.' } }]);
    expect(kinds().at(-1)).toBe('failed');
  });

  it('of the device end the run, even when the engine goes on answering', async () => {
    const { chosen, loseDevice } = losableEngine(hooked((requests) => requests === 2 && loseDevice()));
    const { start, kinds } = setUp({ chooseEngine: async () => chosen });
    start(1);
    await settle();
    expect(kinds().at(-1)).toBe('failed');
    expect(kinds().filter((kind) => kind === 'failed' || kind === 'finished')).toHaveLength(1);
  });

  it('of the device are told while the run waits for credit', async () => {
    const { chosen, loseDevice } = losableEngine();
    const { posts, start } = setUp({ chooseEngine: async () => chosen });
    start(1, 4);
    await settle();
    loseDevice();
    await settle();
    expect(posts.at(-1)).toMatchObject({ type: 'failed', cause: 'device-lost' });
  });
});

describe('engines', () => {
  it('are kept from run to run, and replaced and freed when another is preferred', async () => {
    const chosen: EnginePreference[] = [];
    const disposed: EnginePreference[] = [];
    const chooseEngine = async (preference: EnginePreference): Promise<ChosenEngine> => {
      chosen.push(preference);
      const { engine, report } = losableEngine().chosen;
      return { engine: { ...engine, dispose: () => disposed.push(preference) }, report };
    };
    const { start } = setUp({ chooseEngine });
    for (const engine of ['cpu', 'cpu', 'webgpu'] as const) {
      start(chosen.length + 1, PLENTY, { recipe: { ...RECIPE, engine } });
      await settle();
    }
    expect(chosen).toEqual(['cpu', 'webgpu']);
    expect(disposed).toEqual(['cpu']);
  });

  it('lose their device, and workers end, on purpose', async () => {
    const told: string[] = [];
    const { chosen } = losableEngine();
    const engine = { ...chosen.engine, loseDevice: () => told.push('lost') };
    const { start, handle } = setUp({
      chooseEngine: async () => ({ ...chosen, engine }),
      close: () => told.push('closed'),
    });
    handle({ type: 'drill', drill: 'lose-device' }); // there is none yet
    start(1, 1);
    handle({ type: 'drill', drill: 'lose-device' });
    await settle();
    expect(told).toEqual(['lost']);
    handle({ type: 'drill', drill: 'crash' });
    expect(told.slice(0, 2)).toEqual(['lost', 'closed']);
  });
});
