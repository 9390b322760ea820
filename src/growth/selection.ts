/**
 * Step two of the paper, second half: keep the most important candidates within the budget.
 *
 * The solution of eq. 5 keeps the largest |s_i| and sets eps_i = -stepSize sign(s_i). We rank by predicted change instead
 * of |s_i| (they differ only for splits that would raise the loss) and never keep a candidate that cannot lower the loss.
 * (The official code keeps one more than the budget, and all that tie at the threshold.)
 */
import type { ScoredCandidate } from './importance.ts';
import type { Candidate } from './neighbourhood.ts';

/** The order candidates are ranked in: the largest predicted drop first, ties by key, so no order of input matters. */
export function compareByPredictedChange(a: ScoredCandidate, b: ScoredCandidate): number {
  if (a.predictedChange !== b.predictedChange) return a.predictedChange - b.predictedChange;
  if (a.candidate.key === b.candidate.key) return 0;
  return a.candidate.key < b.candidate.key ? -1 : 1;
}

/**
 * The candidates to keep: at most `budget`, best first, all with negative predicted change.
 * @param budget how many neurons may be added; each candidate adds one
 */
export function selectCandidates(scored: readonly ScoredCandidate[], budget: number): ScoredCandidate[] {
  return scored
    .filter(({ predictedChange }) => predictedChange < 0)
    .sort(compareByPredictedChange)
    .slice(0, Math.max(0, budget));
}

/** The candidate as it enters the network: a fresh neuron with eps = -stepSize sign(s_i) (eq. 5), a split as it was scored. */
export function settle({ candidate, score }: ScoredCandidate, stepSize: number): Candidate {
  return candidate.kind === 'fresh' ? { ...candidate, amplitude: score > 0 ? -stepSize : stepSize } : candidate;
}

/**
 * The candidates with these keys, best first, whatever their predicted change: a visitor's choice in place of eq. 5's.
 * @throws RangeError naming a key that no candidate has
 */
export function chosenCandidates(scored: readonly ScoredCandidate[], keys: readonly string[]): ScoredCandidate[] {
  const missing = keys.find((key) => !scored.some(({ candidate }) => candidate.key === key));
  if (missing !== undefined) {
    const known = scored.map(({ candidate }) => candidate.key).join(', ') || 'none';
    throw new RangeError(`There is no candidate "${missing}" in this growth; there is ${known}.`);
  }
  return scored.filter(({ candidate }) => keys.includes(candidate.key)).sort(compareByPredictedChange);
}
