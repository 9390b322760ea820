/** The legend of colouring by lineage: each family's colour, its root and its members. */
import type { Family } from '../../growth/lineage.ts';
import { neuronName } from '../../networks/network.ts';

/** Hues that every kind of colour vision tells apart (styles/question.css); later families take them again, dashed. */
export const FAMILY_COLORS = 6;

/** The colour of the family at a place in `familiesOf`. */
export function familyColor(place: number): string {
  return `var(--lineage-${place % FAMILY_COLORS})`;
}

export function Families({ families }: { families: readonly Family[] }) {
  return families.map(({ root, members }, place) => (
    <span key={root} className="family">
      <svg width="18" height="8" aria-hidden="true">
        <line
          x2={18}
          y1={4}
          y2={4}
          stroke={familyColor(place)}
          strokeWidth={3}
          strokeDasharray={place < FAMILY_COLORS ? undefined : '5 2'}
        />
      </svg>
      <strong style={{ color: familyColor(place) }}>{neuronName(root)}</strong>
      {members.length > 1 && ` ${members.slice(1).map(neuronName).join(' ')}`}
    </span>
  ));
}
