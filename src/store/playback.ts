/** Moving through an event log: how far playback comes in some time, and where a move that waits for events ends. */
import type { DescentEvent } from '../growth/events.ts';
import {
  eventAtPosition,
  eventDuration,
  eventPosition,
  nextPhase,
  nextSelection,
  nextStop,
  phaseStart,
} from '../runs/positions.ts';
import { slowDuration } from './slow-motion.ts';

/** At the fastest speed the cursor still moves in small jumps, so that the eye can follow. */
const EVENTS_PER_FRAME = 30;
/** A frame that came late moves playback no further than this many milliseconds. */
const LONGEST_FRAME = 100;

export const SPEEDS: readonly { readonly value: number; readonly label: string }[] = [
  { value: 0.25, label: '¼×' },
  { value: 0.5, label: '½×' },
  { value: 1, label: '1×' },
  { value: 2, label: '2×' },
  { value: 4, label: '4×' },
  { value: 16, label: '16×' },
  { value: Infinity, label: 'Max' },
];

/** A place in the log: an event, and how many milliseconds (at speed 1) it has been on screen. */
export interface Place {
  readonly at: number;
  readonly elapsed: number;
}

/** How playback goes: at a speed, or in slow motion (`calm`: without movement). */
export type Pace = { readonly speed: number } | { readonly slow: 'moving' | 'calm' };

/** Where playback comes from a place in some milliseconds of real time; at the last event it rests. */
export function playOn(events: readonly DescentEvent[], place: Place, milliseconds: number, pace: Pace): Place {
  const last = events.length - 1;
  if ('speed' in pace && pace.speed === Infinity)
    return { at: Math.min(last, place.at + EVENTS_PER_FRAME), elapsed: 0 };
  const duration = (index: number) =>
    'slow' in pace ? slowDuration(events, index, pace.slow === 'calm') : eventDuration(events[index]!);
  let { at } = place;
  let elapsed = place.elapsed + Math.min(milliseconds, LONGEST_FRAME) * ('speed' in pace ? pace.speed : 1);
  while (at < last && elapsed >= duration(at)) {
    elapsed -= duration(at);
    at += 1;
  }
  return { at, elapsed: Math.min(elapsed, duration(at)) };
}

/** A move of the cursor that waits for events to arrive. */
export type Pending =
  | { readonly kind: 'step' }
  | { readonly kind: 'phase' }
  | { readonly kind: 'selection' }
  | { readonly kind: 'phase-start'; readonly phase: number }
  /** `resume`: playing goes on from there. */
  | { readonly kind: 'position'; readonly position: number; readonly resume: boolean };

/** Index of the event a pending move leads to, or undefined while the log does not reach it. */
export function goalOf(pending: Pending, events: readonly DescentEvent[], cursor: number): number | undefined {
  switch (pending.kind) {
    case 'step':
      return nextStop(events, cursor);
    case 'phase':
      return nextPhase(events, cursor);
    case 'selection':
      return nextSelection(events, cursor);
    case 'phase-start':
      return phaseStart(events, pending.phase);
    case 'position': {
      const last = events.at(-1);
      const reached = last !== undefined && eventPosition(last) >= pending.position;
      return reached ? eventAtPosition(events, pending.position) : undefined;
    }
  }
}
