/** What a contestant of the toy bench is. */
import type { ToyProblem } from './problem.ts';

export interface Session {
  /**
   * Takes full-batch Adam steps on every network, continuing from the last call, and waits until they are done.
   * Returns the mean over the networks of the loss before the last step: one small read-back per call, not per step.
   */
  train(steps: number): Promise<number>;
  dispose(): void;
}

export interface Contestant {
  readonly name: string;
  /** Starts from the problem's networks with empty optimizer slots. */
  open(problem: ToyProblem): Promise<Session>;
}

/** Contestants by name; opening one may fail where its device is missing. */
export type Contestants = Readonly<Record<string, () => Promise<Contestant>>>;
