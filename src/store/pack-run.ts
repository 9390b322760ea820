/** A run as bytes for the browser's storage: the text of its file, gzipped where the browser can. */
import type { DescentEvent } from '../growth/events.ts';
import { writeAddress } from '../link/address.ts';
import { recipeSentence } from '../link/export/caption.ts';
import { runFilePieces } from '../runs/file.ts';
import { eventPosition, shownPhase } from '../runs/positions.ts';
import type { GivenPoints, Recipe } from '../runs/recipe.ts';
import type { KeptRun, PackedRun, RunSummary } from './recent-runs.ts';
import type { RunState } from './run-state.ts';

/** 32 bits that tell sets of points apart (FNV-1a over their numbers). */
function digest({ x, y }: GivenPoints): string {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(Float64Array.of(...x, ...y).buffer)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16);
}

/** What the address bar says of a recipe: the part of an id that a reload keeps. */
export function addressOf(recipe: Recipe): string {
  return writeAddress({ page: 'toy', recipe, embed: false });
}

/** Tells runs apart: the same recipe on the same kind of engine is the same run. */
export function runId(recipe: Recipe, engine: string): string {
  const points = recipe.given ? ` ${recipe.given.name} ${digest(recipe.given)}` : '';
  return `${addressOf(recipe)} ${engine}${points}`;
}

/** True for the id of a run whose points are not in its address. */
export function bringsPoints(id: string): boolean {
  return id.split(' ').length > 2;
}

type Line = Pick<RunState, 'recipe' | 'report' | 'events' | 'cursor' | 'seen' | 'status'>;

/** True for a run that somebody may want back: it has grown before the visitor's eyes, or it has ended. */
export function isWorthKeeping({ events, seen, status }: Line): boolean {
  const furthest = events[seen];
  return furthest !== undefined && (shownPhase(furthest) > 1 || (status === 'complete' && seen === events.length - 1));
}

/** True for a run that the address cannot bring back: nowhere else are the points that the visitor brought along. */
export function isLostWithPage({ recipe, events, seen }: Line): boolean {
  return recipe.given !== undefined && events[seen] !== undefined;
}

/** What the list of runs will show of a run. */
export function summaryOf({ recipe, report, events, cursor }: Line, now: number): RunSummary {
  const engine = report?.kind ?? 'cpu';
  const last = events.at(-1) as DescentEvent;
  return {
    id: runId(recipe, engine),
    name: '',
    recipe: recipeSentence(recipe),
    engine,
    savedAt: now,
    phase: shownPhase(last),
    neurons: last.network.neurons.length,
    loss: last.loss,
    events: events.length,
    complete: last.kind === 'end',
    at: eventPosition(events[cursor] ?? last),
  };
}

async function gzip(blob: Blob): Promise<PackedRun> {
  if (typeof CompressionStream === 'undefined') {
    return { bytes: new Uint8Array(await blob.arrayBuffer()), gzipped: false };
  }
  const packed = new Response(blob.stream().pipeThrough(new CompressionStream('gzip')));
  return { bytes: new Uint8Array(await packed.arrayBuffer()), gzipped: true };
}

/**
 * Packs a run.
 * @param rest called between pieces; may wait, or throw to give up
 */
export async function packRun(line: Line, now: number, rest: () => Promise<void> | undefined): Promise<KeptRun> {
  const pieces: string[] = [];
  for (const piece of runFilePieces(line.recipe, line.report?.kind ?? 'cpu', line.events)) {
    pieces.push(piece);
    const waiting = rest();
    if (waiting) await waiting;
  }
  return { summary: summaryOf(line, now), packed: await gzip(new Blob(pieces)) };
}

/** Packs a run while the page is being left: at once, and not gzipped. */
export function packRunAtOnce(line: Line, now: number): KeptRun {
  const text = [...runFilePieces(line.recipe, line.report?.kind ?? 'cpu', line.events)].join('');
  return { summary: summaryOf(line, now), packed: { bytes: new TextEncoder().encode(text), gzipped: false } };
}

/**
 * The text of a packed run's file.
 * @throws Error with one sentence when the bytes are damaged
 */
export async function unpackRun({ bytes, gzipped }: PackedRun): Promise<string> {
  if (!gzipped) return new TextDecoder().decode(bytes);
  try {
    return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
  } catch {
    throw new Error('This kept run is damaged and cannot be opened; delete it from the list.');
  }
}
