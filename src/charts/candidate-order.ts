/** How candidates are named and put in order. */
import type { ScoredCandidate } from '../growth/importance.ts';
import type { Candidate } from '../growth/neighbourhood.ts';
import { compareByPredictedChange } from '../growth/selection.ts';
import { neuronName } from '../networks/network.ts';

export type ImportanceColumn = 'candidate' | 'change' | 'score';

export interface ImportanceOrder {
  readonly column: ImportanceColumn;
  readonly descending: boolean;
}

/** As the budget takes them. */
export const RANKING: ImportanceOrder = { column: 'change', descending: false };

/** A candidate's name for people: `fresh 3`, `split B`, or for signed splits `pair B` and `triple B`. */
export function candidateName(candidate: Candidate): string {
  if (candidate.kind === 'fresh') return candidate.key;
  return `${candidate.form?.replace('signed ', '') ?? 'split'} ${neuronName(candidate.neuron)}`;
}

/** Candidates by predicted change; those kept come first when that is known. */
export function ranked(scored: readonly ScoredCandidate[], selected: readonly string[] = []): ScoredCandidate[] {
  const kept = ({ candidate }: ScoredCandidate) => Number(selected.includes(candidate.key));
  return [...scored].sort((a, b) => kept(b) - kept(a) || compareByPredictedChange(a, b));
}

const byName = new Intl.Collator('en', { numeric: true });

/** Candidates by a column; ties as the budget takes them. */
export function ordered(
  scored: readonly ScoredCandidate[],
  { column, descending }: ImportanceOrder,
): ScoredCandidate[] {
  const compare = {
    candidate: (a: ScoredCandidate, b: ScoredCandidate) =>
      byName.compare(candidateName(a.candidate), candidateName(b.candidate)),
    change: compareByPredictedChange,
    score: (a: ScoredCandidate, b: ScoredCandidate) => Math.abs(b.score) - Math.abs(a.score),
  }[column];
  const sorted = ranked(scored).sort(compare);
  return descending ? sorted.reverse() : sorted;
}
