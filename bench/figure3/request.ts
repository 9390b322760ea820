/** What the bench asks its worker, and what comes back. */

export interface Figure3Request {
  readonly seeds: number;
}

export interface Figure3Measured {
  readonly seconds: number;
  readonly dispatches: number;
  /** Times that answers were read: about the dispatches there would be if none were cut for the sake of time. */
  readonly batches: number;
  readonly bytesRead: number;
  readonly networkSteps: number;
  readonly device: string;
  /** Mean loss of Firefly at the end, to compare with the processor's. */
  readonly fireflyLoss: number;
}
