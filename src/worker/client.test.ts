import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DescentEvent, DescentState } from '../growth/events.ts';
import type { ScoreQuestion } from '../growth/question.ts';
import { recordRun, SMALL_RECIPE } from '../runs/arbitrary.ts';
import { resumePoint } from '../runs/positions.ts';
import { taskOf } from '../runs/run-task.ts';
import { type Client, type ClientListener, createClient } from './client.ts';
import { DEATHS } from './in-process-worker.ts';
import { createLoopback, type Loopback, type LoopbackOptions } from './loopback.ts';
import type { PostedError } from './messages.ts';

const RECIPE = { ...SMALL_RECIPE, maxNeurons: 3 };
const expected = await recordRun(RECIPE);
const PLENTY = 10_000;

/** A page that keeps what it is told, as the store does. */
function openPage(options: (worker: number) => LoopbackOptions = () => ({})) {
  const workers: Loopback[] = [];
  const page = {
    workers,
    events: [] as DescentEvent[],
    told: [] as string[],
    errors: [] as PostedError[],
    /** Where it went on after each loss. */
    resumed: [] as (DescentState | undefined)[],
  };
  const listener: ClientListener = {
    task: () => void page.told.push('task'),
    engine: () => void page.told.push('engine'),
    events: (arrived) => void page.events.push(...arrived),
    finished: () => void page.told.push('finished'),
    failed: (error) => {
      page.told.push('failed');
      page.errors.push(error);
    },
    lost: (cause) => {
      page.told.push(cause);
      const point = resumePoint(page.events);
      page.events.length = point?.keep ?? 0;
      page.resumed.push(point?.state);
      return point?.state;
    },
  };
  const client = createClient(() => {
    const worker = createLoopback(options(workers.length));
    workers.push(worker);
    return worker;
  }, listener);
  opened.push(client);
  return { ...page, client };
}
let opened: Client[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  for (const client of opened) client.dispose();
  opened = [];
  vi.useRealTimers();
});

/** Until everything that needs no time has happened. */
async function settle(): Promise<void> {
  for (let k = 0; k < 4; k += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function pass(milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 250) {
    await vi.advanceTimersByTimeAsync(250);
    await settle();
  }
}

describe('a client', () => {
  it('hands on task, engine, events and end of a run', async () => {
    const { client, events, told, workers } = openPage();
    client.start(RECIPE, PLENTY);
    await settle();
    expect(told).toEqual(['task', 'engine', 'finished']);
    expect(events).toEqual(expected);
    expect(workers).toHaveLength(1);
    expect(client.outstanding()).toBe(PLENTY - expected.length);
  });

  it('grants credit, and knows what is outstanding', async () => {
    const { client, events } = openPage();
    client.start(RECIPE, 5);
    await settle();
    expect([events.length, client.outstanding()]).toEqual([5, 0]);
    client.grant(3);
    expect(client.outstanding()).toBe(3);
    await settle();
    expect([events.length, client.outstanding()]).toEqual([8, 0]);
  });

  it('drops what arrives from a run that it replaced or cancelled, and what is no message', async () => {
    const { client, events, told, workers } = openPage();
    client.start(RECIPE, 5);
    client.start({ ...RECIPE, seed: 8 }, PLENTY);
    await settle();
    expect(events).toEqual(await recordRun({ ...RECIPE, seed: 8 }));
    const before = [events.length, told.length];
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.anything(), fc.record({ type: fc.string(), run: fc.nat(3) })), async (message) => {
        workers[0]!.say(message);
        await Promise.resolve();
      }),
    );
    workers[0]!.say({ type: 'failed', run: 1, cause: 'error', error: { name: '', message: '', stack: '' } });
    await settle();
    expect([events.length, told.length]).toEqual(before);
    client.start(RECIPE, 5);
    client.cancel();
    await settle();
    client.grant(PLENTY);
    await settle();
    expect(events.length).toBeLessThanOrEqual(before[0]! + 5);
    expect(told.filter((kind) => kind === 'finished')).toHaveLength(1);
  });

  it('hands on an error of the run, and does not begin again', async () => {
    const { client, told, errors, workers } = openPage();
    client.start({ ...RECIPE, method: 'firefli' }, PLENTY);
    await pass(6000);
    expect(told).toEqual(['task', 'engine', 'failed']);
    expect(errors[0]).toMatchObject({ name: 'RangeError', stack: expect.stringContaining('registry') });
    expect(workers).toHaveLength(1);
  });
});

