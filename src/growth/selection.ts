/**
 * Step two of the paper, second half: keep the most important candidates within the budget.
 *
 * The solution of eq. 5 keeps the largest |s_i| and sets eps_i = -stepSize sign(s_i). We rank by predicted change instead
 * of |s_i| (they differ only for splits that would raise the loss) and never keep a candidate that cannot lower the loss.
 * (The official code keeps one more than the budget, and all that tie at the threshold.)
 */
import type { ScoredCandidate } from './importance.ts';
import { addedNeurons, type Candidate } from './neighbourhood.ts';

/** What ranks a candidate, of the toy or of a described network. */
interface Ranked {
  readonly predictedChange: number;
  readonly candidate: Pick<Candidate, 'key'>;
}

/** The order candidates are ranked in: the largest predicted drop first, ties by key, so no order of input matters. */
export function compareByPredictedChange(a: Ranked, b: Ranked): number {
  if (a.predictedChange !== b.predictedChange) return a.predictedChange - b.predictedChange;
  if (a.candidate.key === b.candidate.key) return 0;
  return a.candidate.key < b.candidate.key ? -1 : 1;
}

/** Neurons that these candidates add together. */
export function neuronsAdded(entries: readonly ScoredCandidate[]): number {
  return entries.reduce((sum, { candidate }) => sum + addedNeurons(candidate), 0);
}

/** Of entries in order those that the budget can pay: one that costs too much is skipped, a later one may fit. */
export function affordable(entries: readonly ScoredCandidate[], budget: number): ScoredCandidate[] {
  const kept: ScoredCandidate[] = [];
  for (const entry of entries) if (neuronsAdded(kept) + addedNeurons(entry.candidate) <= budget) kept.push(entry);
  return kept;
}

/**
 * The candidates to keep: best first, all with negative predicted change, together adding at most `budget` neurons.
 * @param budget how many neurons may be added
 */
export function selectCandidates(scored: readonly ScoredCandidate[], budget: number): ScoredCandidate[] {
  const helpful = scored.filter(({ predictedChange }) => predictedChange < 0);
  return affordable(helpful.sort(compareByPredictedChange), budget);
}

/**
 * The affordable set with the largest predicted drop when candidates cost differently and a neuron may split only once:
 * exact, by dynamic programming over neurons and budget (a knapsack of groups). Best first.
 */
export function selectBestSet(scored: readonly ScoredCandidate[], budget: number): ScoredCandidate[] {
  const groups = new Map<string, ScoredCandidate[]>();
  for (const entry of selectCandidates(scored, Number.POSITIVE_INFINITY)) {
    const { candidate } = entry;
    const group = candidate.kind === 'split' ? `neuron ${candidate.neuron}` : candidate.key;
    groups.set(group, [...(groups.get(group) ?? []), entry]);
  }
  // best[b]: the set with the largest drop that adds at most b neurons, among the groups seen so far.
  const none: readonly ScoredCandidate[] = [];
  const best = Array.from({ length: Math.max(0, budget) + 1 }, () => ({ change: 0, entries: none }));
  for (const group of groups.values()) {
    for (let b = best.length - 1; b >= 0; b -= 1) {
      for (const entry of group) {
        const before = best[b - addedNeurons(entry.candidate)];
        const change = (before?.change ?? 0) + entry.predictedChange;
        if (before && change < best[b]!.change) best[b] = { change, entries: [...before.entries, entry] };
      }
    }
  }
  return [...best.at(-1)!.entries].sort(compareByPredictedChange);
}

/** The candidate as it enters the network: a fresh neuron with eps = -stepSize sign(s_i) (eq. 5), a split as it was scored. */
export function settle<C extends Pick<Candidate, 'kind' | 'amplitude'>>(
  { candidate, score }: { readonly candidate: C; readonly score: number },
  stepSize: number,
): C {
  return candidate.kind === 'fresh' ? { ...candidate, amplitude: score > 0 ? -stepSize : stepSize } : candidate;
}

/**
 * The candidates with these keys, best first, whatever their predicted change: a visitor's choice in place of eq. 5's. Keys
 * that no candidate has are left out; undefined when none is left, so that eq. 5 chooses after all.
 */
export function chosenCandidates(
  scored: readonly ScoredCandidate[],
  keys: readonly string[],
): readonly ScoredCandidate[] | undefined {
  const chosen = scored.filter(({ candidate }) => keys.includes(candidate.key)).sort(compareByPredictedChange);
  return chosen.length > 0 ? chosen : undefined;
}
