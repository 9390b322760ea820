/**
 * Where an event lies in its run: positions for the timeline, durations for playback, and the stops that "Step" makes.
 */
import type { DescentEvent, DescentState, Stage } from '../growth/events.ts';

/** One phase on the timeline. */
export const PHASE_LENGTH = 1000;
/** Where each sub-step ends within its phase: training takes most of it, the growth has the rest. */
const STAGE_END: Readonly<Record<Stage, number>> = { train: 800, overgrow: 880, score: 910, select: 950 };
const OVERGROW_LENGTH = STAGE_END.overgrow - STAGE_END.train;
/** Where a run ends when no candidate can lower the loss: after the selection that kept none. */
const NO_CANDIDATE_END = 960;

/**
 * Position of an event, in thousandths of a phase from the run's start. Never decreases along a run.
 */
export function eventPosition(event: DescentEvent): number {
  const start = (event.phase - 1) * PHASE_LENGTH;
  switch (event.kind) {
    case 'start':
      return 0;
    case 'train':
      return start + STAGE_END.train * (event.step / event.steps);
    case 'overgrow':
      return start + STAGE_END.train + OVERGROW_LENGTH * (event.iteration / event.iterations);
    case 'score':
    case 'select':
      return start + STAGE_END[event.kind];
    case 'apply':
      return start + PHASE_LENGTH;
    case 'end':
      return start + (event.reason === 'no-candidate' ? NO_CANDIDATE_END : STAGE_END.train);
  }
}

/** Position of the end of a sub-step, where "Step" stops too. */
export function stagePosition(phase: number, stage: Stage): number {
  return (phase - 1) * PHASE_LENGTH + STAGE_END[stage];
}

/** Position of the end of a phase's training, where its loss is the one that figures show. */
export function trainingEnd(phase: number): number {
  return stagePosition(phase, 'train');
}

/** Index of the last event at or before a position; -1 for an empty log. */
export function eventAtPosition(events: readonly DescentEvent[], position: number): number {
  let low = 0;
  let high = events.length - 1;
  let found = Math.min(0, high);
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (eventPosition(events[middle]!) <= position) {
      found = middle;
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return found;
}

/** Milliseconds an event stays on screen at speed 1. */
export function eventDuration(event: DescentEvent): number {
  switch (event.kind) {
    case 'start':
      return 500;
    case 'train':
      return 1000 / 60;
    case 'overgrow':
      return 140;
    case 'score':
      return 1500;
    case 'select':
      return 1700;
    case 'apply':
      return 1500;
    case 'end':
      return 0;
  }
}

/** True for the last event of a sub-step: where "Step" stops. */
export function isStop(events: readonly DescentEvent[], index: number): boolean {
  const event = events[index]!;
  const next = events[index + 1];
  if (event.kind === 'train') return event.step === event.steps;
  if (event.kind === 'overgrow') return event.iteration === event.iterations;
  return event.kind !== 'start' || next === undefined;
}

/** Index of the next stop after `index`, or undefined if the log does not reach it yet. */
export function nextStop(events: readonly DescentEvent[], index: number): number | undefined {
  for (let at = index + 1; at < events.length; at += 1) if (isStop(events, at)) return at;
  return undefined;
}

/** Index of the stop before `index`; 0 if there is none. */
export function previousStop(events: readonly DescentEvent[], index: number): number {
  for (let at = index - 1; at > 0; at -= 1) if (isStop(events, at)) return at;
  return 0;
}

/** True for events that begin a phase (or end the run). */
function beginsPhase(event: DescentEvent): boolean {
  return event.kind === 'apply' || event.kind === 'end' || event.kind === 'start';
}

/** Index where the next phase begins after `index`, or undefined if the log does not reach it yet. */
export function nextPhase(events: readonly DescentEvent[], index: number): number | undefined {
  for (let at = index + 1; at < events.length; at += 1) if (beginsPhase(events[at]!)) return at;
  return undefined;
}

/** Index where the phase of `index` begins, or the phase before if it is there already. */
export function previousPhase(events: readonly DescentEvent[], index: number): number {
  for (let at = index - 1; at > 0; at -= 1) if (beginsPhase(events[at]!)) return at;
  return 0;
}

/** Index of the next selection after `index` (the moment of a growth when candidates are kept), or undefined. */
export function nextSelection(events: readonly DescentEvent[], index: number): number | undefined {
  for (let at = index + 1; at < events.length; at += 1) if (events[at]!.kind === 'select') return at;
  return undefined;
}

/** Index of the selection before `index`; 0 if there is none. */
export function previousSelection(events: readonly DescentEvent[], index: number): number {
  for (let at = index - 1; at > 0; at -= 1) if (events[at]!.kind === 'select') return at;
  return 0;
}

/** Index where phase `phase` begins: the growth that led to it, or the start for phase 1. */
export function phaseStart(events: readonly DescentEvent[], phase: number): number | undefined {
  if (phase <= 1) return events.length > 0 ? 0 : undefined;
  const index = events.findIndex((event) => event.kind === 'apply' && event.phase === phase - 1);
  return index === -1 ? undefined : index;
}

/** The phase shown at an event: a growth that has happened opens the next one. */
export function shownPhase(event: DescentEvent): number {
  return event.kind === 'apply' ? event.phase + 1 : event.phase;
}

/** Phases a run will have if every growth uses its whole budget. */
export function expectedPhases(settings: { readonly maxNeurons: number; readonly neuronBudget: number }): number {
  return 1 + Math.ceil(Math.max(0, settings.maxNeurons - 1) / settings.neuronBudget);
}

/** Where a run that lost its engine goes on: the last event with a state, and how many events to keep. */
export function resumePoint(events: readonly DescentEvent[]): { state: DescentState; keep: number } | undefined {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const state = events[index]!.state;
    if (state) return { state, keep: index + 1 };
  }
  return undefined;
}
