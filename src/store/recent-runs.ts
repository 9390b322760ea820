/**
 * The runs that this browser keeps, in IndexedDB: summaries to list, and packed run files to open. At most 20 runs, the
 * oldest leaves first. What the page was left with waits in local storage (left-runs.ts) and is taken in at the next chance.
 * What is read back is restored like any file, never trusted.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { type LeftRun, leavePlace, leaveRun, leftPlaces, leftRuns } from './left-runs.ts';
import { type PackedRun, packText } from './packed-run.ts';
import { isSummary, type RunSummary } from './run-summary.ts';

export interface KeptRun {
  readonly summary: RunSummary;
  readonly packed: PackedRun;
}

interface Schema extends DBSchema {
  summaries: { key: string; value: RunSummary };
  runs: { key: string; value: PackedRun };
}

const DATABASE = 'firefly-lab';
export const MOST_RUNS = 20;
/** All packed runs together; a default run takes 0.3 MB. */
const MOST_BYTES = 40_000_000;

/** Storage that cannot be used, with one sentence for the visitor. */
export class StorageError extends Error {
  override name = 'StorageError';
}

const UNAVAILABLE =
  'This browser does not let the page keep runs (private window, or storage is blocked); save them as files.';
const FULL = 'This browser has no room left to keep runs; delete some, or save this one as a file.';

export interface RecentRuns {
  /** Newest first, those among them that the page was left with. */
  list(): Promise<RunSummary[]>;
  /** Keeps a run; the same run with fewer events only becomes the newest. */
  keep(run: KeptRun): Promise<void>;
  /** Keeps a run while the page is being left, when nothing can be waited for; false where there is no room for it. */
  leave(run: LeftRun): boolean;
  /** Remembers where the visitor looks in a kept run, also while the page is being left; waits for nothing. */
  keepPlace(id: string, at: number): void;
  /** The packed file of a run, if it is still there. */
  read(id: string): Promise<PackedRun | undefined>;
  rename(id: string, name: string): Promise<void>;
  /** Deletes runs and returns them, for undo. */
  remove(ids: readonly string[]): Promise<KeptRun[]>;
  /** Brings deleted runs back as they were. */
  putBack(runs: readonly KeptRun[]): Promise<void>;
}

/** The sentence for whatever a storage threw. */
function sentenceOf(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  return new StorageError((error as DOMException)?.name === 'QuotaExceededError' ? FULL : UNAVAILABLE);
}

/** Ids of the runs that have to leave: beyond the number, or beyond the bytes. Never the newest. */
function leaving(summaries: readonly RunSummary[], sizes: ReadonlyMap<string, number>): string[] {
  let bytes = 0;
  return summaries
    .filter(({ id }, index) => {
      bytes += sizes.get(id) ?? 0;
      return index > 0 && (index >= MOST_RUNS || bytes > MOST_BYTES);
    })
    .map(({ id }) => id);
}

