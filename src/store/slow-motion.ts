/** Slow motion: every stage of a phase takes the same few seconds, whatever the speed, so that each can be followed. */
import type { DescentEvent, Stage } from '../growth/events.ts';

/** The stage an event belongs to; the growth itself is the second half of the selection. */
export function stageOf(event: DescentEvent | undefined): Stage | undefined {
  switch (event?.kind) {
    case 'start':
    case 'train':
      return 'train';
    case 'overgrow':
      return 'overgrow';
    case 'score':
      return 'score';
    case 'select':
    case 'apply':
      return 'select';
    default:
      return undefined;
  }
}

/** Milliseconds that things move, and that a stage's last picture then rests. */
const MOVING = 1700;
const RESTING = 800;

/** Milliseconds an event stays on screen in slow motion. `calm`: nothing moves, each stage shows its last picture only. */
export function slowDuration(events: readonly DescentEvent[], index: number, calm: boolean): number {
  const event = events[index]!;
  switch (event.kind) {
    case 'start':
      return 1000;
    case 'train':
      return stretch(event.step, partBefore(events, index), event.steps, calm);
    case 'overgrow':
      return stretch(event.iteration, partBefore(events, index), event.iterations, calm);
    case 'score':
    case 'select':
      return MOVING + RESTING;
    case 'apply':
      return MOVING + RESTING / 2;
    case 'end':
      return 0;
  }
}

/** How far the stage was at the event before. */
function partBefore(events: readonly DescentEvent[], index: number): number {
  const [event, before] = [events[index]!, events[index - 1]];
  if (event.kind === 'train' && before?.kind === 'train') return before.step;
  if (event.kind === 'overgrow' && before?.kind === 'overgrow') return before.iteration;
  return 0;
}

function stretch(part: number, before: number, whole: number, calm: boolean): number {
  if (part < whole) return calm ? 0 : (MOVING * (part - before)) / whole;
  return calm ? MOVING + RESTING : (MOVING * (part - before)) / whole + RESTING;
}

const KEY = 'firefly-lab/slow-motion';

/** Whether the visitor had slow motion on when last here. */
export function rememberedSlowMotion(): boolean {
  try {
    return globalThis.localStorage?.getItem(KEY) === 'on';
  } catch {
    return false; // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

export function rememberSlowMotion(on: boolean): void {
  try {
    if (on) globalThis.localStorage?.setItem(KEY, 'on');
    else globalThis.localStorage?.removeItem(KEY);
  } catch {
    // Remembering is a convenience.
  }
}
