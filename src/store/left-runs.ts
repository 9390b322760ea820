/**
 * What the page is left with, in local storage until IndexedDB has it. A write to IndexedDB that is placed as the page goes
 * away, committed or not, does not always happen: Chromium asks for the room left before it commits, and aborts when the page
 * is gone before the answer. Local storage has what it was given when the call returns.
 */
import { isSummary, type RunSummary } from './run-summary.ts';

/** A run as the page is left with it: the text of its file. */
export interface LeftRun {
  readonly summary: RunSummary;
  readonly text: string;
}

const RUN = 'firefly-lab/left-run ';
const PLACE = 'firefly-lab/left-place ';

/** Stores a value; false where local storage is forbidden or full. */
function store(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

/** Leaves a run, in the place of the same run left before; false where there is no room for it. */
export function leaveRun({ summary, text }: LeftRun): boolean {
  if (!store(RUN + summary.id, `${JSON.stringify(summary)}\n${text}`)) return false;
  // The summary says where the visitor looks now.
  localStorage.removeItem(PLACE + summary.id);
  return true;
}

/** Leaves where the visitor looks in a run, in thousandths of a phase from the start; false where that cannot be. */
export function leavePlace(id: string, at: number): boolean {
  return store(PLACE + id, String(at));
}

/** One thing left, and how to forget it: only as it was read, not when it was left anew since. */
interface Left<T> {
  readonly left: T;
  forget(): void;
}

function read<T>(prefix: string, parse: (rest: string, value: string) => T | undefined): Left<T>[] {
  try {
    const storage = globalThis.localStorage;
    const keys = Array.from({ length: storage?.length ?? 0 }, (_, index) => storage.key(index) ?? '');
    return keys
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => {
        const value = storage.getItem(key);
        if (value === null) return [];
        const left = parse(key.slice(prefix.length), value);
        const forget = () => {
          if (storage.getItem(key) === value) storage.removeItem(key);
        };
        if (left !== undefined) return [{ left, forget }];
        forget();
        return [];
      });
  } catch {
    return []; // Where local storage is forbidden nothing was left.
  }
}

/** The runs left; what is not one is dropped. */
export function leftRuns(): Left<LeftRun>[] {
  return read(RUN, (id, value) => {
    const end = value.indexOf('\n');
    try {
      const summary: unknown = JSON.parse(value.slice(0, end));
      return isSummary(summary) && summary.id === id ? { summary, text: value.slice(end + 1) } : undefined;
    } catch {
      return undefined;
    }
  });
}

/** Where the visitor looked last in runs that are kept; what is not a place is dropped. */
export function leftPlaces(): Left<{ readonly id: string; readonly at: number }>[] {
  return read(PLACE, (id, value) => {
    const at = Number(value);
    return Number.isFinite(at) ? { id, at } : undefined;
  });
}
