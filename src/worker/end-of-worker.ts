/**
 * Tells a page at once that a worker has ended. Browsers say nothing when they end one (to save memory, say), and one that
 * computes cannot be asked in between; but they give back its locks, however it ends.
 */

/** What a worker says of the lock that it holds. */
export interface HeldLock {
  readonly type: 'lock';
  readonly lock: string;
}

function isHeldLock(data: unknown): data is HeldLock {
  const { type, lock } = Object(data) as Partial<HeldLock>;
  return type === 'lock' && typeof lock === 'string';
}

/** What is used of `navigator.locks`, which pages without https do not have. */
export type Locks = Pick<LockManager, 'request'> | undefined;

/** In a worker: holds a lock of its own as long as it lives, and tells the page which. */
export function holdLock(post: (held: HeldLock) => void, locks: Locks = globalThis.navigator?.locks): void {
  if (!locks) return;
  const lock = `worker ${crypto.randomUUID()}`;
  const hold = () => {
    post({ type: 'lock', lock });
    return new Promise<never>(() => {});
  };
  locks.request(lock, hold).catch(() => {}); // refused: the page finds out by asking
}

/** In the page: resolves when the worker has ended, whoever ended it; never where browsers have no locks. */
export function endOfWorker(
  worker: Pick<Worker, 'addEventListener'>,
  locks: Locks = globalThis.navigator?.locks,
): Promise<void> {
  return new Promise((resolve) => {
    worker.addEventListener('message', ({ data }) => {
      if (isHeldLock(data)) locks?.request(data.lock, () => resolve()).catch(() => {});
    });
  });
}
