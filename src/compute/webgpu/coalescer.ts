/**
 * Collects requests that are made at about the same time into one batch, and gives each its part of the answer. All
 * answers of a batch arrive together, when its longest request is done. Training waits until nothing short is asked for: runs
 * that grow in different ways, and so ask differently often between two phases, then train together again.
 */
import { Batch } from './batch.ts';
import type { Task } from './requests.ts';
import type { Runner } from './runner.ts';

/** A computation was asked of a device that is lost; the run can go on from its last frame on another engine. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';
}

interface Waiting {
  readonly work: number;
  readonly long: boolean;
  readonly write: (batch: Batch) => (state: Float32Array) => () => void;
  readonly reject: (error: Error) => void;
}

/** Runs that were answered together ask again within a few promise turns; this many are awaited before a batch is closed. */
const TURNS = 32;
/** Floats of state in a batch beyond which the rest waits for the next one (64 MiB). */
const MOST_FLOATS = 2 ** 24;
/** Workgroups of one dispatch: WebGPU's default limit. */
const MOST_JOBS = 65_535;

/** How long a loss of the device may take to be announced after reads from it fail. */
const ANNOUNCEMENT_MS = 50;

export class Coalescer {
  readonly #runner: Runner;
  readonly #batch = new Batch();
  #queue: Waiting[] = [];
  #running = false;
  #failure: Error | undefined;
  #inFlight: readonly Waiting[] = [];

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  /** Computes a task together with whatever else is asked for meanwhile. */
  ask<Result>(task: Task<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#failure) {
        reject(this.#failure);
        return;
      }
      const write = (batch: Batch) => {
        const read = task.write(batch);
        return (state: Float32Array) => {
          const result = read(state);
          return () => resolve(result);
        };
      };
      this.#queue.push({ work: task.work, long: task.long ?? false, write, reject });
      if (!this.#running) void this.#work();
    });
  }

  /** Rejects every pending and later request. The first reason stays. */
  fail(reason: Error): void {
    this.#failure ??= reason;
    const pending = [...this.#inFlight, ...this.#queue];
    this.#inFlight = [];
    this.#queue = [];
    for (const { reject } of pending) reject(this.#failure);
  }

  async #work(): Promise<void> {
    this.#running = true;
    for (let turn = 0; turn < TURNS; turn += 1) await undefined;
    while (this.#queue.length > 0) {
      await this.#runBatch();
      for (let turn = 0; turn < TURNS; turn += 1) await undefined;
    }
    this.#running = false;
  }

  async #runBatch(): Promise<void> {
    const batch = this.#batch;
    batch.clear();
    const short = this.#queue.filter(({ long }) => !long);
    const ready = short.length > 0 ? short : [...this.#queue];
    const taken: Waiting[] = [];
    const reads: ((state: Float32Array) => () => void)[] = [];
    try {
      for (const next of ready) {
        if (batch.state.length >= MOST_FLOATS || batch.jobs.length >= MOST_JOBS) break;
        this.#queue.splice(this.#queue.indexOf(next), 1);
        taken.push(next);
        reads.push(next.write(batch));
      }
      this.#inFlight = taken;
      const work = Math.max(...taken.map((task) => task.work));
      const state = await this.#runner.run(batch, work);
      // All results are read before anyone continues, so that everyone's next request arrives together.
      for (const settle of reads.map((read) => read(state))) settle();
    } catch (thrown) {
      // A read that a lost device cuts short may fail before the loss is announced, which says more.
      if (!(thrown instanceof RangeError)) await new Promise((resolve) => setTimeout(resolve, ANNOUNCEMENT_MS));
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      for (const { reject } of taken) reject(this.#failure ?? error);
    } finally {
      this.#inFlight = [];
    }
  }
}
