/**
 * What the page and the worker of image runs say to each other. Every message that belongs to a run carries its number, so
 * that answers to a cancelled run are recognised and dropped.
 */
import type { EnginePreference, EngineReport, ThreadCount } from '../../compute/report.ts';
import type { GroupScores } from '../../growth/deep/group-scores.ts';
import type { GrowthStage } from '../../methods/images/image-method.ts';
import type { ChannelRecord } from '../../runs/images/channel-record.ts';
import type { ImageStateFile } from '../../runs/images/image-checkpoint.ts';
import type { ImageData } from '../../runs/images/image-data.ts';
import type { ImagePhase } from '../../runs/images/image-phase.ts';
import type { ImageRecipe } from '../../runs/images/image-recipe.ts';
import type { Drill, PostedError } from '../messages.ts';

/** Where a run pauses by itself: after an epoch (or a growth), or at the end of a phase. */
export type Until = 'epoch' | 'phase';

/** What is computed. */
export interface ImageJob {
  readonly recipe: ImageRecipe;
  readonly engine: EnginePreference;
  /** Wanted to share batches, where the processor computes and the page may. */
  readonly threads: ThreadCount;
  readonly images: ImageData;
}

export type ToImageWorker =
  /** Begin a run, or go on with one from the state after an epoch or growth. Any run before it is cancelled. */
  | {
      readonly type: 'start';
      readonly run: number;
      readonly job: ImageJob;
      readonly from?: ImageStateFile;
      readonly until?: Until;
    }
  | { readonly type: 'pause'; readonly run: number }
  /** `turn`: how often this run was resumed. */
  | { readonly type: 'resume'; readonly run: number; readonly turn: number; readonly until?: Until }
  | { readonly type: 'cancel'; readonly run: number }
  | { readonly type: 'ping'; readonly ping: number }
  /** A drill: break something on purpose, to show that nothing is lost. */
  | { readonly type: 'drill'; readonly drill: Drill };

/** Test images whose classes are asked for after each epoch. */
export const WATCHED_IMAGES = 100;

/** What is being done right now. */
export interface ImageProgress {
  /** From 1: the phase that trains, or whose end is the growth's beginning. */
  readonly phase: number;
  readonly stage: 'train' | 'measure' | GrowthStage;
  /** From 1: the epoch that trains. The last one while it is measured and grows. */
  readonly epoch: number;
  /** Of the epoch, of measuring or of the growth, 0 to 1. */
  readonly part: number;
}

/** The network that trains; units as in ImagePhase. */
export interface NetworkReport {
  readonly parameters: number;
  readonly multiplyAdds: number;
  readonly widths: readonly number[];
  readonly channels: readonly ChannelRecord[];
}

/** After an epoch. */
export interface EpochReport {
  /** To go on from. */
  readonly state: ImageStateFile;
  readonly network: NetworkReport;
  /** Classes of the first test images. */
  readonly watched: readonly number[];
}

/** At the start and after a growth: the network that the phase trains, and what it was chosen by. */
export interface BeginningReport {
  readonly network: NetworkReport;
  readonly scores: readonly GroupScores[];
  /** After a growth, to go on from. */
  readonly state?: ImageStateFile;
}

export type FromImageWorker =
  /** What a run's images are, before it begins: see `fingerprint`. */
  | { readonly type: 'images'; readonly run: number; readonly sha256: string }
  | { readonly type: 'engine'; readonly run: number; readonly report: EngineReport }
  | { readonly type: 'progress'; readonly run: number; readonly progress: ImageProgress }
  | ({ readonly type: 'epoch'; readonly run: number } & EpochReport)
  | { readonly type: 'phase'; readonly run: number; readonly phase: ImagePhase }
  | ({ readonly type: 'begun'; readonly run: number } & BeginningReport)
  /** Where it was asked to, since it was resumed for the `turn`th time: one that has been resumed again is not meant. */
  | { readonly type: 'paused'; readonly run: number; readonly turn: number }
  | { readonly type: 'finished'; readonly run: number }
  /** 'device-lost', 'thread-lost': the engine or a part of it is gone, a new worker can go on. 'error': the run cannot go on. */
  | {
      readonly type: 'failed';
      readonly run: number;
      readonly cause: 'device-lost' | 'thread-lost' | 'error';
      readonly error: PostedError;
    }
  | { readonly type: 'pong'; readonly ping: number };

const TO_WORKER = ['start', 'pause', 'resume', 'cancel', 'ping', 'drill'];
const FROM_WORKER = ['images', 'engine', 'progress', 'epoch', 'phase', 'begun', 'paused', 'finished', 'failed', 'pong'];

function hasType(data: unknown, types: readonly string[]): boolean {
  return types.includes((Object(data) as { readonly type?: unknown }).type as string);
}

/** True for messages of the page; anything else that reaches the worker is ignored. */
export function isToImageWorker(data: unknown): data is ToImageWorker {
  return hasType(data, TO_WORKER);
}

/** True for messages of the worker; browser extensions and stray posts are ignored. */
export function isFromImageWorker(data: unknown): data is FromImageWorker {
  return hasType(data, FROM_WORKER);
}
