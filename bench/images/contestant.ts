/** What a contestant of the images bench is. */
import type { ImagesProblem } from './problem.ts';

export interface Session {
  /**
   * Takes training steps on the same batch, continuing from the last call, and waits until they are done.
   * Returns the loss before the last step: one small read-back per call, not per step.
   */
  train(steps: number): Promise<number>;
  dispose(): void;
}

export interface Contestant {
  readonly name: string;
  open(problem: ImagesProblem): Promise<Session>;
}
