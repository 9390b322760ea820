/** From what was recorded of a network to the layers that are drawn. */
import type { StackCandidate, StackLayer } from '../../charts/images/stack-layer.ts';
import type { GroupScores } from '../../growth/deep/group-scores.ts';
import { type Description, type Layer, walkLayers } from '../../networks/description.ts';
import type { Origin } from '../../networks/network.ts';
import { type ChannelRecord, readKernels, readOrigins } from '../../runs/images/channel-record.ts';

/** What one channel is drawn and described by. */
export interface ChannelFacts {
  readonly origin: Origin;
  /** Values of its filter from -1 to 1: 3 x 3, or 3 x 3 x 3 with colours last. */
  readonly kernel: Float32Array | undefined;
  /** Root mean square of its filter, as a part of the largest in its layer, 0 to 1. */
  readonly size: number;
  /** Predicted change of the loss that it was chosen for; undefined for channels that were not scored. */
  readonly predictedChange: number | undefined;
}

/** Name of a group for people: `conv 3`, `layer 2`, `new 3` for a layer in a slot. */
export function groupLabel(group: string): string {
  const [, word = group, rest = ''] = /^([a-z]+)(\d.*)$/.exec(group) ?? [];
  // The first slot of a stage has no number of its own.
  return `${word === 'slot' ? 'new' : word} ${rest.replace(/\.0(?=-|$)/, '')}`.trim();
}

/** The base of `slot3-2` is `slot3`: where it lies. */
function baseOf(group: string): string {
  return group.split('-')[0]!;
}

/** Height of the maps of each group, of a network whose slots may have been opened since. */
export function mapSides(description: Description): (group: string) => number {
  const sides = new Map<string, number>();
  let side = description.height;
  const visit = (layers: readonly Layer[]) => {
    for (const layer of layers) {
      if (layer.kind === 'pool') side = layer.pool === 'mean' ? 1 : Math.floor(side / 2);
      else if (layer.kind === 'residual') visit(layer.branch);
      else if (layer.kind === 'convolution' && !sides.has(layer.writes)) sides.set(layer.writes, side);
    }
  };
  visit(description.layers);
  return (group) => sides.get(group) ?? sides.get(baseOf(group)) ?? 1;
}

/** Whether a group is inside of a residual layer. */
export function residualGroups(description: Description): (group: string) => boolean {
  const names = new Set(
    [...walkLayers(description.layers)].flatMap((layer) => (layer.kind === 'residual' ? [layer.group] : [])),
  );
  return (group) => names.has(group) || names.has(baseOf(group)) || group.startsWith('slot');
}

/** Kept candidates of a group, in the order in which they entered the network: the largest predicted drop first. */
function keptChanges({ splits, fresh, keptSplits, keptFresh }: GroupScores) {
  return [
    ...keptSplits.map((index) => ({ kind: 'split', change: splits[index]! })),
    ...keptFresh.map((index) => ({ kind: 'fresh', change: fresh[index]! })),
  ].sort((a, b) => a.change - b.change);
}

function predictedChanges(group: string, origins: readonly Origin[], phases: readonly (readonly GroupScores[])[]) {
  const changes = new Array<number | undefined>(origins.length).fill(undefined);
  for (const [at, scores] of phases.entries()) {
    const own = scores.find((entry) => entry.group === group);
    if (!own) continue;
    const kept = keptChanges(own);
    const places = origins.flatMap((origin, k) => (origin.kind !== 'initial' && origin.phase === at + 1 ? [k] : []));
    // Only if what arrived is what was kept: a method may do more than its scores say.
    if (kept.length !== places.length) continue;
    for (const [k, place] of places.entries()) {
      if (origins[place]!.kind === kept[k]!.kind) changes[place] = kept[k]!.change;
    }
  }
  return changes;
}

