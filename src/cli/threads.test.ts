import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runThreads, type ThreadListener, type ThreadOptions } from './threads.ts';

const ANSWERS = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (order) => parentPort.postMessage({ kind: 'done', outcome: 10 * order }));`;
const ENDS = 'process.exit(3)';
const SILENT = "require('node:worker_threads').parentPort.on('message', () => {});";
const RUNS_OUT_OF_MEMORY = 'const held = []; for (;;) held.push(new Array(100_000).fill(0.5));';
const FAILS = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', () => parentPort.postMessage({ kind: 'failed', message: 'There is no method "magic".' }));`;

const LOSES_ITS_OWN = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', () => parentPort.postMessage({ kind: 'lost', message: 'The second thread has not answered.' }));`;

const thread = (code: string) => new Worker(code, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 24 } });

/** Runs three orders; the first thread has its own code, the others answer. */
async function run(
  codeOf: (index: number) => string,
  threads = 1,
  options: ThreadOptions = {},
  signal = new AbortController().signal,
) {
  const created: Worker[] = [];
  const done: [number, number][] = [];
  const heard: string[] = [];
  const listener: ThreadListener<number> = {
    onSteps: (job, steps) => heard.push(`job ${job} at ${steps}`),
    onDone: (job, outcome) => done.push([job, outcome]),
    onLost: (sentence) => heard.push(sentence),
  };
  const create = () => {
    const made = thread(codeOf(created.length));
    created.push(made);
    return made;
  };
  const ended = runThreads(new URL('file:///none'), [1, 2, 3], threads, listener, signal, {
    ...options,
    create,
  });
  return { ended, created, done, heard };
}
const firstIs = (code: string) => (index: number) => (index === 0 ? code : ANSWERS);
const ALL = [
  [0, 10],
  [1, 20],
  [2, 30],
];

afterEach(() => void vi.useRealTimers());

describe('a thread that is lost', () => {
  it.each([
    ['ends', ENDS, 'it ended with code 3 before its run did'],
    ['runs out of memory', RUNS_OUT_OF_MEMORY, 'memory limit'],
    ['has lost a thread of its own', LOSES_ITS_OWN, '(the second thread has not answered)'],
  ])('because it %s is replaced, and its job is done in another', async (_name, code, reason) => {
    for (const threads of [1, 2]) {
      const { ended, created, done, heard } = await run(firstIs(code), threads);
      await ended;
      expect([...done].sort()).toEqual(ALL);
      expect(created).toHaveLength(threads + 1);
      expect(heard).toHaveLength(2);
      expect(heard[0]).toBe('job 0 at 0');
      expect(heard[1]).toMatch(/^A worker thread was lost \(.*\); its run begins again in another\.$/);
      expect(heard[1]).toContain(reason);
    }
  });

  it('is one that says nothing for longer than it may', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { ended, created, done, heard } = await run(firstIs(SILENT), 1, { silence: 300_000 });
    vi.advanceTimersByTime(290_000);
    expect(created).toHaveLength(1);
    vi.advanceTimersByTime(100_000);
    await ended;
    expect(done).toEqual(ALL);
    expect(heard[1]).toContain('no word of it for 300 s');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not replaced for ever: a job that loses it three times is given up, with the reason', async () => {
    const { ended, created, done } = await run(() => ENDS);
    await expect(ended).rejects.toThrow('it ended with code 3');
    expect(created).toHaveLength(3);
    expect(done).toEqual([]);
  });
});

it('threads that end because the command was stopped are not replaced', async () => {
  const stop = new AbortController();
  const { ended, created, done, heard } = await run(() => SILENT, 2, {}, stop.signal);
  stop.abort();
  await ended;
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(created).toHaveLength(2);
  expect([done, heard]).toEqual([[], []]);
});

it('a job that fails is not tried again', async () => {
  const { ended, created, heard } = await run(() => FAILS);
  await expect(ended).rejects.toThrow('There is no method "magic".');
  expect(created).toHaveLength(1);
  expect(heard).toEqual([]);
});
