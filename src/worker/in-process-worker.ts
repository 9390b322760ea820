/**
 * A worker without a thread, for tests: a host that talks to the page through structured clones, and can be made to die in
 * every way that workers die. Imported by tests and their stand-ins only.
 */

/** How a worker can be lost. 'silent': it ends without a word. */
export type Death = 'device-lost' | 'error' | 'message-error' | 'silent';
export const DEATHS: readonly Death[] = ['device-lost', 'error', 'message-error', 'silent'];

export interface InProcessWorker<To> {
  postMessage(message: To): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent<unknown>) => void) | null;
  /** Resolves when it has ended, as where browsers can tell. */
  readonly ended: Promise<void>;
  /** Messages the page sent. */
  readonly received: readonly To[];
  readonly terminated: boolean;
  die(death: Death): void;
  /** Delivers anything to the page as if the worker had posted it. */
  say(message: unknown): void;
}

/** What a host finds around it when it runs without a thread. */
export interface InProcessSurroundings<From> {
  post(message: From, transfer?: ArrayBuffer[]): void;
  now(): number;
  breathe(): Promise<void>;
  close(): void;
}

export interface InProcessOptions<To, From> {
  /** Opens the host and returns what handles the page's messages. */
  readonly open: (surroundings: InProcessSurroundings<From>) => (message: To) => void;
  readonly loseDevice: () => void;
  /** Called for each message before it reaches the page; a worker that dies here posts it no more. */
  readonly onPost?: ((message: From, worker: InProcessWorker<To>) => void) | undefined;
}

/** A promise of the loss of a device, and what keeps it. */
export function losableDevice(): { readonly lost: Promise<Error>; readonly loseDevice: () => void } {
  let loseDevice = () => {};
  const lost = new Promise<Error>((resolve) => {
    loseDevice = () => resolve(new Error('The device was destroyed.'));
  });
  return { lost, loseDevice };
}

/** Opens a worker of this kind. Messages arrive in order, each in its own task of the microtask queue. */
export function createInProcessWorker<To, From>(options: InProcessOptions<To, From>): InProcessWorker<To> {
  const { open, loseDevice, onPost } = options;
  const received: To[] = [];
  let alive = true;
  let terminated = false;
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });

  const deliver = (data: unknown) => {
    queueMicrotask(() => {
      if (!terminated) worker.onmessage?.({ data } as MessageEvent<unknown>);
    });
  };
  const handle = open({
    post(message, transfer = []) {
      if (!alive) return;
      const data: unknown = structuredClone(message, { transfer });
      onPost?.(message, worker);
      if (alive) deliver(data);
    },
    now: () => performance.now(),
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    close() {
      alive = false;
      end();
    },
  });

  const worker: InProcessWorker<To> = {
    onmessage: null,
    onerror: null,
    onmessageerror: null,
    received,
    ended,
    get terminated() {
      return terminated;
    },
    postMessage(message) {
      const data = structuredClone(message);
      received.push(data);
      queueMicrotask(() => {
        if (alive) handle(data);
      });
    },
    terminate() {
      alive = false;
      terminated = true;
      end();
    },
    say: deliver,
    die(death) {
      if (death === 'device-lost') return loseDevice();
      alive = false;
      queueMicrotask(() => {
        const error = { message: 'It broke.', filename: 'worker.ts', lineno: 7 } as ErrorEvent;
        if (death === 'error') worker.onerror?.(error);
        if (death === 'message-error') worker.onmessageerror?.({ data: null } as MessageEvent<unknown>);
        end();
      });
    },
  };
  return worker;
}
