/** What the bench asks its worker, and what comes back. */

export interface Figure3Request {
  readonly seeds: number;
}

export interface Figure3Measured {
  readonly seconds: number;
  readonly dispatches: number;
  readonly bytesRead: number;
  readonly networkSteps: number;
  readonly device: string;
  /** Mean loss of Firefly at the end, to compare with the processor's. */
  readonly fireflyLoss: number;
}
