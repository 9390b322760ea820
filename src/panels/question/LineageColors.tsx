/** While neurons are coloured by lineage, names every neuron's family colour, so that all figures follow without redrawing. */
import { familiesOf } from '../../growth/lineage.ts';
import { useRun, useView } from '../lab-context.ts';
import { familyColor } from './Families.tsx';

export function LineageColors() {
  const byLineage = useView((state) => state.colorBy === 'lineage');
  const rules = useRun(({ events, cursor }) => {
    const neurons = byLineage ? events[cursor]?.network.neurons : undefined;
    return familiesOf(neurons ?? [])
      .flatMap(({ members }, place) => members.map((id) => `--of-neuron-${id}:${familyColor(place)}`))
      .join(';');
  });
  // At the cards, not above them: a card that is dimmed has other values for the same colours.
  return rules === '' ? null : <style>{`.toy .card{${rules}}`}</style>;
}
