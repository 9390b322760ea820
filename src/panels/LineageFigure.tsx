/** Places the "Lineage" figure: the tree, a button per neuron that lights it everywhere, and the families' colours. */
import { memo, useEffect, useMemo } from 'react';
import { LINEAGE_ROW, LINEAGE_TOP, LineagePlot } from '../charts/LineagePlot.tsx';
import { familiesOf, lineageOf, type NeuronLife } from '../growth/lineage.ts';
import { neuronName, type Origin } from '../networks/network.ts';
import { eventPosition, expectedPhases, PHASE_LENGTH } from '../runs/positions.ts';
import { viewStore } from '../store/view-store.ts';
import { Figure } from './Figure.tsx';
import { useLater } from './LaterFrame.tsx';
import { point, useRun, useView } from './lab-context.ts';
import { FAMILY_COLORS, Families } from './question/Families.tsx';
import { useSize } from './use-size.ts';

function cameAs(origin: Origin): string {
  if (origin.kind === 'initial') return 'the first';
  return origin.kind === 'split' ? (origin.form ?? 'split') : 'fresh';
}

export function LineageFigure() {
  const events = useRun((state) => state.events);
  const cursor = useRun((state) => state.cursor);
  const recipe = useRun((state) => state.recipe);
  const pointed = useView((state) => state.pointed);
  const colorBy = useView((state) => state.colorBy);
  const [ref, { width }] = useSize();
  const event = events[cursor];
  // Within a stretch of training nobody is born, so the lineage need not be read again.
  const growths = event && event.kind !== 'train' ? cursor : event ? `${event.phase}/${event.network.nextId}` : 'none';
  // biome-ignore lint/correctness/useExhaustiveDependencies: `growths` stands for the cursor.
  const lineage = useMemo(() => lineageOf(events.slice(0, cursor + 1)), [growths, recipe]);
  const families = useMemo(() => familiesOf(lineage.lives), [lineage]);
  const byFamily = colorBy === 'lineage';
  const dashed = useMemo(
    () => new Set(byFamily ? families.slice(FAMILY_COLORS).flatMap(({ members }) => members) : []),
    [families, byFamily],
  );
  const progress = event ? Math.min(1, eventPosition(event) / PHASE_LENGTH - (lineage.lastPhase - 1)) : 0;
  return (
    <Figure
      name="Lineage"
      className="lineage"
      controls={
        <button
          type="button"
          className="button quiet"
          aria-pressed={byFamily}
          title="Colour neurons by lineage (C)"
          onClick={() => viewStore.setState({ colorBy: byFamily ? 'neuron' : 'lineage' })}
        >
          Colour by lineage
        </button>
      }
      table={() => ({
        columns: ['Neuron', 'Came as', 'From', 'In phase', 'Family of'],
        rows: lineage.lives.map(({ id, origin, birth }) => [
          neuronName(id),
          cameAs(origin),
          origin.kind === 'split' ? neuronName(origin.parent) : '–',
          birth,
          neuronName(families.find(({ members }) => members.includes(id))?.root ?? id),
        ]),
      })}
    >
      <div ref={ref} className="lineage-body">
        {event && width > 0 && (
          <LineagePlot
            {...{ lineage, progress, pointed, dashed, width }}
            rows={Math.max(3, Math.min(recipe.maxNeurons, 12))}
            phases={Math.max(expectedPhases(recipe), lineage.lastPhase)}
          />
        )}
        <NeuronButtons lives={lineage.lives} />
      </div>
      <p className="note families">
        {byFamily ? <Families families={families} /> : 'Twigs: splits that were not made. Rings: fresh ones let go.'}
      </p>
    </Figure>
  );
}

const NO_LIVES: readonly NeuronLife[] = [];

/** A button on each line of life: pointing at it lights the neuron everywhere, pressing it keeps it lit. */
const NeuronButtons = memo(function NeuronButtons({ lives: latest }: { lives: readonly NeuronLife[] }) {
  const lives = useLater(latest, NO_LIVES);
  const pinned = useView((state) => state.pinned);
  useEffect(() => {
    // What another run had lit means nothing in this one.
    const gone = pinned !== undefined && !lives.some(({ id }) => `neuron ${id}` === pinned);
    if (gone) viewStore.setState({ pinned: undefined, pointed: undefined });
  }, [lives, pinned]);
  return (
    <ul className="lineage-rows" aria-label="Neurons" data-export="no">
      {lives.map(({ id, origin, birth }, index) => {
        const key = `neuron ${id}`;
        const from = origin.kind === 'split' ? `, split from ${neuronName(origin.parent)}` : `, ${cameAs(origin)}`;
        return (
          <li key={id}>
            <button
              type="button"
              aria-label={`Neuron ${neuronName(id)}${from}, since phase ${birth}`}
              aria-pressed={pinned === key}
              style={{ top: LINEAGE_TOP - LINEAGE_ROW / 2 + index * LINEAGE_ROW, height: LINEAGE_ROW }}
              onPointerEnter={() => point(key)}
              onPointerLeave={() => point(undefined)}
              onFocus={() => point(key)}
              onBlur={() => point(undefined)}
              onClick={() => viewStore.setState({ pinned: pinned === key ? undefined : key })}
            />
          </li>
        );
      })}
    </ul>
  );
});
