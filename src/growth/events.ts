/**
 * What a descent reports: one event per sub-step. An event that carries a `state` can be resumed from.
 */
import type { Network } from '../networks/network.ts';
import type { OptimizerSlots } from '../networks/slots.ts';
import type { ScoredCandidate } from './importance.ts';
import type { Candidate } from './neighbourhood.ts';

/** The sub-steps of a phase. */
export type Stage = 'train' | 'overgrow' | 'score' | 'select';

/** Everything a descent needs to go on. Randomness needs no state: its streams are named by phase. */
export interface DescentState {
  /** Phase number, from 1. */
  readonly phase: number;
  /** What comes next; 'done' when the descent has ended. */
  readonly stage: 'begin' | Stage | 'done';
  /** Training steps already taken in this phase. */
  readonly step: number;
  readonly network: Network;
  readonly slots: OptimizerSlots;
  /** Loss of the network at the last event. */
  readonly loss: number;
  readonly candidates: readonly Candidate[];
  readonly scored: readonly ScoredCandidate[];
}

interface EventBase {
  readonly phase: number;
  readonly network: Network;
  /** Mean squared error of `network`, on the task's targets. */
  readonly loss: number;
  readonly state?: DescentState;
}

export type EndReason = 'neuron-limit' | 'no-candidate' | 'diverged';

export type DescentEvent =
  | (EventBase & { readonly kind: 'start' })
  | (EventBase & {
      readonly kind: 'train';
      /** Steps taken in this phase, of `steps`. */
      readonly step: number;
      readonly steps: number;
    })
  | (EventBase & {
      readonly kind: 'overgrow';
      readonly iteration: number;
      readonly iterations: number;
      readonly candidates: readonly Candidate[];
      /** Loss with all candidates on. */
      readonly overgrownLoss: number;
    })
  | (EventBase & { readonly kind: 'score'; readonly scored: readonly ScoredCandidate[] })
  | (EventBase & {
      readonly kind: 'select';
      readonly scored: readonly ScoredCandidate[];
      /** Keys of the candidates kept, best first. */
      readonly selected: readonly string[];
      readonly budget: number;
    })
  | (EventBase & {
      readonly kind: 'apply';
      readonly scored: readonly ScoredCandidate[];
      readonly selected: readonly string[];
      readonly budget: number;
      /** Network and loss before the growth. */
      readonly before: { readonly network: Network; readonly loss: number };
      /** Sum of the selected candidates' predicted changes. */
      readonly predictedChange: number;
      /** Loss after minus loss before: what really happened. */
      readonly actualChange: number;
    })
  | (EventBase & { readonly kind: 'end'; readonly reason: EndReason });
