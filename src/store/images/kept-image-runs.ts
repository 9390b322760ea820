/**
 * Image runs that this browser keeps, in IndexedDB: the state after the last epoch or growth of those that are not over, and what was
 * measured. At most eight, the oldest leaves first. What is read back is checked, never trusted.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import * as v from 'valibot';
import {
  ENGINE_PREFERENCES,
  type EngineKind,
  type EnginePreference,
  THREAD_COUNTS,
  type ThreadCount,
} from '../../compute/report.ts';
import { channelRecordShape, groupScoresShape, imagePhaseShape } from '../../runs/images/image-checkpoint.ts';
import type { ImagePhase } from '../../runs/images/image-phase.ts';
import { type ImageRecipe, phasesOf, settingsOf } from '../../runs/images/image-recipe.ts';
import type { CurrentPhase } from '../../runs/images/image-timeline.ts';
import {
  differingSetting,
  type RecordedSettings,
  recordedSettings,
  recordedSettingsShape,
} from '../../runs/images/recorded-settings.ts';
import type { UsedImages } from './image-lab-state.ts';

/** A run as it is kept. */
export interface KeptImageRun {
  /** The same recipe on the same images is the same run. */
  readonly id: string;
  readonly recipe: ImageRecipe;
  /** What its preset and changes set when it began; missing where an older version kept it. */
  readonly settings?: RecordedSettings;
  readonly engine: EnginePreference;
  /** What computed it so far, each once, the latest last; missing where an older version kept it. */
  readonly kinds?: readonly EngineKind[];
  /** How many threads shared its batches, each number once; one where it is missing. */
  readonly threads?: readonly ThreadCount[];
  readonly images: UsedImages;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** Of computing, in all sittings. */
  readonly seconds: number;
  readonly finished: readonly ImagePhase[];
  readonly current?: CurrentPhase | undefined;
  /** To go on from (an ImageStateFile, unread); none when the run is over. */
  readonly state?: unknown;
  /** Of a run that is over: its state after the last epoch, for its weights; missing where an older version kept it. */
  readonly last?: unknown;
}

interface Schema extends DBSchema {
  runs: { key: string; value: unknown };
}

const ENGINE_KINDS: readonly EngineKind[] = ['webgpu', 'cpu', 'plain'];
const DATABASE = 'firefly-lab-images';
export const MOST_KEPT = 8;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const seconds = v.pipe(v.number(), v.finite(), v.minValue(0));
const shape = v.object({
  id: v.string(),
  recipe: v.object({
    preset: v.string(),
    method: v.string(),
    seed: v.pipe(count, v.maxValue(2 ** 32 - 1)),
    changes: v.exactOptional(v.record(v.string(), v.union([v.number(), v.string()]))),
  }),
  settings: v.exactOptional(recordedSettingsShape),
  engine: v.picklist(ENGINE_PREFERENCES),
  kinds: v.exactOptional(v.array(v.picklist(ENGINE_KINDS))),
  threads: v.exactOptional(v.array(v.picklist(THREAD_COUNTS))),
  images: v.object({ dataset: v.string(), sha256: v.string(), files: v.exactOptional(v.array(v.string())) }),
  savedAt: seconds,
  seconds,
  finished: v.array(imagePhaseShape),
  current: v.optional(
    v.object({
      epoch: count,
      epochLosses: v.array(v.pipe(v.number(), v.finite())),
      parameters: count,
      multiplyAdds: count,
      widths: v.array(count),
      channels: v.array(channelRecordShape),
      scores: v.array(groupScoresShape),
      trainSeconds: seconds,
    }),
  ),
  state: v.optional(v.unknown()),
  last: v.optional(v.unknown()),
});

/** Whether the recipe of a kept run means other settings now than when it began. */
function hasOtherSettings({ recipe, settings }: KeptImageRun): boolean {
  return settings !== undefined && differingSetting(settings, recordedSettings(recipe)) !== undefined;
}

/** The phases of a kept run and the epochs of each: those of its recipe, if it means what it meant, and at least what it has. */
export function extentOfKept(run: KeptImageRun): { readonly phases: number; readonly epochs: number } {
  const { recipe, finished, current, state } = run;
  if (!hasOtherSettings(run)) return phasesOf(recipe);
  const [first] = finished;
  const trained = Math.max(first?.epochLosses.length ?? 0, current?.epoch ?? 0);
  if (state === undefined) return { phases: finished.length, epochs: trained };
  const { phases, epochs } = phasesOf(recipe);
  return { phases: Math.max(phases, finished.length + 1), epochs: first ? trained : Math.max(epochs, trained) };
}

/** A kept run that was read back, or undefined where it is none, or of a recipe that there is not any more. */
export function readKept(raw: unknown): KeptImageRun | undefined {
  const parsed = v.safeParse(shape, raw);
  if (!parsed.success) return undefined;
  const run = parsed.output as KeptImageRun;
  try {
    settingsOf(run.recipe);
    const { phases, epochs } = extentOfKept(run);
    const { current, finished, state } = run;
    if (finished.length > phases || (current && current.epoch > epochs)) return undefined;
    if (current && current.epochLosses.length !== current.epoch) return undefined;
    const isOver = finished.length > 0 && finished.length === phases;
    return state === undefined && !isOver ? undefined : run;
  } catch {
    return undefined;
  }
}

export interface KeptImageRuns {
  /** Newest first. Empty where nothing can be kept. */
  list(): Promise<KeptImageRun[]>;
  /** Returns whether it could be kept. Of several that come while one is being written, the last is. */
  keep(run: KeptImageRun): Promise<boolean>;
  remove(id: string): Promise<void>;
}

export function openKeptImageRuns(): KeptImageRuns {
  let opening: Promise<IDBPDatabase<Schema>> | undefined;
  const open = () => {
    const forget = () => {
      opening = undefined;
    };
    opening ??= openDB<Schema>(DATABASE, 1, {
      upgrade: (database) => void database.createObjectStore('runs'),
      blocking: (_old, _new, event) => {
        (event.target as IDBDatabase).close();
        forget();
      },
      terminated: forget,
    });
    opening.catch(forget);
    return opening;
  };
  const all = async (): Promise<KeptImageRun[]> => {
    const found = await (await open()).getAll('runs');
    return found.flatMap((raw) => readKept(raw) ?? []).sort((a, b) => b.savedAt - a.savedAt);
  };
  let writing: Promise<boolean> | undefined;
  let waiting: KeptImageRun | undefined;
  const write = async (run: KeptImageRun): Promise<boolean> => {
    try {
      const database = await open();
      await database.put('runs', run, run.id);
      const keys = new Set((await database.getAllKeys('runs')).filter((key) => key !== run.id));
      if (keys.size < MOST_KEPT) return true;
      for (const { id } of (await all()).filter(({ id }) => id !== run.id).slice(0, MOST_KEPT - 1)) keys.delete(id);
      for (const key of keys) await database.delete('runs', key);
      return true;
    } catch {
      return false; // a private window, or no room
    }
  };
  const writeNext = async (run: KeptImageRun): Promise<boolean> => {
    const kept = await write(run);
    const next = waiting;
    waiting = undefined;
    return next ? writeNext(next) : kept;
  };
  return {
    list: () => all().catch(() => []),
    keep(run) {
      if (writing) {
        waiting = run;
        return writing;
      }
      writing = writeNext(run).finally(() => {
        writing = undefined;
      });
      return writing;
    },
    async remove(id) {
      if (waiting?.id === id) waiting = undefined;
      await writing;
      try {
        await (await open()).delete('runs', id);
      } catch {
        // Nothing is kept where nothing can be.
      }
    },
  };
}
