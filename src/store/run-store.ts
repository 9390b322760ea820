/**
 * The run on screen: its recipe, its event log as far as it has arrived, and where in it the visitor looks. Looking never
 * touches the worker; only new events do.
 */
import { createStore } from 'zustand/vanilla';
import type { EngineReport } from '../compute/report.ts';
import type { DescentEvent } from '../growth/events.ts';
import {
  eventAtPosition,
  eventDuration,
  eventPosition,
  nextPhase,
  nextStop,
  phaseStart,
  previousPhase,
  previousStop,
} from '../runs/positions.ts';
import { DEFAULT_RECIPE, type Recipe, sameRecipe } from '../runs/recipe.ts';
import { resumePoint, taskOf } from '../runs/run.ts';
import type { Task } from '../tasks/task.ts';
import { type Client, createClient, type WorkerLike } from '../worker/client.ts';
import type { Drill } from '../worker/messages.ts';

/** How many events the worker may be ahead of the eye: about two phases. */
const AHEAD = 400;
/** At the fastest speed the cursor still moves in small jumps, so that the eye can follow. */
const EVENTS_PER_FRAME = 30;

export const SPEEDS: readonly { readonly value: number; readonly label: string }[] = [
  { value: 0.25, label: '¼×' },
  { value: 0.5, label: '½×' },
  { value: 1, label: '1×' },
  { value: 2, label: '2×' },
  { value: 4, label: '4×' },
  { value: 16, label: '16×' },
  { value: Infinity, label: 'Max' },
];

/** 'waiting' is also the state between a start and its first event. */
export type RunStatus = 'computing' | 'complete' | 'failed';

export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'error';
  readonly text: string;
}

/** A move of the cursor that waits for events to arrive. */
type Pending =
  | { readonly kind: 'step' }
  | { readonly kind: 'phase' }
  | { readonly kind: 'phase-start'; readonly phase: number }
  | { readonly kind: 'position'; readonly position: number };

export interface RunState {
  readonly recipe: Recipe;
  readonly task: Task | undefined;
  readonly report: EngineReport | undefined;
  readonly events: readonly DescentEvent[];
  /** Index of the event on screen; -1 while there is none. */
  readonly cursor: number;
  /** The largest cursor so far: pictures show the future only once it has been seen. */
  readonly seen: number;
  /** Milliseconds (at speed 1) the event has been on screen, up to its duration. */
  readonly elapsed: number;
  readonly playing: boolean;
  readonly speed: number;
  readonly status: RunStatus;
  readonly pending: Pending | undefined;
  readonly notices: readonly Notice[];
}

export interface RunActions {
  /** Starts a new run with some settings changed; the same recipe starts nothing. */
  setRecipe(change: Partial<Recipe>): void;
  /** Shows a run that was computed before (a file), at its end. */
  show(recipe: Recipe, engine: string, events: readonly DescentEvent[]): void;
  play(): void;
  pause(): void;
  step(): void;
  stepBack(): void;
  nextPhase(): void;
  previousPhase(): void;
  /** Shows the run's start again, and pauses. */
  reset(): void;
  goToEnd(): void;
  seek(position: number): void;
  seekPhase(phase: number): void;
  setSpeed(speed: number): void;
  /** Moves playback on by some milliseconds of real time. */
  advance(milliseconds: number, reducedMotion: boolean): void;
  notify(text: string, tone?: Notice['tone']): void;
  dismiss(id: number): void;
  drill(drill: Drill): void;
  dispose(): void;
}

export type RunStore = ReturnType<typeof createRunStore>;

