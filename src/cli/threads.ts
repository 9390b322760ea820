/** Jobs in worker threads, each thread taking the next job when it has finished one. */
import { Worker } from 'node:worker_threads';

/** What a thread says of its job: how many steps it has taken, other news, and in the end its outcome. */
export type ThreadReport<Outcome, News = never> =
  | { readonly kind: 'steps'; readonly steps: number }
  | { readonly kind: 'news'; readonly news: News }
  | { readonly kind: 'done'; readonly outcome: Outcome };

export interface ThreadListener<Outcome, News = never> {
  /** Training steps that job number `job` has taken so far. */
  onSteps(job: number, steps: number): void;
  onNews?(job: number, news: News): void;
  onDone(job: number, outcome: Outcome): void;
}

/**
 * Runs every job. Finished ones are handed to the listener, so they are kept when the rest fails or is stopped.
 * @param worker module that answers each order with reports, the last of them 'done'
 * @param signal ends the threads; the promise then resolves
 * @throws what a thread threw
 */
export async function runThreads<Order, Outcome, News = never>(
  worker: URL,
  orders: readonly Order[],
  threads: number,
  listener: ThreadListener<Outcome, News>,
  signal: AbortSignal,
): Promise<void> {
  const waiting = orders.entries();
  const workers = Array.from({ length: Math.min(threads, orders.length) }, () => new Worker(worker));
  try {
    await Promise.race([stopped(signal), Promise.all(workers.map((each) => feed(each, waiting, listener)))]);
  } finally {
    await Promise.all(workers.map((each) => each.terminate()));
  }
}

/** Gives a worker one job after the other until none is waiting. */
function feed<Order, Outcome, News>(
  worker: Worker,
  waiting: Iterator<[number, Order]>,
  listener: ThreadListener<Outcome, News>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let current = -1;
    const giveNext = () => {
      const next = waiting.next();
      if (next.done) return resolve();
      const [job, order] = next.value;
      current = job;
      worker.postMessage(order);
    };
    worker.on('message', (report: ThreadReport<Outcome, News>) => {
      if (report.kind === 'steps') return listener.onSteps(current, report.steps);
      if (report.kind === 'news') return listener.onNews?.(current, report.news);
      listener.onDone(current, report.outcome);
      giveNext();
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('A worker thread ended before its run did.')));
    giveNext();
  });
}

/** Resolves when a signal says stop. */
export function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
