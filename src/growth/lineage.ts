/** Who came from whom: the life of every neuron of a run, and the candidates that were let go. */
import type { Network, Neuron, Origin } from '../networks/network.ts';
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
  /** Ids of the neurons that were not split. */
  readonly splits: readonly number[];
  readonly fresh: number;
}

/** A neuron without parent and everyone who descends from it. */
export interface Family {
  readonly root: number;
  /** Ids, the root's among them, in order of arrival. */
  readonly members: readonly number[];
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
export function lineageOrder<T extends Pick<Neuron, 'id' | 'origin'>>(neurons: readonly T[]): T[] {
  const ordered: T[] = [];
  for (const neuron of neurons) {
    const { origin } = neuron;
    const parent = origin.kind === 'split' ? ordered.findIndex(({ id }) => id === origin.parent) : -1;
    if (parent === -1) ordered.push(neuron);
    else ordered.splice(parent + 1, 0, neuron);
  }
  return ordered;
}

/**
 * Families by their root's arrival. A family keeps its place for the whole run, because new roots come last.
 */
export function familiesOf(neurons: readonly Pick<Neuron, 'id' | 'origin'>[]): Family[] {
  const byId = new Map(neurons.map((neuron) => [neuron.id, neuron]));
  const rootOf = (id: number): number => {
    const origin = byId.get(id)?.origin;
    return origin?.kind === 'split' && byId.has(origin.parent) ? rootOf(origin.parent) : id;
  };
  const families = new Map<number, number[]>();
  for (const { id } of [...neurons].sort((a, b) => a.id - b.id)) {
    const root = rootOf(id);
    families.set(root, [...(families.get(root) ?? []), id]);
  }
  return [...families].map(([root, members]) => ({ root, members })).sort((a, b) => a.root - b.root);
}

/**
 * The lineage as it stands at the last of some events, told by its growths alone. Nobody dies, except where a method begins
 * again with another network: then all lives are new.
 */
export function lineageOf(events: readonly DescentEvent[]): Lineage {
  const last = events.at(-1);
  if (!last) return { lives: [], rejected: [], lastPhase: 1 };
  return {
    lives: lineageOrder(livesOf(events)),
    rejected: events.flatMap(rejectedOf),
    lastPhase: last.kind === 'apply' ? last.phase + 1 : last.phase,
  };
}

function livesOf(events: readonly DescentEvent[]): NeuronLife[] {
  const born = (neurons: Network['neurons'], birth: number) =>
    neurons.map(({ id, origin }): NeuronLife => ({ id, origin, birth }));
  const [first] = events;
  if (!first) return [];
  // A log may begin late; who is there then came when its origin says.
  let lives = (first.kind === 'apply' ? first.before.network : first.network).neurons.map(
    ({ id, origin }): NeuronLife => ({ id, origin, birth: origin.kind === 'initial' ? 1 : origin.phase + 1 }),
  );
  for (const event of events) {
    if (event.kind !== 'apply') continue;
    const { before, network, phase } = event;
    const replaced = network.neurons.some(({ id, origin }) => id >= before.network.nextId && origin.kind === 'initial');
    const arrived = network.neurons.filter(({ id }) => id >= before.network.nextId);
    lives = replaced ? born(network.neurons, phase + 1) : [...lives, ...born(arrived, phase + 1)];
  }
  return lives;
}

function rejectedOf(event: DescentEvent): Rejected[] {
  if (event.kind !== 'select' || event.scored.length === 0) return [];
  const gone = event.scored.flatMap(({ candidate }) => (event.selected.includes(candidate.key) ? [] : [candidate]));
  const splits = new Set(gone.flatMap((candidate) => (candidate.kind === 'split' ? [candidate.neuron] : [])));
  const fresh = gone.filter(({ kind }) => kind === 'fresh').length;
  return [{ phase: event.phase, splits: [...splits], fresh }];
}
