/** From a Chromium trace to the work of the page's main thread, frame by frame. */

/** What must be recorded for `frameWork`. */
export const TRACE_CATEGORIES = [
  'toplevel',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  '__metadata',
] as const;

export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** Processor time in microseconds, where the system knows it. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

export interface FrameWork {
  /** Milliseconds of the main thread's tasks between one commit and the next. */
  readonly frames: readonly { readonly wall: number; readonly cpu: number }[];
  /** Milliseconds of each task. */
  readonly tasks: readonly number[];
  /** What a frame's time goes into, in milliseconds on average (script includes layout that it forces). */
  readonly parts: Readonly<Record<Part, number>>;
}

const PARTS = {
  script: ['FunctionCall', 'EvaluateScript', 'BlinkScheduler_PerformMicrotaskCheckpoint'],
  layout: ['UpdateLayoutTree', 'Layout'],
  paint: ['PrePaint', 'Paint', 'Layerize', 'Commit'],
  collection: ['MinorGC', 'MajorGC'],
} as const;

export type Part = keyof typeof PARTS;

const TASK_NAMES = new Set(['RunTask', 'ThreadControllerImpl::RunTask']);

/** The page's main thread is the renderer thread with the most frames: a browser may have other renderers. */
export function frameWork(events: readonly TraceEvent[]): FrameWork {
  const key = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const mains = new Set(
    events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(key),
  );
  // A frame ends when the main thread hands it over to the compositor.
  const commits = events.filter((event) => event.name === 'Commit' && event.ph === 'X' && mains.has(key(event)));
  const ofThread = (thread: string) => commits.filter((event) => key(event) === thread);
  const main = [...mains].sort((a, b) => ofThread(b).length - ofThread(a).length)[0] ?? '';
  const times = ofThread(main)
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  const tasks = outermost(
    events.filter((event) => TASK_NAMES.has(event.name) && event.ph === 'X' && key(event) === main),
  );
  const frames = times.map(() => ({ wall: 0, cpu: 0 }));
  let frame = 0;
  for (const { ts, dur = 0, tdur = dur } of tasks) {
    while (frame < times.length && times[frame]! < ts) frame += 1;
    const current = frames[frame];
    if (!current) break;
    current.wall += dur / 1000;
    current.cpu += tdur / 1000;
  }
  const spent = ([part, names]: [string, readonly string[]]) => {
    const named = events.filter((event) => event.ph === 'X' && key(event) === main && names.includes(event.name));
    const total = outermost(named).reduce((sum, { dur = 0 }) => sum + dur / 1000, 0);
    return [part, total / frames.length] as const;
  };
  const parts = Object.fromEntries(Object.entries(PARTS).map(spent)) as Record<Part, number>;
  return { frames, parts, tasks: tasks.map(({ dur = 0 }) => dur / 1000) };
}

/** Events that are not part of another: tasks, for example, are often recorded under both names. */
function outermost(tasks: readonly TraceEvent[]): TraceEvent[] {
  const sorted = tasks.toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const kept: TraceEvent[] = [];
  let end = -Infinity;
  for (const task of sorted) {
    if (task.ts < end) continue;
    kept.push(task);
    end = task.ts + (task.dur ?? 0);
  }
  return kept;
}