/** The store of one run, computing in workers that `createWorker` makes. Nothing starts before `start`. */
export function createRunStore(createWorker: () => WorkerLike) {
  let client: Client;
  let noticeId = 0;

  const store = createStore<RunState & RunActions & { start(recipe: Recipe, playing: boolean): void }>((set, get) => {
    /** Lets the worker run on, as far ahead of the eye as is useful. */
    const grant = () => {
      const { cursor, events, status, pending } = get();
      if (status !== 'computing') return;
      const wanted = (pending ? events.length : Math.max(0, cursor)) + AHEAD;
      const missing = wanted - events.length - client.outstanding();
      if (missing > AHEAD / 4) client.grant(missing);
    };

    const moveTo = (cursor: number, elapsed = 0) => {
      set(({ seen }) => ({ cursor, seen: Math.max(seen, cursor), elapsed, pending: undefined }));
      grant();
    };

    /** Makes the pending move if its goal has arrived; at the end of a run, goes as far as there is. */
    const settlePending = () => {
      const { pending, events, cursor, status } = get();
      if (!pending || events.length === 0) return;
      const last = events.length - 1;
      const goal = {
        step: () => nextStop(events, cursor),
        phase: () => nextPhase(events, cursor),
        'phase-start': () => (pending.kind === 'phase-start' ? phaseStart(events, pending.phase) : undefined),
        position: () =>
          pending.kind === 'position' && eventPosition(events[last]!) >= pending.position
            ? eventAtPosition(events, pending.position)
            : undefined,
      }[pending.kind]();
      if (goal !== undefined) moveTo(goal);
      else if (status !== 'computing') moveTo(last);
      else grant();
    };

    const waitFor = (pending: Pending) => {
      set({ pending, playing: false });
      settlePending();
    };

    const addNotice = (text: string, tone: Notice['tone'] = 'info') => {
      noticeId += 1;
      const notice = { id: noticeId, tone, text };
      set(({ notices }) => ({ notices: [...notices.filter((old) => old.text !== text).slice(-3), notice] }));
    };

    client = createClient(createWorker, {
      task: (task) => set({ task }),
      engine: (report) => set({ report }),
      events: (arrived) => {
        set(({ events, cursor, seen }) => ({
          events: [...events, ...arrived],
          cursor: Math.max(0, cursor),
          seen: Math.max(0, seen),
        }));
        settlePending();
        grant();
      },
      finished: () => {
        set({ status: 'complete' });
        settlePending();
      },
      failed: (error) => {
        set({ status: 'failed', playing: false });
        settlePending();
        addNotice(`The run stopped: ${error.message}`, 'error');
      },
      lost: (cause) => {
        const { events, cursor } = get();
        const point = resumePoint(events);
        const kept = events.slice(0, point?.keep ?? 0);
        set(({ seen }) => ({
          events: kept,
          cursor: Math.min(cursor, kept.length - 1),
          seen: Math.min(seen, kept.length - 1),
        }));
        const what = cause === 'device-lost' ? 'The GPU device was lost' : 'The worker ended unexpectedly';
        const where = point ? `phase ${point.state.phase}, the last snapshot` : 'the start';
        addNotice(`${what}. A new one goes on from ${where}; only the sub-step in flight was repeated.`);
        return point?.state;
      },
    });

    return {
      recipe: DEFAULT_RECIPE,
      task: undefined,
      report: undefined,
      events: [],
      cursor: -1,
      seen: -1,
      elapsed: 0,
      playing: false,
      speed: 1,
      status: 'computing',
      pending: undefined,
      notices: [],

      start(recipe, playing) {
        // The old target stays on screen until the new one arrives, so nothing flashes.
        set({ recipe, events: [], cursor: -1, seen: -1, elapsed: 0, playing, status: 'computing', pending: undefined });
        client.start(recipe, AHEAD);
      },
      setRecipe(change) {
        const { recipe, playing, status, cursor, events, start } = get();
        const next = { ...recipe, ...change };
        if (sameRecipe(recipe, next)) return;
        const ended = status !== 'computing' && cursor === events.length - 1;
        start(next, playing || ended);
      },
      show(recipe, engine, events) {
        client.cancel();
        const report = {
          kind: engine === 'webgpu' || engine === 'plain' ? engine : 'cpu',
          device: 'from a file',
          reason: 'This run was opened from a file; nothing was computed here.',
          software: false,
          selfTestError: 0,
        } as const;
        const cursor = events.length - 1;
        set({
          recipe,
          task: taskOf(recipe),
          report,
          events,
          cursor,
          seen: cursor,
          elapsed: 0,
          playing: false,
          status: 'complete',
          pending: undefined,
        });
      },
      play() {
        const { status, cursor, events } = get();
        if (status !== 'computing' && cursor >= events.length - 1) moveTo(0);
        set({ playing: true, pending: undefined });
      },
      pause: () => set({ playing: false }),
      step: () => waitFor({ kind: 'step' }),
      stepBack() {
        set({ playing: false });
        if (get().cursor > 0) moveTo(previousStop(get().events, get().cursor));
      },
      nextPhase: () => waitFor({ kind: 'phase' }),
      previousPhase() {
        set({ playing: false });
        if (get().cursor > 0) moveTo(previousPhase(get().events, get().cursor));
      },
      reset() {
        set({ playing: false });
        moveTo(Math.min(0, get().events.length - 1));
      },
      goToEnd: () => waitFor({ kind: 'position', position: Infinity }),
      seek: (position) => waitFor({ kind: 'position', position }),
      seekPhase: (phase) => waitFor({ kind: 'phase-start', phase }),
      setSpeed: (speed) => set({ speed }),
      advance(milliseconds, reducedMotion) {
        const { events, cursor, elapsed, playing, speed, status } = get();
        const shown = events[cursor];
        if (!shown) return;
        if (!playing) {
          // A paused event still finishes its own movement, then rests.
          const duration = eventDuration(shown);
          if (elapsed < duration)
            set({ elapsed: reducedMotion ? duration : Math.min(duration, elapsed + milliseconds) });
          return;
        }
        let at = cursor;
        let time = elapsed + Math.min(milliseconds, 100) * speed;
        if (speed === Infinity) {
          at = Math.min(events.length - 1, cursor + EVENTS_PER_FRAME);
          time = 0;
        } else {
          while (at < events.length - 1 && time >= eventDuration(events[at]!)) {
            time -= eventDuration(events[at]!);
            at += 1;
          }
          time = Math.min(time, eventDuration(events[at]!));
        }
        const atEnd = status !== 'computing' && at === events.length - 1;
        if (at !== cursor || time !== elapsed || atEnd) {
          set(({ seen }) => ({
            cursor: at,
            seen: Math.max(seen, at),
            elapsed: time,
            ...(atEnd ? { playing: false } : {}),
          }));
          grant();
        }
      },
      notify: addNotice,
      dismiss: (id) => set(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
      drill: (drill) => client.drill(drill),
      dispose: () => client.dispose(),
    };
  });
  return store;
}
