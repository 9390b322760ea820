/** A layer as it is drawn. */
import type { Origin } from '../../networks/network.ts';

export interface StackCell {
  readonly origin: Origin;
  /** 0 to 1 */
  readonly strength: number;
}

export interface StackCandidate {
  readonly kind: 'split' | 'fresh';
  /** undefined until it is known. */
  readonly kept: boolean | undefined;
}

export interface StackLayer {
  /** Name of the group; keeps its identity while the network grows. */
  readonly group: string;
  readonly label: string;
  readonly residual: boolean;
  /** Height and width of its maps. */
  readonly side: number;
  readonly cells: readonly StackCell[];
  readonly candidates: readonly StackCandidate[];
}

/** Channels `from` (inclusive) to `to` (exclusive) of a layer: one cell. */
export interface StackPlace {
  readonly layer: number;
  readonly from: number;
  readonly to: number;
}

/** One decimal, as short as possible. */
export function short(value: number): number {
  return Math.round(value * 10) / 10;
}
