/** What the store of a run holds and what it can be asked to do. */
import type { StoreApi } from 'zustand/vanilla';
import type { DescentEvent } from '../growth/events.ts';
import type { ScoreAnswer, ScoreQuestion } from '../growth/question.ts';
import type { PhaseChange } from '../runs/changes.ts';
import type { Recipe } from '../runs/recipe.ts';
import type { Task } from '../tasks/task.ts';
import type { Drill } from '../worker/messages.ts';
import type { Branch, Line } from './branches.ts';
import type { Pending } from './playback.ts';

export type { Drill };

export interface Notice {
  readonly id: number;
  /** Information leaves by itself; the others stay until dismissed. */
  readonly tone: 'info' | 'lasting' | 'error';
  readonly text: string;
  /** What the visitor can do about it: undo, reload. */
  readonly action?: { readonly label: string; readonly perform: () => void } | undefined;
}

export interface RunState extends Line {
  readonly task: Task | undefined;
  /** Milliseconds (at speed 1) the event has been on screen, up to its duration. */
  readonly elapsed: number;
  readonly playing: boolean;
  /** The visitor looks back while the run plays on: `seen` moves, the event on screen stays. */
  readonly behind: boolean;
  readonly speed: number;
  /** Every stage takes the same few seconds, whatever the speed. */
  readonly slowMotion: boolean;
  readonly pending: Pending | undefined;
  readonly notices: readonly Notice[];
  /** Every branch, the first is the run they all come from. The one on screen is as `Line` above says. */
  readonly branches: readonly Branch[];
  /** Id of the branch on screen. */
  readonly branch: number;
}

export interface RunActions {
  /** Starts a run; with `playing` it plays as it arrives. */
  start(recipe: Recipe, playing: boolean): void;
  /** Starts a new run with some settings changed; the same recipe starts nothing. */
  setRecipe(change: Partial<Recipe>): void;
  /** Shows a run that was computed before (a file), at its end; one that had not ended can be played on. */
  show(recipe: Recipe, engine: string, events: readonly DescentEvent[]): void;
  play(): void;
  pause(): void;
  step(): void;
  stepBack(): void;
  nextPhase(): void;
  previousPhase(): void;
  nextSelection(): void;
  previousSelection(): void;
  /** Shows the run's start again, and pauses. */
  reset(): void;
  goToEnd(): void;
  /** Goes to the furthest event that has been seen. */
  backToLive(): void;
  /** Looks at a position; while the run plays, it plays on. */
  seek(position: number): void;
  seekPhase(phase: number): void;
  /** Plays at a speed; leaves slow motion. */
  setSpeed(speed: number): void;
  /** Turns slow motion on or off, and remembers it for the next visit. */
  setSlowMotion(on: boolean): void;
  /** Moves playback on by some milliseconds of real time. */
  advance(milliseconds: number, reducedMotion: boolean): void;
  /** Grows a branch: the run on screen with another choice at a growth. False while the run has not come that far. */
  growBranch(change: PhaseChange): boolean;
  showBranch(id: number): void;
  renameBranch(id: number, name: string): void;
  /** Deletes a branch (never the first) and offers to undo that. */
  deleteBranch(id: number): void;
  notify(text: string, tone?: Notice['tone'], action?: Notice['action']): void;
  dismiss(id: number): void;
  /** Asks the engine about a growth; computes in the worker and changes nothing. */
  ask(question: ScoreQuestion): Promise<ScoreAnswer>;
  drill(drill: Drill): void;
  dispose(): void;
}

type RunStoreApi = StoreApi<RunState & RunActions>;
export type GetRun = RunStoreApi['getState'];
export type SetRun = RunStoreApi['setState'];
