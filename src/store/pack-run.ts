/** A run for the browser's storage: what tells it apart, whether it is worth keeping, its summary and its packed file. */
import type { DescentEvent } from '../growth/events.ts';
import { writeAddress } from '../link/address.ts';
import { recipeSentence } from '../link/export/caption.ts';
import { runFilePieces } from '../runs/file.ts';
import { eventPosition, shownPhase } from '../runs/positions.ts';
import type { GivenPoints, Recipe } from '../runs/recipe.ts';
import type { LeftRun } from './left-runs.ts';
import { packText } from './packed-run.ts';
import type { KeptRun } from './recent-runs.ts';
import type { RunState } from './run-state.ts';
import type { RunSummary } from './run-summary.ts';

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
  return { summary: summaryOf(line, now), packed: await packText(pieces) };
}

/** A run for when the page is being left: at once, as text. */
export function leftRun(line: Line, now: number): LeftRun {
  const text = [...runFilePieces(line.recipe, line.report?.kind ?? 'cpu', line.events)].join('');
  return { summary: summaryOf(line, now), text };
}
