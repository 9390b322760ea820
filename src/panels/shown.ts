/** What the panels read out of the event on screen. */
import type { DescentEvent } from '../growth/events.ts';
import type { ScoredCandidate } from '../growth/importance.ts';
import type { Candidate } from '../growth/neighbourhood.ts';
import { settle } from '../growth/selection.ts';
import { eventDuration } from '../runs/positions.ts';

export type SelectionEvent = Extract<DescentEvent, { scored: readonly ScoredCandidate[] }>;
export type ApplyEvent = Extract<DescentEvent, { kind: 'apply' }>;

/** The scoring that the Importance figure shows: of this growth, or of the last one. */
export function lastScoring(events: readonly DescentEvent[], cursor: number): SelectionEvent | undefined {
  for (let index = cursor; index >= 0; index -= 1) {
    const event = events[index]!;
    if ('scored' in event) return event;
  }
  return undefined;
}

/** Candidates on screen with their fate: while over-growing, scoring and selecting. */
export function candidatesAt(event: DescentEvent | undefined): {
  readonly candidates: readonly Candidate[];
  readonly selected: readonly string[] | undefined;
} {
  switch (event?.kind) {
    case 'overgrow':
      return { candidates: event.candidates, selected: undefined };
    case 'score':
      return { candidates: event.scored.map(({ candidate }) => candidate), selected: undefined };
    case 'select':
      return { candidates: event.scored.map(({ candidate }) => candidate), selected: event.selected };
    default:
      return { candidates: [], selected: undefined };
  }
}

/** The selected candidates as they will enter the network. */
export function settledSelection(event: Extract<DescentEvent, { kind: 'select' }>, stepSize: number): Candidate[] {
  return event.scored
    .filter(({ candidate }) => event.selected.includes(candidate.key))
    .map((entry) => settle(entry, stepSize));
}

/** How far the movement of the event on screen is, 0 to 1; movements take the first 60 % of an event's time. */
export function movement(event: DescentEvent, elapsed: number): number {
  const duration = eventDuration(event) * 0.6;
  return duration === 0 ? 1 : Math.min(1, elapsed / duration);
}
