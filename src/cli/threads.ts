/**
 * Jobs in worker threads, each thread taking the next job when it has finished one. A thread that is lost (out of memory,
 * ended, silent) is replaced, and its job begins again.
 */
import { Worker } from 'node:worker_threads';

/**
 * What a thread says of its job: how many steps it has taken (`work`: with what else it has done, counted as steps), other news,
 * and in the end its outcome or why it has none.
 */
export type ThreadReport<Outcome, News = never> =
  | { readonly kind: 'steps'; readonly steps: number; readonly work?: number }
  | { readonly kind: 'news'; readonly news: News }
  | { readonly kind: 'done'; readonly outcome: Outcome }
  /** It has lost a thread of its own without which it cannot go on; another can. */
  | { readonly kind: 'lost'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

export interface ThreadListener<Outcome, News = never> {
  /** Training steps that job number `job` has taken so far; 0 again when its thread was lost. */
  onSteps(job: number, steps: number, work?: number): void;
  onNews?(job: number, news: News): void;
  onDone(job: number, outcome: Outcome): void;
  /** A thread was lost and its job begins again in another; one sentence for people. */
  onLost?(sentence: string): void;
}

export interface ThreadOptions {
  /** A thread that says nothing for so many milliseconds while it has a job is lost; without it, silence is no sign. */
  readonly silence?: number;
  /** Makes a thread; tests pass their own. */
  readonly create?: (worker: URL) => Worker;
}

/** A job whose thread was lost so often is given up: something in it loses the thread. */
const MOST_TRIES = 3;
/** Silence is counted in so many parts, so that a machine that slept is not taken for a thread that is silent. */
const SILENT_PARTS = 10;

/** Why a thread is lost, and the job that it had. */
interface Loss {
  readonly job: number;
  readonly reason: string;
}

/**
 * Runs every job, an order being read when its job begins, and when it begins again. Finished ones are handed to the listener,
 * so they are kept when the rest fails or is stopped.
 * @param worker module that answers each order with reports, the last of them 'done', 'lost' or 'failed' (answer-orders.ts)
 * @param signal ends the threads; the promise then resolves
 * @throws Error with the reason when a job fails, or has lost its thread for the third time
 */
export async function runThreads<Order, Outcome, News = never>(
  worker: URL,
  orders: readonly Order[],
  threads: number,
  listener: ThreadListener<Outcome, News>,
  signal: AbortSignal,
  { silence, create = (module) => new Worker(module) }: ThreadOptions = {},
): Promise<void> {
  const waiting = orders.map((_, job) => job);
  const tries = orders.map(() => 0);
  const open = new Set<Worker>();
  let over = false;

  const work = async () => {
    while (waiting.length > 0 && !over) {
      const thread = create(worker);
      open.add(thread);
      const next = () => {
        const job = waiting.shift();
        if (job === undefined) return undefined;
        tries[job]! += 1;
        return { job, order: orders[job]! };
      };
      const loss = await feed(thread, next, listener, silence);
      if (over) return;
      open.delete(thread);
      void thread.terminate();
      if (!loss) return;
      const { job, reason } = loss;
      if (tries[job]! >= MOST_TRIES) throw new Error(reason);
      waiting.unshift(job);
      listener.onSteps(job, 0);
      listener.onLost?.(`A worker thread was lost (${reason.replace(/\.$/, '')}); its run begins again in another.`);
    }
  };
  try {
    await Promise.race([stopped(signal), Promise.all(Array.from({ length: Math.min(threads, orders.length) }, work))]);
  } finally {
    over = true;
    await Promise.all([...open].map((thread) => thread.terminate()));
  }
}

/** Gives a thread one job after the other until none is waiting. Resolves to its loss, if it was lost. */
function feed<Order, Outcome, News>(
  thread: Worker,
  next: () => { readonly job: number; readonly order: Order } | undefined,
  listener: ThreadListener<Outcome, News>,
  silence: number | undefined,
): Promise<Loss | undefined> {
  return new Promise((resolve, reject) => {
    let current = -1;
    let silentParts = 0;
    const end = (loss?: Loss) => {
      clearInterval(watch);
      thread.removeAllListeners('message');
      resolve(loss);
    };
    const lose = (reason: string) => end({ job: current, reason });
    const giveNext = () => {
      const given = next();
      if (!given) return end();
      current = given.job;
      thread.postMessage(given.order);
    };
    const watch =
      silence === undefined
        ? undefined
        : setInterval(() => {
            silentParts += 1;
            if (silentParts > SILENT_PARTS) lose(`no word of it for ${Math.round(silence / 1000)} s`);
          }, silence / SILENT_PARTS);
    thread.on('message', (report: ThreadReport<Outcome, News>) => {
      silentParts = 0;
      switch (report.kind) {
        case 'steps':
          return listener.onSteps(current, report.steps, report.work);
        case 'news':
          return listener.onNews?.(current, report.news);
        case 'lost':
          return lose(report.message.charAt(0).toLowerCase() + report.message.slice(1));
        case 'failed':
          clearInterval(watch);
          return reject(new Error(report.message));
        case 'done':
          listener.onDone(current, report.outcome);
          giveNext();
      }
    });
    thread.on('error', ({ message }) => lose(message));
    thread.on('exit', (code) => lose(`it ended with code ${code} before its run did`));
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
