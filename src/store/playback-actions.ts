/** How a visitor moves through a run: play, step, seek, and the passing of time. Looking never touches the worker. */
import type { DescentEvent } from '../growth/events.ts';
import {
  eventAtPosition,
  eventDuration,
  eventPosition,
  previousPhase,
  previousSelection,
  previousStop,
} from '../runs/positions.ts';
import { goalOf, type Pending, playOn } from './playback.ts';
import type { GetRun, RunActions, SetRun } from './run-state.ts';
import { rememberSlowMotion } from './slow-motion.ts';

type PlaybackActions = Pick<
  RunActions,
  | 'play'
  | 'pause'
  | 'step'
  | 'stepBack'
  | 'nextPhase'
  | 'previousPhase'
  | 'nextSelection'
  | 'previousSelection'
  | 'reset'
  | 'goToEnd'
  | 'backToLive'
  | 'seek'
  | 'seekPhase'
  | 'setSpeed'
  | 'setSlowMotion'
  | 'advance'
>;

/** The run store as far as playback needs it. */
export interface PlaybackGround {
  readonly set: SetRun;
  readonly get: GetRun;
  /** Lets the worker run on, as far ahead of the eye as is useful. */
  grant(): void;
}

/**
 * The actions that move through a run.
 * @returns the actions, and `settlePending`, to be called when events have arrived or the run has ended: it makes the pending
 * move if its goal is there
 */
export function playbackActions({ set, get, grant }: PlaybackGround): {
  readonly actions: PlaybackActions;
  settlePending(): void;
} {
  /** How long the live head's event has been shown, while the visitor looks back. */
  let headElapsed = 0;

  const moveTo = (cursor: number, playing: boolean) => {
    set(({ seen }) => ({
      cursor,
      seen: Math.max(seen, cursor),
      elapsed: 0,
      pending: undefined,
      behind: false,
      playing,
    }));
    grant();
  };

  /** At the end of a run, a pending move goes as far as there is. */
  const settlePending = () => {
    const { pending, events, cursor, status } = get();
    if (!pending || events.length === 0) return;
    const resume = pending.kind === 'position' && pending.resume;
    const goal = goalOf(pending, events, cursor);
    if (goal !== undefined) moveTo(goal, resume);
    else if (status !== 'computing') moveTo(events.length - 1, false);
    else grant();
  };

  const waitFor = (pending: Pending) => {
    set({ pending, playing: false, behind: false });
    settlePending();
  };

  const moveBack = (previous: (events: readonly DescentEvent[], index: number) => number) => {
    const { events, cursor } = get();
    if (cursor > 0) moveTo(previous(events, cursor), false);
    else set({ playing: false });
  };

  const actions: PlaybackActions = {
    play() {
      const { status, cursor, events } = get();
      if (status !== 'computing' && cursor >= events.length - 1) moveTo(0, true);
      set({ playing: true, behind: false, pending: undefined });
    },
    pause: () => set({ playing: false, behind: false }),
    step: () => waitFor({ kind: 'step' }),
    stepBack: () => moveBack(previousStop),
    nextPhase: () => waitFor({ kind: 'phase' }),
    previousPhase: () => moveBack(previousPhase),
    nextSelection: () => waitFor({ kind: 'selection' }),
    previousSelection: () => moveBack(previousSelection),
    reset: () => moveTo(Math.min(0, get().events.length - 1), false),
    goToEnd: () => waitFor({ kind: 'position', position: Infinity, resume: false }),
    backToLive: () => moveTo(get().seen, get().playing),
    seek(position) {
      const { events, seen, playing, behind, elapsed } = get();
      const index = eventAtPosition(events, position);
      const back = playing && index >= 0 && index < seen && position < eventPosition(events[seen]!);
      if (!back) return waitFor({ kind: 'position', position, resume: playing });
      if (!behind) headElapsed = elapsed;
      set({ cursor: index, elapsed: 0, pending: undefined, behind: true });
    },
    seekPhase: (phase) => waitFor({ kind: 'phase-start', phase }),
    setSpeed(speed) {
      set({ speed });
      if (get().slowMotion) get().setSlowMotion(false);
    },
    setSlowMotion(on) {
      rememberSlowMotion(on);
      set(({ speed }) => ({ slowMotion: on, speed: on ? 1 : speed }));
    },
    advance(milliseconds, reducedMotion) {
      const { events, cursor, seen, elapsed, playing, behind, speed, slowMotion, status } = get();
      const shown = events[cursor];
      if (!shown) return;
      const duration = eventDuration(shown);
      const rested = reducedMotion ? duration : Math.min(duration, elapsed + milliseconds);
      if (!playing) {
        // A paused event still finishes its own movement, then rests.
        if (elapsed < duration) set({ elapsed: rested });
        return;
      }
      const from = behind ? { at: seen, elapsed: headElapsed } : { at: cursor, elapsed };
      const pace = slowMotion ? ({ slow: reducedMotion ? 'calm' : 'moving' } as const) : { speed };
      const head = playOn(events, from, milliseconds, pace);
      const atEnd = status !== 'computing' && head.at === events.length - 1;
      if (head.at !== from.at || head.elapsed !== from.elapsed || atEnd) {
        if (behind) headElapsed = head.elapsed;
        set({
          seen: Math.max(seen, head.at),
          ...(behind ? { elapsed: rested } : { cursor: head.at, elapsed: head.elapsed }),
          ...(atEnd ? { playing: false, behind: false } : {}),
        });
        grant();
      }
    },
  };
  return { actions, settlePending };
}