function rootMeanSquare(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/**
 * What is known of the channels of a record.
 * @param phases what the growth that led to each phase was chosen by, from the first phase on
 */
export function channelFacts(record: ChannelRecord, phases: readonly (readonly GroupScores[])[]): ChannelFacts[] {
  const origins = readOrigins(record.origins);
  const kernels = readKernels(record);
  const sizes = kernels.map(rootMeanSquare);
  const largest = Math.max(1e-9, ...sizes);
  const changes = predictedChanges(record.group, origins, phases);
  return origins.map((origin, k) => ({
    origin,
    kernel: kernels[k],
    size: (sizes[k] ?? largest) / largest,
    predictedChange: changes[k],
  }));
}

/** How strongly a channel is drawn: by the size of its filter, or by the predicted change that it came with. */
export type Strength = 'filter' | 'change';

/** 0 to 1 over three powers of ten; channels that were never scored are in the middle. */
function changeStrength(change: number | undefined, largest: number): number {
  if (change === undefined) return 0.4;
  return Math.min(1, Math.max(0, 1 + Math.log10(Math.max(1e-12, Math.abs(change)) / largest) / 3));
}

export interface ShownNetwork {
  /** The network that the run began with. */
  readonly description: Description;
  readonly channels: readonly ChannelRecord[];
  /** From 1. */
  readonly phase: number;
  /** What the growth that led to each phase was chosen by, from the first phase on; later ones do not matter. */
  readonly scores: readonly (readonly GroupScores[])[];
  /** The growth that follows the phase, while it is under way. */
  readonly growing?: Growing | undefined;
}

export interface Growing {
  /** undefined until they are known. */
  readonly scores: readonly GroupScores[] | undefined;
  readonly stage: 'overgrow' | 'score' | 'select';
  /** m', fresh channels tried in each layer. */
  readonly freshPerGroup: number;
  /** Whether channels may split. */
  readonly splits: boolean;
}

export interface StackFacts {
  readonly layers: readonly StackLayer[];
  /** Of each layer, of each channel. */
  readonly facts: readonly (readonly ChannelFacts[])[];
}

/** Both lists evenly mixed: a few of the first show what the whole is made of. */
function mixed(a: readonly StackCandidate[], b: readonly StackCandidate[]): StackCandidate[] {
  const placed = [a, b].flatMap((list) => list.map((candidate, k) => ({ candidate, at: (k + 0.5) / list.length })));
  return placed.sort((one, other) => one.at - other.at).map(({ candidate }) => candidate);
}

function candidatesOf(group: string, width: number, growing: Growing | undefined): StackCandidate[] {
  if (!growing) return [];
  const { scores, stage, splits, freshPerGroup } = growing;
  const of = (kind: 'split' | 'fresh', count: number, kept: readonly number[] | undefined) =>
    Array.from({ length: count }, (_, k): StackCandidate => ({ kind, kept: kept?.includes(k) }));
  if (!scores) return mixed(of('split', splits ? width : 0, undefined), of('fresh', freshPerGroup, undefined));
  const own = scores.find((entry) => entry.group === group);
  if (!own) return [];
  const known = stage === 'select';
  const all = mixed(
    of('split', own.splits.length, known ? own.keptSplits : undefined),
    of('fresh', own.fresh.length, known ? own.keptFresh : undefined),
  );
  return all.sort((a, b) => Number(b.kept ?? false) - Number(a.kept ?? false));
}

/** The layers of the network that is shown. */
export function stackLayers(shown: ShownNetwork, strength: Strength): StackFacts {
  const { description, channels, phase, scores, growing } = shown;
  const [sideOf, isResidual] = [mapSides(description), residualGroups(description)];
  const past = scores.slice(0, phase);
  const facts = channels.map((record) => channelFacts(record, past));
  const largest = Math.max(
    1e-12,
    ...facts.flatMap((list) => list.map(({ predictedChange }) => Math.abs(predictedChange ?? 0))),
  );
  const layers = channels.map(
    ({ group }, k): StackLayer => ({
      group,
      label: groupLabel(group),
      residual: isResidual(group),
      side: sideOf(group),
      cells: facts[k]!.map(({ origin, size, predictedChange }) => ({
        origin,
        strength: strength === 'filter' ? size : changeStrength(predictedChange, largest),
      })),
      candidates: candidatesOf(group, facts[k]!.length, growing),
    }),
  );
  return { layers, facts };
}

/** Where a channel comes from, in words. */
export function originText(origin: Origin): string {
  switch (origin.kind) {
    case 'initial':
      return 'there from the start';
    case 'fresh':
      return `fresh, arrived in phase ${origin.phase}`;
    case 'split':
      return `split off channel ${origin.parent + 1} in phase ${origin.phase}`;
  }
}
