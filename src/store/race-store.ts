/**
 * A race: methods in lanes, on one target and from one start. Every lane is computed ahead by a worker of its own; playing
 * only moves the place that is looked at, counted in training steps.
 */
import { createStore } from 'zustand/vanilla';
import type { EngineReport } from '../compute/report.ts';
import type { DescentEvent } from '../growth/events.ts';
import { expectedPhases, resumePoint } from '../runs/positions.ts';
import { DEFAULT_RECIPE, type Recipe } from '../runs/recipe.ts';
import type { Task } from '../tasks/task.ts';
import { type Client, createClient, type WorkerLike } from '../worker/client.ts';

/** An event that changes the network, and the training steps that had been taken by then. */
export interface Moment {
  readonly event: DescentEvent;
  readonly steps: number;
}

export interface Lane {
  readonly method: string;
  /** In the order of time. */
  readonly moments: readonly Moment[];
  readonly status: 'computing' | 'complete' | 'failed';
  readonly message: string | undefined;
  /** Training steps at which it is looked at. */
  readonly place: number;
  /** It stays where it is while the others go on. */
  readonly held: boolean;
}

/** 'together': side by side by steps; 'in turn': one lane after the other. */
export type RaceMode = 'together' | 'in turn';

export interface RaceState {
  readonly recipe: Recipe;
  readonly task: Task | undefined;
  readonly report: EngineReport | undefined;
  readonly lanes: readonly Lane[];
  readonly playing: boolean;
  readonly mode: RaceMode;
  /** Training steps per second of watching. */
  readonly speed: number;
}

export type RaceStore = ReturnType<typeof createRaceStore>;

/** All events of a run are wanted: it is computed to its end. */
const UNLIMITED = 1e9;

/** Training steps of a run that uses its whole budget. */
export function raceLength(recipe: Recipe): number {
  return expectedPhases(recipe) * recipe.stepsPerPhase;
}

/** The last moment at or before a place; undefined while there is none. */
export function momentAt(moments: readonly Moment[], place: number): Moment | undefined {
  return moments.findLast(({ steps }) => steps <= place);
}

function momentOf(event: DescentEvent, stepsPerPhase: number): Moment | undefined {
  const before = (event.phase - 1) * stepsPerPhase;
  if (event.kind === 'start') return { event, steps: 0 };
  if (event.kind === 'train') return { event, steps: before + event.step };
  if (event.kind === 'apply') return { event, steps: before + stepsPerPhase };
  return undefined;
}

/** How far a lane can be looked at: to its end once it is complete, else to the end of the race. */
function laneEnd({ status, moments }: Lane, length: number): number {
  return status === 'computing' ? length : (moments.at(-1)?.steps ?? 0);
}

/** The store of a race, computing in workers that `createWorker` makes. */
export function createRaceStore(createWorker: () => WorkerLike, base: Recipe = DEFAULT_RECIPE) {
  let clients: Client[] = [];
  const store = createStore<RaceState>(() => ({
    recipe: base,
    task: undefined,
    report: undefined,
    lanes: [],
    playing: false,
    mode: 'together',
    speed: 600,
  }));
  const { setState: set, getState: get } = store;

  const change = (method: string, update: (lane: Lane) => Partial<Lane>) =>
    set(({ lanes }) => ({
      lanes: lanes.map((lane) => (lane.method === method ? { ...lane, ...update(lane) } : lane)),
    }));

  const clear = () => {
    for (const client of clients) client.dispose();
    clients = [];
  };

  const openLane = (method: string, recipe: Recipe): Client => {
    const events: DescentEvent[] = []; // those of the moments, and of the end
    const keep = (arrived: readonly DescentEvent[]) => {
      const moments = arrived.flatMap((event) => momentOf(event, recipe.stepsPerPhase) ?? []);
      events.push(...moments.map(({ event }) => event));
      change(method, (lane) => ({ moments: [...lane.moments, ...moments] }));
    };
    const client = createClient(createWorker, {
      task: (task) => set(({ task: known }) => ({ task: known ?? task })),
      engine: (report) => set({ report }),
      events: keep,
      finished: () => change(method, () => ({ status: 'complete' })),
      failed: ({ message }) => change(method, () => ({ status: 'failed', message })),
      lost: () => {
        const point = resumePoint(events);
        events.length = point?.keep ?? 0;
        change(method, ({ moments }) => ({ moments: moments.slice(0, events.length) }));
        return point?.state;
      },
    });
    client.start({ ...recipe, method }, UNLIMITED);
    return client;
  };

  return Object.assign(store, {
    /** Begins a race anew. Lanes keep the order of `methods`. */
    start(seed: number, methods: readonly string[]): void {
      clear();
      const recipe: Recipe = { ...base, seed };
      const lanes = methods.map((method): Lane => {
        return { method, moments: [], status: 'computing', message: undefined, place: 0, held: false };
      });
      set({ recipe, task: undefined, lanes, playing: false });
      clients = methods.map((method) => openLane(method, recipe));
    },
    /** Plays; from the start again when every lane is at its end. */
    play(): void {
      const length = raceLength(get().recipe);
      set(({ lanes }) => {
        const over = lanes.every((lane) => lane.place >= laneEnd(lane, length));
        return { playing: true, lanes: over ? lanes.map((lane) => ({ ...lane, place: 0, held: false })) : lanes };
      });
    },
    pause: () => set({ playing: false }),
    /** Moves the lanes on by some milliseconds of watching. */
    advance(milliseconds: number): void {
      const { playing, mode, speed, recipe, lanes } = get();
      if (!playing) return;
      const length = raceLength(recipe);
      const by = (Math.min(milliseconds, 100) / 1000) * speed;
      const open = (lane: Lane) => !lane.held && lane.place < laneEnd(lane, length);
      const moving = mode === 'together' ? lanes.filter(open) : lanes.filter(open).slice(0, 1);
      set({
        playing: moving.length > 0,
        lanes: lanes.map((lane) => {
          if (!moving.includes(lane)) return lane;
          // A lane that is not computed so far waits at its newest moment.
          const known = lane.status === 'computing' ? (lane.moments.at(-1)?.steps ?? 0) : laneEnd(lane, length);
          return { ...lane, place: Math.max(lane.place, Math.min(lane.place + by, known)) };
        }),
      });
    },
    /** Looks at every lane that is not held at a place, and pauses. */
    seek(place: number): void {
      const length = raceLength(get().recipe);
      const moved = (lane: Lane) =>
        lane.held ? lane : { ...lane, place: Math.max(0, Math.min(place, laneEnd(lane, length))) };
      set(({ lanes }) => ({ playing: false, lanes: lanes.map(moved) }));
    },
    /** Every lane at its start, none held. */
    restart: () =>
      set(({ lanes }) => ({ playing: false, lanes: lanes.map((lane) => ({ ...lane, place: 0, held: false })) })),
    hold: (method: string, held: boolean) => change(method, () => ({ held })),
    setMode: (mode: RaceMode) => set({ mode }),
    setSpeed: (speed: number) => set({ speed }),
    /** Ends every worker. */
    dispose(): void {
      clear();
      set({ lanes: [], playing: false, task: undefined });
    },
  });
}

/** The place of the race as a whole: of the lane that is furthest. */
export function racePlace({ lanes }: Pick<RaceState, 'lanes'>): number {
  return Math.max(0, ...lanes.map(({ place }) => place));
}
