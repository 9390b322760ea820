/**
 * The page's side: owns the worker, notices when it or its device dies, and brings the run back from its last snapshot.
 */
import type { EnginePreference, EngineReport } from '../compute/report.ts';
import type { DescentEvent, DescentState } from '../growth/events.ts';
import type { ScoreAnswer, ScoreQuestion } from '../growth/question.ts';
import type { Recipe } from '../runs/recipe.ts';
import type { Task } from '../tasks/task.ts';
import { type Drill, isFromWorker, type PostedError, type ToWorker } from './messages.ts';
import { unpackEvents } from './packing.ts';

/** What the client tells its owner. */
export interface ClientListener {
  task(task: Task): void;
  engine(report: EngineReport): void;
  events(events: DescentEvent[]): void;
  finished(): void;
  failed(error: PostedError): void;
  /**
   * The worker or its device was lost; a new one is on its way. Returns where to go on: the state of the last snapshot
   * kept, or undefined to begin again. The owner drops events after that snapshot.
   */
  lost(cause: 'device-lost' | 'worker-lost'): DescentState | undefined;
}

/** The part of a Worker that the client needs; tests pass their own. */
export interface WorkerLike {
  postMessage(message: ToWorker): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent<unknown>) => void) | null;
}

/** A worker that leaves a ping unanswered this long, in milliseconds, is taken for dead. */
const PING_PATIENCE = 4000;
const PING_INTERVAL = 500;
/** Losses of one run after which the client gives up: something loses it each time. */
const MAX_LOSSES = 5;

/** A question on its way. */
interface Asked {
  readonly message: Extract<ToWorker, { type: 'question' }>;
  resolve(answer: ScoreAnswer): void;
  reject(error: Error): void;
}

export interface Client {
  /** Begins a run, or goes on with one from a state, and cancels the one before. */
  start(recipe: Recipe, credit: number, from?: DescentState): void;
  /** Lets the worker compute so many more events. */
  grant(events: number): void;
  /** Events granted that have not arrived yet. */
  outstanding(): number;
  cancel(): void;
  /**
   * Asks about a growth on the engine that a recipe prefers; a lost worker is asked again. Rejects when the engine cannot
   * answer, or is lost again and again.
   */
  ask(question: ScoreQuestion, engine: EnginePreference): Promise<ScoreAnswer>;
  drill(drill: Drill): void;
  dispose(): void;
}

/** Connects to a worker that `createWorker` makes; a lost worker is replaced by another. */
export function createClient(createWorker: () => WorkerLike, listener: ClientListener): Client {
  let worker: WorkerLike | undefined;
  let run = 0;
  let recipe: Recipe | undefined;
  let credit = 0;
  let active = false;
  let losses = 0;
  let ping = 0;
  let pong = 0;
  let pingedAt = 0;
  let questions = 0;
  const asked = new Map<number, Asked>();

  const send = (message: ToWorker) => worker?.postMessage(message);

  const lose = (cause: 'device-lost' | 'worker-lost', error?: PostedError) => {
    worker?.terminate();
    worker = undefined;
    if (!active && asked.size === 0) return;
    losses += 1;
    if (losses > MAX_LOSSES) {
      const message = 'The engine was lost again and again; the run stopped. Choose another engine or reload.';
      for (const { reject } of asked.values()) reject(new Error(error?.message ?? message));
      asked.clear();
      if (active) listener.failed(error ?? { name: 'EngineLost', message, stack: '' });
      active = false;
      return;
    }
    if (active && recipe) begin(recipe, listener.lost(cause));
    worker ??= open();
    for (const { message } of asked.values()) send(message);
  };

  /** Gives a question's answer, or its failure, to whoever asked. */
  const settle = (id: number, give: (one: Asked) => void) => {
    const one = asked.get(id);
    asked.delete(id);
    if (one) give(one);
  };

  const begin = (next: Recipe, from?: DescentState) => {
    worker ??= open();
    run += 1;
    recipe = next;
    active = true;
    send({ type: 'start', run, recipe: next, credit, ...(from ? { from } : {}) });
  };

  const open = (): WorkerLike => {
    const opened = createWorker();
    ping = 0;
    pong = 0;
    opened.onmessage = ({ data }) => {
      if (opened !== worker || !isFromWorker(data)) return;
      if (data.type === 'pong') {
        pong = data.ping;
        return;
      }
      if (data.type === 'answer') return settle(data.id, ({ resolve }) => resolve(data.answer));
      if (data.type === 'no-answer') return settle(data.id, ({ reject }) => reject(new Error(data.error.message)));
      if (data.run !== run) return;
      switch (data.type) {
        case 'task':
          return listener.task(data.task);
        case 'engine':
          return listener.engine(data.report);
        case 'events': {
          const events = unpackEvents(data.events);
          credit -= events.length;
          return listener.events(events);
        }
        case 'finished':
          active = false;
          return listener.finished();
        case 'failed':
          if (data.cause === 'device-lost') return lose('device-lost', data.error);
          active = false;
          return listener.failed(data.error);
      }
    };
    opened.onerror = (event) => {
      if (opened === worker) {
        lose('worker-lost', {
          name: 'WorkerError',
          message: event.message,
          stack: `${event.filename}:${event.lineno}`,
        });
      }
    };
    opened.onmessageerror = () => {
      if (opened === worker) lose('worker-lost');
    };
    return opened;
  };

  // A worker can end without any event (the browser may end it to save memory), so it is asked.
  const watch = setInterval(() => {
    if (!worker) return;
    const now = performance.now();
    if (ping === pong) {
      ping += 1;
      pingedAt = now;
      send({ type: 'ping', ping });
    } else if (now - pingedAt > PING_PATIENCE) {
      lose('worker-lost');
    }
  }, PING_INTERVAL);

  return {
    start(next, initialCredit, from) {
      credit = initialCredit;
      losses = 0;
      begin(next, from);
    },
    grant(events) {
      credit += events;
      send({ type: 'credit', run, events });
    },
    outstanding: () => credit,
    cancel() {
      active = false;
      send({ type: 'cancel', run });
    },
    ask: (question, engine) =>
      new Promise((resolve, reject) => {
        questions += 1;
        const message = { type: 'question', id: questions, engine, question } as const;
        asked.set(message.id, { message, resolve, reject });
        worker ??= open();
        send(message);
      }),
    drill: (drill) => send({ type: 'drill', drill }),
    dispose() {
      clearInterval(watch);
      worker?.terminate();
      worker = undefined;
      active = false;
    },
  };
}
