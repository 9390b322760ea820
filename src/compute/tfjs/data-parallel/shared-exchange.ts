/**
 * What two threads give each other while each computes half of a batch, through memory that both see. Waiting blocks the thread,
 * so operations of tfjs stay synchronous; a thread that waits in vain says so after a while and never hangs.
 *
 * Each thread has two regions and writes into them by turns. A thread is at most one exchange ahead of the other: it passes
 * exchange n + 1 only when the other has come there, and has read what was given in exchange n. So the region that it writes in
 * exchange n + 2, that of n, is no longer read.
 */
import type { Exchange } from '../ops.ts';

/** Position in a pair of threads; sums are always that of the first and then that of the second. */
export type Rank = 0 | 1;

/** Most bytes that a thread gives at once; there is no upper limit for the numbers of a network (see `sumInPlace`). */
export const REGION_BYTES = 2 ** 20;

/** Places of 32-bit integers; those that different threads write often are on cache lines of their own. */
const ARRIVALS = [0, 16] as const;
const LENGTHS = [32, 48] as const;
/** 0, or 1 more than the rank that has failed. */
const FAILED = 64;
const MESSAGE_LENGTH = 65;
const MESSAGE = 4 * 66;
const MESSAGE_BYTES = 1024;
const HEADER = MESSAGE + MESSAGE_BYTES;
const REGIONS = 8 * Math.ceil(HEADER / 8);

/**
 * So often the other thread's arrival is looked for before this one sleeps: some fifteen microseconds. Chosen by measurement, see
 * docs/bench.md: more is quicker on a machine at rest, and takes a core away on a busy one.
 */
const SPINS = 2000;
/** A wait is counted in slices, so that a machine that slept is not taken for a thread that is silent. */
const SLICE = 500;
/** After so many milliseconds without a word the other thread is given up; a layer takes some milliseconds. */
const PATIENCE = 60_000;

/** The other thread is lost: this one cannot go on, but a new pair of threads can. */
export class ThreadLostError extends Error {
  override name = 'ThreadLostError';
}

const ORDINALS = ['first', 'second'] as const;

export interface SharedExchangeOptions {
  readonly spins?: number;
  /** Milliseconds. */
  readonly patience?: number;
}

export class SharedExchange implements Exchange {
  readonly #buffer: SharedArrayBuffer;
  readonly #integers: Int32Array;
  readonly #rank: Rank;
  readonly #spins: number;
  readonly #patience: number;
  #count = 0;

  /** Memory for two threads. */
  static allocate(): SharedArrayBuffer {
    return new SharedArrayBuffer(REGIONS + 4 * REGION_BYTES);
  }

  /** @param buffer of `allocate`, the same for both threads */
  constructor(
    buffer: SharedArrayBuffer,
    rank: Rank,
    { spins = SPINS, patience = PATIENCE }: SharedExchangeOptions = {},
  ) {
    this.#buffer = buffer;
    this.#integers = new Int32Array(buffer, 0, MESSAGE / 4);
    this.#rank = rank;
    this.#spins = spins;
    this.#patience = patience;
  }

  gather<T extends Float32Array | Float64Array>(own: readonly T[]): readonly [T, T] {
    const turn = this.#count % 2;
    const length = own.reduce((sum, part) => sum + part.length, 0);
    const View = own[0]!.constructor as new (buffer: SharedArrayBuffer, at: number, length: number) => T;
    const bytes = length * own[0]!.BYTES_PER_ELEMENT;
    if (bytes > REGION_BYTES) throw new RangeError(`A thread cannot give ${bytes} bytes at once.`);
    const region = (rank: Rank) => new View(this.#buffer, REGIONS + (2 * rank + turn) * REGION_BYTES, length);
    const target = region(this.#rank);
    let at = 0;
    for (const part of own) {
      target.set(part, at);
      at += part.length;
    }
    const other: Rank = this.#rank === 0 ? 1 : 0;
    this.#integers[LENGTHS[this.#rank] + turn] = bytes;
    this.#count = (this.#count + 1) | 0;
    Atomics.store(this.#integers, ARRIVALS[this.#rank], this.#count);
    Atomics.notify(this.#integers, ARRIVALS[this.#rank]);
    this.#await(other);
    if (this.#integers[LENGTHS[other] + turn] !== bytes) {
      throw new Error('The two threads do not compute the same; this is a fault of the program.');
    }
    return [region(0), region(1)];
  }

  /** Waits until the other thread has come to the exchange that this one is at. */
  #await(other: Rank): void {
    const place = ARRIVALS[other];
    // The difference wraps as the counts do.
    const isThere = () => ((Atomics.load(this.#integers, place) - this.#count) | 0) >= 0;
    for (let spin = 0; spin < this.#spins; spin += 1) if (isThere()) return;
    const slice = Math.min(SLICE, this.#patience);
    for (let waited = 0; ; ) {
      const found = Atomics.load(this.#integers, place);
      if (((found - this.#count) | 0) >= 0) return;
      this.throwIfFailed();
      if (waited >= this.#patience) {
        const seconds = Math.round(this.#patience / 1000);
        throw new ThreadLostError(`The ${ORDINALS[other]} thread has not answered for ${seconds} s.`);
      }
      if (Atomics.wait(this.#integers, place, found, slice) === 'timed-out') waited += slice;
    }
  }

  /** Says that this thread cannot go on; whoever waits for it is told. The first failure counts. */
  fail(message: string): void {
    const bytes = new TextEncoder().encode(message).slice(0, MESSAGE_BYTES);
    if (Atomics.load(this.#integers, FAILED) !== 0) return;
    new Uint8Array(this.#buffer, MESSAGE, MESSAGE_BYTES).set(bytes);
    this.#integers[MESSAGE_LENGTH] = bytes.length;
    Atomics.store(this.#integers, FAILED, this.#rank + 1);
    Atomics.notify(this.#integers, ARRIVALS[this.#rank]);
  }

  /** @throws ThreadLostError if either thread has failed: the two do not hold the same numbers any more */
  throwIfFailed(): void {
    const failed = Atomics.load(this.#integers, FAILED);
    if (failed === 0) return;
    const length = this.#integers[MESSAGE_LENGTH]!;
    // A copy: text is not decoded from shared memory everywhere.
    const message = new TextDecoder().decode(new Uint8Array(this.#buffer, MESSAGE, length).slice());
    throw new ThreadLostError(`The ${ORDINALS[(failed - 1) as Rank]} thread failed: ${message}`);
  }
}

/**
 * Replaces numbers of this thread by the sums of both threads', the first thread's first.
 * @param lists as long as the other thread's, one by one
 */
export function sumInPlace(exchange: Exchange, lists: readonly Float32Array[]): void {
  const most = REGION_BYTES / Float32Array.BYTES_PER_ELEMENT;
  let parts: Float32Array[] = [];
  let length = 0;
  const send = () => {
    if (length === 0) return;
    const [first, second] = exchange.gather(parts);
    let at = 0;
    for (const part of parts) {
      for (let k = 0; k < part.length; k += 1) part[k] = first[at + k]! + second[at + k]!;
      at += part.length;
    }
    parts = [];
    length = 0;
  };
  for (const list of lists) {
    for (let from = 0; from < list.length; ) {
      const part = list.subarray(from, from + most - length);
      parts.push(part);
      length += part.length;
      from += part.length;
      if (length === most) send();
    }
  }
  send();
}