describe('a worker that ends', () => {
  it('without a word is noticed within five seconds, and replaced', async () => {
    const { client, told, workers, events } = openPage();
    client.start(RECIPE, 10);
    await settle();
    workers[0]!.die('silent');
    await pass(3500);
    expect(told).toEqual(['task', 'engine']);
    await pass(1500);
    expect(told).toEqual(['task', 'engine', 'worker-lost', 'task', 'engine']);
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    client.grant(PLENTY);
    await settle();
    expect(events).toEqual(expected);
  });

  it('is not seen in one that answers, for a minute, nor when runs begin while a ping is on its way', async () => {
    const { client, told, workers } = openPage();
    client.start(RECIPE, 3);
    await pass(60_000);
    expect(workers[0]!.received.filter(({ type }) => type === 'ping').length).toBeGreaterThan(100);
    vi.advanceTimersByTime(500); // a ping leaves; its answer has not arrived
    client.start({ ...RECIPE, seed: 5 }, 3);
    await pass(10_000);
    expect(workers).toHaveLength(1);
    expect(told).not.toContain('worker-lost');
  });

  it('however and whenever it does costs nothing: the same events, byte for byte', async () => {
    const story = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom(...DEATHS)), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(story, async (deaths) => {
        const { client, told, workers, events, resumed } = openPage();
        client.start(RECIPE, 0);
        for (const [credit, death] of deaths) {
          client.grant(credit);
          await settle();
          if (told.includes('finished')) break;
          workers.at(-1)!.die(death);
          await (death === 'silent' ? pass(5500) : settle());
          expect(told.filter((kind) => kind.endsWith('lost'))).toHaveLength(workers.length - 1);
          expect(workers.slice(0, -1).every(({ terminated }) => terminated)).toBe(true);
        }
        client.grant(PLENTY);
        await settle();
        expect(JSON.stringify(events)).toBe(JSON.stringify(expected));
        expect(told.at(-1)).toBe('finished');
        for (const [k, state] of resumed.entries()) {
          const start = workers[k + 1]!.received.find(({ type }) => type === 'start');
          expect(start).toMatchObject(state ? { from: state } : { recipe: RECIPE });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('with no run going is not replaced before the next run', async () => {
    const { client, told, workers } = openPage();
    client.start(RECIPE, PLENTY);
    await settle();
    workers[0]!.die('error');
    await settle();
    expect(workers).toHaveLength(1);
    client.start(RECIPE, PLENTY);
    await settle();
    expect(workers).toHaveLength(2);
    expect(told).toEqual(['task', 'engine', 'finished', 'task', 'engine', 'finished']);
  });

  it('again and again makes the client give up, once, until somebody starts a run', async () => {
    for (const death of ['error', 'message-error', 'device-lost'] as const) {
      let broken = true;
      const { client, told, errors, workers, events } = openPage(() => ({
        onPost: (message, worker) => {
          if (broken && message.type === 'engine') worker.die(death);
        },
      }));
      client.start(RECIPE, death === 'device-lost' ? 1 : PLENTY);
      for (let k = 0; k < 10; k += 1) await settle();
      expect(workers).toHaveLength(6);
      expect(told.filter((kind) => kind.endsWith('lost'))).toHaveLength(5);
      expect(told.at(-1)).toBe('failed');
      expect(errors).toHaveLength(1);
      expect(errors[0]!.message.length).toBeGreaterThan(5);
      client.start(RECIPE, death === 'device-lost' ? 1 : PLENTY); // as many tries for the next one
      for (let k = 0; k < 10; k += 1) await settle();
      expect([workers.length, errors.length]).toEqual([12, 2]);
      broken = false;
      events.length = 0;
      client.start(RECIPE, PLENTY);
      await settle();
      expect(events).toEqual(expected);
    }
  });
});

describe('a disposed client', () => {
  it('ends its worker and its clock', async () => {
    const { client, told, workers } = openPage();
    client.start(RECIPE, 3);
    await settle();
    const before = told.length;
    client.dispose();
    expect(workers[0]!.terminated).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    await pass(10_000);
    expect(told).toHaveLength(before);
    expect(workers).toHaveLength(1);
  });
});

describe('a question about a growth', () => {
  const scored = expected.find((event) => event.kind === 'score')!;
  if (scored.kind !== 'score') throw new Error('The run has no growth.');
  const question: ScoreQuestion = {
    network: scored.network,
    candidates: scored.scored.map(({ candidate }) => candidate),
    data: taskOf(RECIPE).data,
    stepSize: RECIPE.stepSize,
    company: 'others',
    ask: { kind: 'rules', quadraturePoints: RECIPE.quadraturePoints },
  };

  it('is answered with what the run itself scored, and changes nothing in it', async () => {
    const { client, events } = openPage();
    client.start(RECIPE, 5);
    await settle();
    const answer = client.ask(question, 'cpu');
    await settle();
    client.grant(PLENTY);
    await settle();
    expect(await answer).toMatchObject({ kind: 'rules', rules: { integral: scored.scored } });
    expect(events).toEqual(expected);
  });

  it('each gets its own answer, whatever the order', async () => {
    const { client } = openPage();
    const counts = [4, 1, 7];
    const answers = counts.map((quadraturePoints) =>
      client.ask({ ...question, ask: { kind: 'rules', quadraturePoints } }, 'cpu'),
    );
    expect((await Promise.all(answers)).map((answer) => answer.kind === 'rules' && answer.quadraturePoints)).toEqual(
      counts,
    );
  });

  it('that cannot be answered is refused with the engine’s sentence', async () => {
    const { client } = openPage();
    const answer = client.ask({ ...question, ask: { kind: 'curve', candidate: 99 } }, 'cpu');
    await expect(answer).rejects.toThrow('There is no candidate 99');
  });

  it.each(DEATHS)('survives the loss of its worker (%s), with a run and without', async (death) => {
    for (const running of [false, true]) {
      // The first worker dies as soon as it wants to answer.
      const { client, workers } = openPage((worker) => ({
        onPost: (message, loopback) => {
          if (worker === 0 && message.type === 'answer') loopback.die(death === 'device-lost' ? 'silent' : death);
        },
      }));
      if (running) client.start(RECIPE, 3);
      const answer = client.ask(question, 'cpu');
      await pass(6000);
      expect(await answer).toMatchObject({ kind: 'rules' });
      expect(workers).toHaveLength(2);
    }
  });

  it('is given up, with a sentence, when every worker is lost', async () => {
    const { client, workers } = openPage(() => ({
      onPost: (message, loopback) => {
        if (message.type === 'answer') loopback.die('error');
      },
    }));
    const answer = client.ask(question, 'cpu');
    const refused = expect(answer).rejects.toThrow('It broke.');
    await pass(1000);
    await refused;
    expect(workers.length).toBeLessThan(10);
  });
});
