/**
 * The runs that this browser keeps, in IndexedDB: summaries to list, and packed run files to open. At most 20 runs, the
 * oldest leaves first. What is read back is restored like any file, never trusted.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** What the list shows of a run. */
export interface RunSummary {
  /** The same recipe on the same kind of engine is the same run. */
  readonly id: string;
  /** Given by the visitor; empty for the recipe's own words. */
  readonly name: string;
  /** The recipe in one line. */
  readonly recipe: string;
  readonly engine: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** Of the last event. */
  readonly phase: number;
  readonly neurons: number;
  readonly loss: number;
  /** Events in the log. */
  readonly events: number;
  readonly complete: boolean;
  /** Where the visitor looked, in thousandths of a phase from the start. */
  readonly at: number;
}

/** A packed run file. */
export interface PackedRun {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly gzipped: boolean;
}

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
  /** Newest first. */
  list(): Promise<RunSummary[]>;
  /** Keeps a run; the same run with fewer events only becomes the newest. */
  keep(run: KeptRun): Promise<void>;
  /** Keeps a run while the page is being left, when nothing can be waited for; false where that cannot be. */
  keepAtOnce(run: KeptRun): boolean;
  /** Remembers where the visitor looks in a kept run; waits for nothing. */
  keepPlace(id: string, at: number): void;
  /** The packed file of a run, if it is still there. */
  read(id: string): Promise<PackedRun | undefined>;
  rename(id: string, name: string): Promise<void>;
  /** Deletes runs and returns them, for undo. */
  remove(ids: readonly string[]): Promise<KeptRun[]>;
  /** Brings deleted runs back as they were. */
  putBack(runs: readonly KeptRun[]): Promise<void>;
}

function isSummary(raw: unknown): raw is RunSummary {
  const { id, name, recipe, engine, complete, ...numbers } = Object(raw) as Record<string, unknown>;
  const counts = [numbers.savedAt, numbers.phase, numbers.neurons, numbers.events, numbers.at];
  return (
    [id, name, recipe, engine].every((text) => typeof text === 'string') &&
    typeof complete === 'boolean' &&
    counts.every((count) => typeof count === 'number' && Number.isFinite(count)) &&
    typeof numbers.loss === 'number'
  );
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
  let opened: IDBPDatabase<Schema> | undefined;
  /** Summaries as last read or written. */
  let known: readonly RunSummary[] = [];
  const forget = () => {
    opening = undefined;
    opened = undefined;
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
    opening.then((database) => {
      opened = database;
    }, forget);
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

  const list = () =>
    attempt(async (database) => {
      const found: unknown[] = await database.getAll('summaries');
      known = found.filter(isSummary).sort((a, b) => b.savedAt - a.savedAt);
      return [...known];
    });

  const write = (run: KeptRun) =>
    attempt(async (database) => {
      const transaction = database.transaction(both, 'readwrite');
      const summaries = transaction.objectStore('summaries');
      const runs = transaction.objectStore('runs');
      const { id } = run.summary;
      const old = await summaries.get(id);
      if (old && isSummary(old) && old.events > run.summary.events) {
        await summaries.put({ ...old, savedAt: run.summary.savedAt });
      } else {
        await summaries.put({ ...run.summary, name: old?.name ?? run.summary.name });
        await runs.put(run.packed, id);
      }
      const sizes = new Map<string, number>();
      for (let cursor = await runs.openCursor(); cursor; cursor = await cursor.continue()) {
        sizes.set(cursor.key, cursor.value.bytes.byteLength);
      }
      const all = (await summaries.getAll()).filter(isSummary).sort((a, b) => b.savedAt - a.savedAt);
      known = all;
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

  return {
    list,
    async keep(run) {
      // Where the browser gives less room than we would take, older runs leave until this one fits.
      for (;;) {
        try {
          return await write(run);
        } catch (error) {
          const older =
            (error as Error).message === FULL ? (await list()).filter(({ id }) => id !== run.summary.id) : [];
          if (older.length === 0) throw error;
          await remove([older.at(-1)!.id]);
        }
      }
    },
    keepAtOnce({ summary, packed }) {
      const old = known.find(({ id }) => id === summary.id);
      if (!opened) return false;
      try {
        const transaction = opened.transaction(both, 'readwrite');
        const longer = old !== undefined && old.events > summary.events;
        const next = longer ? { ...old, savedAt: summary.savedAt } : { ...summary, name: old?.name ?? summary.name };
        // Requests are only placed; the commit lets the browser finish them when the page is gone.
        const requests = [transaction.objectStore('summaries').put(next)] as Promise<unknown>[];
        if (!longer) requests.push(transaction.objectStore('runs').put(packed, summary.id));
        for (const request of [...requests, transaction.done]) request.catch(() => undefined);
        transaction.commit();
        known = [next, ...known.filter(({ id }) => id !== next.id)];
        return true;
      } catch {
        return false;
      }
    },
    keepPlace(id, at) {
      const summary = known.find((one) => one.id === id);
      if (!opened || !summary || summary.at === at) return;
      try {
        opened.put('summaries', { ...summary, at }).catch(() => undefined);
        known = known.map((one) => (one.id === id ? { ...one, at } : one));
      } catch {
        // The place is a convenience; the run itself is kept.
      }
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
