/**
 * Branches of a run: the same run up to a growth, and another choice there. What they share is the same event objects, so
 * a branch costs only what is new in it.
 */
import type { EngineReport } from '../compute/report.ts';
import type { DescentEvent } from '../growth/events.ts';
import { changesWith, describeChange, type PhaseChange } from '../runs/changes.ts';
import type { Recipe } from '../runs/recipe.ts';

/** 'computing' is also the state between a start and its first event. */
export type RunStatus = 'computing' | 'complete' | 'failed';

/** One line of history: a recipe, its event log as far as it has arrived, and where in it the visitor looked. */
export interface Line {
  readonly recipe: Recipe;
  readonly report: EngineReport | undefined;
  readonly events: readonly DescentEvent[];
  /** Index of the event on screen; -1 while there is none. */
  readonly cursor: number;
  /** The largest cursor so far: pictures show the future only once it has been seen. */
  readonly seen: number;
  readonly status: RunStatus;
}

export interface Branch {
  readonly id: number;
  /** A, B, C ...: how charts name it. */
  readonly letter: string;
  readonly name: string;
  /** The branch it left, and how many of its first events are that branch's own. */
  readonly parent: number | undefined;
  readonly shared: number;
  /** As it was when the visitor last left it; the branch on screen lives in the store's own fields. */
  readonly line: Line;
}

/** Index of the event that a change branches off at, or undefined while the log does not reach it. */
function forkIndex(events: readonly DescentEvent[], { phase, settings }: PhaseChange): number | undefined {
  // Other candidates are chosen after the scoring; other settings mean that the growth is tried anew.
  const index = settings
    ? events.findIndex((event) => event.phase === phase && event.kind === 'train' && event.step === event.steps)
    : events.findIndex((event) => event.phase === phase && event.kind === 'score');
  return index === -1 ? undefined : index;
}

/** The line of a branch that leaves `line` with a change: the shared events, resting where they part. */
export function branchLine(
  line: Line,
  change: PhaseChange,
): { readonly line: Line; readonly shared: number } | undefined {
  const fork = forkIndex(line.events, change);
  if (fork === undefined) return undefined;
  const recipe = { ...line.recipe, changes: changesWith(line.recipe.changes ?? [], change) };
  const events = line.events.slice(0, fork + 1);
  return { shared: events.length, line: { ...line, recipe, events, cursor: fork, seen: fork, status: 'computing' } };
}

/** A letter that no branch has: A to Z, then A2 ... */
export function nextLetter(branches: readonly Branch[]): string {
  const taken = new Set(branches.map(({ letter }) => letter));
  for (let index = 0; ; index += 1) {
    const letter = String.fromCharCode(65 + (index % 26)) + (index < 26 ? '' : String(1 + Math.floor(index / 26)));
    if (!taken.has(letter)) return letter;
  }
}

/** A branch's name until the visitor gives it another. */
export function branchName(change: PhaseChange): string {
  const name = describeChange(change);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The branches without one; its own branches then hang on its parent. */
export function withoutBranch(branches: readonly Branch[], id: number): readonly Branch[] {
  const gone = branches.find((branch) => branch.id === id);
  return branches
    .filter((branch) => branch.id !== id)
    .map((branch) =>
      branch.parent === id
        ? { ...branch, parent: gone?.parent, shared: Math.min(branch.shared, gone?.shared ?? 0) }
        : branch,
    );
}

/** The branches with a deleted one back in its place; those that hung on it `before` hang on it again. */
export function withBranchAgain(
  branches: readonly Branch[],
  gone: Branch,
  before: readonly Branch[],
): readonly Branch[] {
  const old = new Map(before.map((branch) => [branch.id, branch]));
  return [...branches, gone]
    .sort((a, b) => a.id - b.id)
    .map((branch) => {
      const was = old.get(branch.id);
      return was?.parent === gone.id ? { ...branch, parent: gone.id, shared: was.shared } : branch;
    });
}

/** How many first events two logs share: branches share the event objects themselves. */
export function sharedEvents(a: readonly DescentEvent[], b: readonly DescentEvent[]): number {
  let low = 0;
  let high = Math.min(a.length, b.length);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (a[middle - 1] === b[middle - 1]) low = middle;
    else high = middle - 1;
  }
  return low;
}
