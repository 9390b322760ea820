/** The scores of a growth in short, for results and pictures. */
import type { ScoredChannel } from './importance.ts';

/** What was tried in one group. Predicted changes of the loss have four digits (negative: lowers it). */
export interface GroupScores {
  /** Name of the group. */
  readonly group: string;
  readonly splits: readonly number[];
  readonly fresh: readonly number[];
  /** Positions, in the lists above, of those that were kept. */
  readonly keptSplits: readonly number[];
  readonly keptFresh: readonly number[];
}

const short = (value: number) => Number(value.toPrecision(4));

/** Groups in the order in which candidates name them. */
export function scoresByGroup(
  scored: readonly ScoredChannel[],
  selected: readonly Pick<ScoredChannel, 'candidate'>[],
): GroupScores[] {
  const kept = new Set(selected.map(({ candidate }) => candidate.key));
  const names = [...new Set(scored.map(({ candidate }) => candidate.group))];
  return names.map((group): GroupScores => {
    const of = (kind: 'split' | 'fresh') =>
      scored.filter(({ candidate }) => candidate.group === group && candidate.kind === kind);
    const changes = (kind: 'split' | 'fresh') => of(kind).map(({ predictedChange }) => short(predictedChange));
    const keptOf = (kind: 'split' | 'fresh') =>
      of(kind).flatMap(({ candidate }, index) => (kept.has(candidate.key) ? [index] : []));
    return {
      group,
      splits: changes('split'),
      fresh: changes('fresh'),
      keptSplits: keptOf('split'),
      keptFresh: keptOf('fresh'),
    };
  });
}
