/** Places the "Network" figure. */

import { candidateName } from '../charts/candidate-order.ts';
import { sampleGrid } from '../charts/curves.ts';
import { fixed } from '../charts/measured.ts';
import { type Arrival, NetworkPlot } from '../charts/NetworkPlot.tsx';
import { formatCount } from '../charts/numbers.ts';
import type { DescentEvent } from '../growth/events.ts';
import { copiesOf, splitOffset } from '../growth/neighbourhood.ts';
import { splitCopy } from '../networks/edits.ts';
import { type Network, neuronName, parameterCount } from '../networks/network.ts';
import type { Recipe } from '../runs/recipe.ts';
import { INPUT_RANGE } from '../tasks/task.ts';
import { Figure, type TableData } from './Figure.tsx';
import { useLater } from './LaterFrame.tsx';
import { point, useRun, useView } from './lab-context.ts';
import { movement, settledSelection } from './shown.ts';
import { useSize } from './use-size.ts';

const GRID = sampleGrid(-INPUT_RANGE, INPUT_RANGE, 41);

export function NetworkFigure() {
  const event = useRun((state) => state.events[state.cursor]);
  const elapsed = useRun((state) => (state.events[state.cursor]?.kind === 'apply' ? state.elapsed : 0));
  const recipe = useRun((state) => state.recipe);
  const pointed = useView((state) => state.pointed);
  const [ref, { width }] = useSize();
  const growth =
    event?.kind === 'apply' ? { before: event.before.network, progress: movement(event, elapsed) } : undefined;
  const arrivals = event?.kind === 'select' ? arrivalsOf(event, recipe) : [];
  const latestNote = event && noteOf(event.network, arrivals);
  const note = useLater(latestNote, latestNote, true);
  return (
    <Figure name="Network" className="network" note={note} table={() => tableOf(event?.network)}>
      <div ref={ref} className="network-body">
        {event && width > 0 && (
          <NetworkPlot {...{ growth, arrivals, pointed, width }} network={event.network} onPoint={point} grid={GRID} />
        )}
      </div>
    </Figure>
  );
}

function noteOf(network: Network, arrivals: readonly Arrival[]): string {
  const count = network.neurons.length;
  const neurons = `${count} ${count === 1 ? 'neuron' : 'neurons'}`;
  if (arrivals.length > 0) return `${neurons} + ${arrivals.length} arriving`;
  return `${neurons} · ${formatCount(parameterCount(network))} parameters`;
}

/** The neurons about to arrive: one for a fresh candidate, the copies of a split but its first, which is the parent. */
function arrivalsOf(event: Extract<DescentEvent, { kind: 'select' }>, recipe: Recipe): Arrival[] {
  return settledSelection(event, recipe).flatMap((candidate): Arrival[] => {
    const { key, kind } = candidate;
    const label = candidateName(candidate);
    if (candidate.kind === 'fresh') {
      const size = candidate.direction.length - 1;
      const [weights, bias] = [candidate.direction.slice(0, size), candidate.direction[size]!];
      return [{ key, kind, label, neuron: { weights, bias, output: candidate.amplitude } }];
    }
    const parent = event.network.neurons.find(({ id }) => id === candidate.neuron)!;
    const [, ...copies] = copiesOf(candidate);
    return copies.map((copy, k) => {
      const name = copies.length === 1 ? label : `${label} · ${k + 1}`;
      return { key: `${key} / ${k}`, kind, label: name, neuron: splitCopy(parent, splitOffset(candidate), copy) };
    });
  });
}

function originText(origin: Network['neurons'][number]['origin']): string {
  switch (origin.kind) {
    case 'initial':
      return 'from the start';
    case 'fresh':
      return `fresh, phase ${origin.phase}`;
    case 'split':
      return `${origin.form ?? 'split'} of ${neuronName(origin.parent)}, phase ${origin.phase}`;
  }
}

function tableOf(network: Network | undefined): TableData {
  return {
    columns: ['Neuron', 'Origin', 'a', 'b', 'w'],
    rows: (network?.neurons ?? []).map((neuron) => [
      neuronName(neuron.id),
      originText(neuron.origin),
      // The toy's networks have one input.
      fixed(neuron.weights[0]!, 4),
      fixed(neuron.bias, 4),
      fixed(neuron.output, 4),
    ]),
  };
}
