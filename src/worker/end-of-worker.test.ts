import { expect, it } from 'vitest';
import { endOfWorker, type HeldLock, holdLock, type Locks } from './end-of-worker.ts';

/** Locks as browsers give them: one holder of a name at a time; `release` is what a browser does when a worker ends. */
function fakeLocks() {
  const queues = new Map<string, (() => unknown)[]>();
  const next = (name: string) => {
    queues.get(name)!.shift();
    queues.get(name)![0]?.();
  };
  const request = async (name: string, callback: () => unknown) => {
    const queue = queues.get(name) ?? [];
    queues.set(name, queue);
    queue.push(callback);
    if (queue.length === 1) callback();
  };
  return { locks: { request } as unknown as Locks, release: () => [...queues.keys()].forEach(next) };
}

function connect(locks: Locks) {
  let tell = (_: unknown) => {};
  const worker = {
    addEventListener(_: string, listener: (event: { data: unknown }) => void) {
      tell = (data) => listener({ data });
    },
  };
  let ended = false;
  void endOfWorker(worker as unknown as Worker, locks).then(() => {
    ended = true;
  });
  return { tell: (data: unknown) => tell(data), hasEnded: () => ended };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

it('a page hears of the end of a worker, not before', async () => {
  const { locks, release } = fakeLocks();
  const { tell, hasEnded } = connect(locks);
  const said: HeldLock[] = [];
  holdLock((held) => said.push(held), locks);
  expect(said.length).toBe(1);
  for (const stray of [undefined, 'lock', { type: 'lock' }, { type: 'pong', ping: 1 }]) tell(stray);
  tell(said[0]);
  await soon();
  expect(hasEnded()).toBe(false);
  release();
  await soon();
  expect(hasEnded()).toBe(true);
});

it('workers have locks of their own', () => {
  const { locks } = fakeLocks();
  const said: HeldLock[] = [];
  holdLock((held) => said.push(held), locks);
  holdLock((held) => said.push(held), locks);
  expect(new Set(said.map(({ lock }) => lock)).size).toBe(2);
});

it('without locks nothing is said, and refused ones break nothing', async () => {
  const said: HeldLock[] = [];
  // In a page without https.
  holdLock((held) => said.push(held), null as never);
  const refusing = { request: async () => Promise.reject(new Error('refused')) } as unknown as Locks;
  holdLock((held) => said.push(held), refusing);
  const { tell, hasEnded } = connect(refusing);
  tell({ type: 'lock', lock: 'worker 1' });
  await soon();
  expect([said.length, hasEnded()]).toEqual([0, false]);
});