/** The runs that this browser keeps. Every method throws StorageError, with one sentence, where storage cannot be used. */
export function openRecentRuns(): RecentRuns {
  let opening: Promise<IDBPDatabase<Schema>> | undefined;
  const forget = () => {
    opening = undefined;
  };
  const open = () => {
    opening ??= openDB<Schema>(DATABASE, 1, {
      upgrade(database) {
        database.createObjectStore('summaries', { keyPath: 'id' });
        database.createObjectStore('runs');
      },
      // Another tab with a later version of the page wants to go on; this one opens anew when it needs to.
      blocking: (_old, _new, event) => {
        (event.target as IDBDatabase).close();
        forget();
      },
      terminated: forget,
    });
    opening.catch(forget);
    return opening;
  };
  const both = ['summaries', 'runs'] as const;
  const attempt = async <T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> => {
    try {
      return await work(await open());
    } catch (error) {
      throw sentenceOf(error);
    }
  };

  const kept = () =>
    attempt(async (database) => {
      const found: unknown[] = await database.getAll('summaries');
      return found.filter(isSummary).sort((a, b) => b.savedAt - a.savedAt);
    });

  const write = (run: KeptRun) =>
    attempt(async (database) => {
      const transaction = database.transaction(both, 'readwrite');
      const summaries = transaction.objectStore('summaries');
      const runs = transaction.objectStore('runs');
      const { id } = run.summary;
      const old = await summaries.get(id);
      if (old && isSummary(old) && old.events > run.summary.events) {
        await summaries.put({ ...old, savedAt: Math.max(old.savedAt, run.summary.savedAt) });
      } else {
        await runs.put(run.packed, id);
        await summaries.put({ ...run.summary, name: old?.name ?? run.summary.name });
      }
      const sizes = new Map<string, number>();
      for (let cursor = await runs.openCursor(); cursor; cursor = await cursor.continue()) {
        sizes.set(cursor.key, cursor.value.bytes.byteLength);
      }
      const all = (await summaries.getAll()).filter(isSummary).sort((a, b) => b.savedAt - a.savedAt);
      const listed = new Set(all.map((summary) => summary.id));
      const gone = [...leaving(all, sizes), ...[...sizes.keys()].filter((key) => !listed.has(key))];
      for (const key of gone) await Promise.all([summaries.delete(key), runs.delete(key)]);
      await transaction.done;
    });

  const remove = (ids: readonly string[]) =>
    attempt(async (database) => {
      const transaction = database.transaction(both, 'readwrite');
      const removed: KeptRun[] = [];
      for (const id of ids) {
        const summary = await transaction.objectStore('summaries').get(id);
        const packed = await transaction.objectStore('runs').get(id);
        if (summary && packed) removed.push({ summary, packed });
        await transaction.objectStore('summaries').delete(id);
        await transaction.objectStore('runs').delete(id);
      }
      await transaction.done;
      return removed;
    });

  const keep = async (run: KeptRun): Promise<void> => {
    // Where the browser gives less room than we would take, older runs leave until this one fits.
    for (;;) {
      try {
        return await write(run);
      } catch (error) {
        const older = (error as Error).message === FULL ? (await kept()).filter(({ id }) => id !== run.summary.id) : [];
        if (older.length === 0) throw error;
        await remove([older.at(-1)!.id]);
      }
    }
  };

  const writePlace = (id: string, at: number) =>
    attempt(async (database) => {
      const transaction = database.transaction('summaries', 'readwrite');
      const summary = await transaction.store.get(id);
      if (summary && summary.at !== at) await transaction.store.put({ ...summary, at });
      await transaction.done;
    });

  /** Keeps what the page was left with; what cannot be kept yet is left for the next time. Never rejects. */
  const takeAll = async () => {
    try {
      for (const { left, forget } of leftRuns()) {
        const packed = await packText(left.text);
        await keep({ summary: left.summary, packed }).catch((error: StorageError) => {
          // There will be no more room later, and other runs that the page is left with need it.
          if (error.message !== FULL) throw error;
        });
        forget();
      }
      for (const { left, forget } of leftPlaces()) {
        await writePlace(left.id, left.at);
        forget();
      }
    } catch {
      // Whoever lists the runs is told that storage cannot be used.
    }
  };
  let taking = Promise.resolve();
  const takeIn = () => {
    taking = taking.then(takeAll);
    return taking;
  };

  return {
    async list() {
      await takeIn();
      return kept();
    },
    keep,
    leave(run) {
      if (!leaveRun(run)) return false;
      void takeIn();
      return true;
    },
    keepPlace(id, at) {
      if (leavePlace(id, at)) void takeIn();
    },
    read: (id) => attempt((database) => database.get('runs', id)),
    rename: (id, name) =>
      attempt(async (database) => {
        const transaction = database.transaction('summaries', 'readwrite');
        const summary = await transaction.store.get(id);
        if (summary) await transaction.store.put({ ...summary, name: name.trim().slice(0, 80) });
        await transaction.done;
      }),
    remove,
    putBack: (runs) =>
      attempt(async (database) => {
        const transaction = database.transaction(both, 'readwrite');
        for (const { summary, packed } of runs) {
          await transaction.objectStore('summaries').put(summary);
          await transaction.objectStore('runs').put(packed, summary.id);
        }
        await transaction.done;
      }),
  };
}
