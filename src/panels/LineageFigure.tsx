/** Places the "Lineage" figure. */
import { useMemo } from 'react';
import { LineagePlot } from '../charts/LineagePlot.tsx';
import { lineageOf } from '../growth/lineage.ts';
import { neuronName, type Origin } from '../networks/network.ts';
import { eventPosition, expectedPhases, PHASE_LENGTH } from '../runs/positions.ts';
import { Figure } from './Figure.tsx';
import { point, useRun, useView } from './lab-context.ts';
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
  const [ref, { width }] = useSize();
  const event = events[cursor];
  // Within a stretch of training nobody is born, so the lineage need not be read again.
  const growths = event && event.kind !== 'train' ? cursor : event ? `${event.phase}/${event.network.nextId}` : 'none';
  // biome-ignore lint/correctness/useExhaustiveDependencies: `growths` stands for the cursor.
  const lineage = useMemo(() => lineageOf(events.slice(0, cursor + 1)), [growths, recipe]);
  const progress = event ? Math.min(1, eventPosition(event) / PHASE_LENGTH - (lineage.lastPhase - 1)) : 0;
  return (
    <Figure
      name="Lineage"
      className="lineage"
      note="who came from whom"
      table={() => ({
        columns: ['Neuron', 'Came as', 'From', 'In phase'],
        rows: lineage.lives.map(({ id, origin, birth }) => [
          neuronName(id),
          cameAs(origin),
          origin.kind === 'split' ? neuronName(origin.parent) : '–',
          birth,
        ]),
      })}
    >
      <div ref={ref} className="lineage-body">
        {event && width > 0 && (
          <LineagePlot
            {...{ lineage, progress, pointed, width }}
            rows={Math.max(3, Math.min(recipe.maxNeurons, 12))}
            phases={Math.max(expectedPhases(recipe), lineage.lastPhase)}
            onPoint={point}
          />
        )}
      </div>
    </Figure>
  );
}
