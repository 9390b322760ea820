/**
 * The run on screen: its recipe, its event log as far as it has arrived, and where in it the visitor looks; and the
 * branches it has. Looking never touches the worker; only new events do.
 */
import { createStore } from 'zustand/vanilla';
import type { DescentEvent } from '../growth/events.ts';
import { withoutMissing } from '../runs/changes.ts';
import { resumePoint } from '../runs/positions.ts';
import { DEFAULT_RECIPE, type Recipe, sameRecipe } from '../runs/recipe.ts';
import { taskOf } from '../runs/run-task.ts';
import { type Client, createClient, type WorkerLike } from '../worker/client.ts';
import { branchActions } from './branch-actions.ts';
import type { Branch, Line } from './branches.ts';
import { playbackActions } from './playback-actions.ts';
import type { Notice, RunActions, RunState } from './run-state.ts';
import { rememberedSlowMotion } from './slow-motion.ts';

export type { RunStatus } from './branches.ts';
export { SPEEDS } from './playback.ts';
export type { Notice } from './run-state.ts';

/** How many events the worker may be ahead of the eye: about two phases. */
const AHEAD = 400;

/** Where a run was computed that was not computed here. */
const FROM_FILE = 'from a file';

export type RunStore = ReturnType<typeof createRunStore>;

/** A run's state before its first event. */
function firstLine(recipe: Recipe, report: Line['report']): Line {
  return { recipe, report, events: [], cursor: -1, seen: -1, status: 'computing' };
}

function trunk(line: Line): Branch {
  return { id: 0, letter: 'A', name: 'First run', parent: undefined, shared: 0, line };
}

/** The store of one run, computing in workers that `createWorker` makes. Nothing starts before `start`. */
export function createRunStore(createWorker: () => WorkerLike) {
  let client: Client;
  let noticeId = 0;
  /** The message that the run on screen has failed; it leaves with that run. */
  let failure = 0;

  const store = createStore<RunState & RunActions>((set, get) => {
    /** Lets the worker run on, as far ahead of the eye (or of the live head) as is useful. */
    const grant = () => {
      const { cursor, seen, behind, events, status, pending } = get();
      if (status !== 'computing') return;
      const wanted = (pending ? events.length : Math.max(0, behind ? seen : cursor)) + AHEAD;
      const missing = wanted - events.length - client.outstanding();
      if (missing > AHEAD / 4) client.grant(missing);
    };

    const { actions: moves, settlePending } = playbackActions({ set, get, grant });

    const addNotice = (text: string, tone: Notice['tone'] = 'info', action?: Notice['action']) => {
      noticeId += 1;
      const notice = { id: noticeId, tone, text, action };
      set(({ notices }) => ({ notices: [...notices.filter((old) => old.text !== text).slice(-3), notice] }));
    };

    /** Once a growth has its candidates it is known whether those that the recipe keeps are among them. */
    const checkChanges = (arrived: readonly DescentEvent[]) => {
      for (const event of arrived) {
        const { recipe } = get();
        if (event.kind !== 'score' || !recipe.changes) continue;
        const keys = event.scored.map(({ candidate }) => candidate.key);
        const checked = withoutMissing(recipe.changes, event.phase, keys);
        if (!checked) continue;
        set({ recipe: { ...recipe, changes: checked.changes.length > 0 ? checked.changes : undefined } });
        addNotice(`${checked.problem}; ${checked.remedy}.`);
      }
    };

    /** The branches, with the one on screen as it is now. */
    const stowed = (): readonly Branch[] => {
      const { branches, branch, recipe, report, events, cursor, seen, status } = get();
      const line: Line = { recipe, report, events, cursor, seen, status };
      return branches.map((one) => (one.id === branch ? { ...one, line } : one));
    };

    /** Shows a line; one that is not complete goes on from its last snapshot. */
    const load = (branches: readonly Branch[], id: number, playing: boolean) => {
      const { line } = branches.find((one) => one.id === id)!;
      const point = line.status === 'computing' ? resumePoint(line.events) : undefined;
      const events = point ? line.events.slice(0, point.keep) : line.events;
      const last = events.length - 1;
      set({
        ...line,
        events,
        cursor: Math.min(line.cursor, last),
        seen: Math.min(line.seen, last),
        elapsed: 0,
        pending: undefined,
        behind: false,
        playing,
        branches,
        branch: id,
        notices: get().notices.filter((notice) => notice.id !== failure),
      });
      if (line.status === 'computing') client.start(line.recipe, AHEAD, point?.state);
      else client.cancel();
    };

    client = createClient(createWorker, {
      task: (task) => set({ task }),
      engine: (report) => {
        const before = get().report;
        const other = before?.device === FROM_FILE && before.kind !== report.kind && get().events.length > 0;
        set({ report });
        if (other) {
          addNotice('This run was computed on another engine up to here; what follows may differ in the last digits.');
        }
      },
      events: (arrived) => {
        set(({ events, cursor, seen }) => ({
          events: [...events, ...arrived],
          cursor: Math.max(0, cursor),
          seen: Math.max(0, seen),
        }));
        checkChanges(arrived);
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
        failure = noticeId;
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
      ...firstLine(DEFAULT_RECIPE, undefined),
      task: undefined,
      elapsed: 0,
      playing: false,
      behind: false,
      speed: 1,
      slowMotion: rememberedSlowMotion(),
      pending: undefined,
      notices: [],
      branches: [trunk(firstLine(DEFAULT_RECIPE, undefined))],
      branch: 0,

      start(recipe, playing) {
        const before = stowed();
        const { branch } = get();
        // The old target stays on screen until the new one arrives, so nothing flashes.
        load([trunk(firstLine(recipe, get().report))], 0, playing);
        if (before.length > 1) {
          const text = `A new run began; the ${before.length - 1 === 1 ? 'branch' : `${before.length - 1} branches`} of the old one left with it.`;
          addNotice(text, 'info', { label: 'Bring back', perform: () => load(before, branch, false) });
        }
      },
      setRecipe(change) {
        const { recipe, playing, status, cursor, events, start } = get();
        // Choices made at the growths of one run mean nothing in another.
        const next = { ...recipe, changes: undefined, ...change };
        if (sameRecipe({ ...recipe, changes: undefined }, next)) return;
        const ended = status !== 'computing' && cursor === events.length - 1;
        start(next, playing || ended);
      },
      show(recipe, engine, events) {
        const report = {
          kind: engine === 'webgpu' || engine === 'plain' ? engine : 'cpu',
          device: FROM_FILE,
          reason: 'This run was opened from a file; nothing was computed here.',
          software: false,
          selfTestError: 0,
        } as const;
        const end = events.length - 1;
        // A run that was saved on its way goes on from its last snapshot.
        const status = events[end]?.kind === 'end' || !resumePoint(events) ? 'complete' : 'computing';
        load([trunk({ recipe, report, events, cursor: end, seen: end, status })], 0, false);
        set({ task: taskOf(recipe) });
      },
      ...moves,
      ...branchActions({ set, get, stowed, load }),
      notify: addNotice,
      dismiss: (id) => set(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
      ask: (question) => client.ask(question, get().recipe.engine),
      drill: (drill) => client.drill(drill),
      dispose: () => client.dispose(),
    };
  });
  return store;
}
