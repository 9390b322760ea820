/** How many steps a dispatch takes: learned from the time that earlier ones took. */

/**
 * Milliseconds a dispatch should take: long enough to hide its overhead, short enough for pages to stay fluid, and well
 * under half a second on any adapter. A software adapter draws no page, so no page waits for it.
 */
export const TARGET_MS = { hardware: 120, software: 250 } as const;
/** Cost assumed before the first measurement, in ms per neuron and point: a slow software adapter's. */
const FIRST_GUESS = 2e-5;
/** Dispatches shorter than this measure the way to the device and back, so they are only an upper bound. */
const MEASURABLE_MS = 20;
/** A dispatch has at most this many times the steps that its time was last measured for. */
const MOST_GROWTH = 8;

export interface Pace {
  /** Steps for the next dispatch, at least 1. */
  next(): number;
  /** Reports that a dispatch of so many steps took so long. */
  measured(steps: number, ms: number): void;
}

/**
 * Remembers costs by the number of jobs, as powers of two: how much of a device a batch fills decides what a step costs,
 * and a rate measured on many jobs would make a dispatch of one far too long.
 */
export class PaceKeeper {
  readonly #rates = new Map<number, number>();
  readonly #target: number;

  /** @param target milliseconds that a dispatch should take */
  constructor(target: number) {
    this.#target = target;
  }

  /** @param work neurons times points of the largest job */
  start(jobs: number, work: number): Pace {
    const bucket = Math.ceil(Math.log2(jobs));
    const total = jobs * work;
    let most = Infinity;
    return {
      next: () => {
        const rate = this.#rates.get(bucket) ?? FIRST_GUESS;
        return Math.max(1, Math.floor(Math.min(most, this.#target / (rate * total))));
      },
      measured: (steps, ms) => {
        most = steps * MOST_GROWTH;
        const rate = Math.max(1e-12, ms / (steps * total));
        const known = this.#rates.get(bucket) ?? FIRST_GUESS;
        this.#rates.set(bucket, ms < MEASURABLE_MS ? Math.min(known, rate) : rate);
      },
    };
  }
}
