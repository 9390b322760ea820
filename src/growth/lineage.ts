/** Who came from whom: the life of every neuron of a run, and the candidates that were let go. */
import type { Network, Origin } from '../networks/network.ts';
import type { DescentEvent } from './events.ts';

export interface NeuronLife {
  readonly id: number;
  readonly origin: Origin;
  /** Phase in which it first trained; 1 for those there from the start. */
  readonly birth: number;
}

/** Candidates of one growth that were not kept. */
export interface Rejected {
  /** The phase whose growth it was. */
  readonly phase: number;
  readonly splits: number;
  readonly fresh: number;
}

export interface Lineage {
  /** In the order in which pictures show them: a copy follows its parent. */
  readonly lives: readonly NeuronLife[];
  readonly rejected: readonly Rejected[];
  readonly lastPhase: number;
}

/** What a growth mainly brought: a split, else a fresh neuron, else (scratch) a new beginning. */
export function growthKind(event: Extract<DescentEvent, { kind: 'apply' }>): Origin['kind'] {
  const kinds = event.network.neurons
    .filter(({ id }) => id >= event.before.network.nextId)
    .map(({ origin }) => origin.kind);
  return kinds.find((kind) => kind === 'split') ?? kinds[0] ?? 'initial';
}

/** Neurons so that a split's copy follows its parent and everything else keeps its order of arrival. */
export function lineageOrder(neurons: Network['neurons']): Network['neurons'][number][] {
  const ordered: Network['neurons'][number][] = [];
  for (const neuron of neurons) {
    const { origin } = neuron;
    const parent = origin.kind === 'split' ? ordered.findIndex(({ id }) => id === origin.parent) : -1;
    if (parent === -1) ordered.push(neuron);
    else ordered.splice(parent + 1, 0, neuron);
  }
  return ordered;
}

/** The lineage as it stands at the last of some events. Nothing ever dies in this method, so every life goes on. */
export function lineageOf(events: readonly DescentEvent[]): Lineage {
  const last = events.at(-1);
  if (!last) return { lives: [], rejected: [], lastPhase: 1 };
  const lives = lineageOrder(last.network.neurons).map(({ id, origin }): NeuronLife => {
    return { id, origin, birth: origin.kind === 'initial' ? 1 : origin.phase + 1 };
  });
  const rejected = events.flatMap((event): Rejected[] => {
    if (event.kind !== 'select') return [];
    const gone = event.scored.filter(({ candidate }) => !event.selected.includes(candidate.key));
    const splits = gone.filter(({ candidate }) => candidate.kind === 'split').length;
    return [{ phase: event.phase, splits, fresh: gone.length - splits }];
  });
  return { lives, rejected, lastPhase: last.kind === 'apply' ? last.phase + 1 : last.phase };
}
