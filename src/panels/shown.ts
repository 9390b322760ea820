/** What the panels read out of the event on screen. */
import type { DescentEvent } from '../growth/events.ts';
import type { ScoredCandidate } from '../growth/importance.ts';
import type { Candidate } from '../growth/neighbourhood.ts';
import { settle } from '../growth/selection.ts';
import { described } from '../methods/catalogue.ts';
import type { Method } from '../methods/method.ts';
import { settingsInPhase } from '../runs/changes.ts';
import { eventDuration } from '../runs/positions.ts';
import type { Recipe } from '../runs/recipe.ts';

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

const scoringKeys = new WeakMap<readonly ScoredCandidate[], string>();

/** Tells growths apart by what they scored: the numbers of two different ones are never all the same. */
export function scoringKey({ phase, scored }: SelectionEvent): string {
  let key = scoringKeys.get(scored);
  if (key === undefined) {
    key = `${phase} ${scored.map(({ score }) => score).join(' ')}`;
    scoringKeys.set(scored, key);
  }
  return key;
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

/** The selected candidates as they will enter the network, best first. */
export function settledSelection(event: Extract<DescentEvent, { kind: 'select' }>, recipe: Recipe): Candidate[] {
  const { method, stepSize } = settingsInPhase(recipe, event.phase);
  const { entersAsScored } = described(method);
  return event.selected.flatMap((key) =>
    event.scored
      .filter(({ candidate }) => candidate.key === key)
      .map((entry) => (entersAsScored ? entry.candidate : settle(entry, stepSize))),
  );
}

/** How far the movement of the event on screen is, 0 to 1; movements take the first 60 % of an event's time. */
export function movement(event: DescentEvent, elapsed: number): number {
  const duration = eventDuration(event) * 0.6;
  return duration === 0 ? 1 : Math.min(1, elapsed / duration);
}

/** What the method of a phase says of its over-growing and scoring, if it does not do what the paper does. */
export function captionsAt(recipe: Recipe, phase: number): Method['captions'] {
  return described(settingsInPhase(recipe, phase).method).captions;
}
