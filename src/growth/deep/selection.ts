/**
 * Step two, second half, under two budgets: at most `neuronBudget` new channels and at most `layerBudget` slots opened (eta_t0
 * and eta_t1, section 2.3 of the paper), so that the predicted changes add up to as large a drop as possible. Candidates that
 * cannot lower the loss are never kept.
 */
import { compareByPredictedChange } from '../selection.ts';
import type { ChannelCandidate } from './candidates.ts';
import type { ScoredChannel } from './importance.ts';

export interface Budgets {
  /** eta_t0 */
  readonly neuronBudget: number;
  /** eta_t1 */
  readonly layerBudget: number;
}

/**
 * The paper sorts and selects "until the complexity constraint is violated":
 * - 'greedy': skips a candidate that would violate a budget and goes on (our choice: it fills the budgets);
 * - 'stop': stops there;
 * - 'exact': the best set, by trying all sets of slots.
 */
export type SelectionRule = 'greedy' | 'stop' | 'exact';

/** Most sets of slots that 'exact' tries. */
const MAX_SLOT_SETS = 100_000;

function slotOf(candidate: ChannelCandidate): string | undefined {
  return candidate.kind === 'fresh' ? candidate.opens : undefined;
}

function greedy(
  ranked: readonly ScoredChannel[],
  { neuronBudget, layerBudget }: Budgets,
  stop: boolean,
): ScoredChannel[] {
  const opened = new Set<string>();
  const kept: ScoredChannel[] = [];
  for (const entry of ranked) {
    const slot = slotOf(entry.candidate);
    const opens = slot !== undefined && !opened.has(slot);
    if (kept.length >= neuronBudget || (opens && opened.size >= layerBudget)) {
      if (stop) break;
      continue;
    }
    if (slot !== undefined) opened.add(slot);
    kept.push(entry);
  }
  return kept;
}

/** All sets of `size` of the items. */
function* setsOf<Item>(items: readonly Item[], size: number, from = 0): Generator<readonly Item[]> {
  if (size === 0) yield [];
  else {
    for (let first = from; first <= items.length - size; first += 1) {
      for (const rest of setsOf(items, size - 1, first + 1)) yield [items[first]!, ...rest];
    }
  }
}

function countSets(items: number, size: number): number {
  let count = 1;
  for (let k = 0; k < size; k += 1) count = (count * (items - k)) / (k + 1);
  return Math.round(count);
}

/** With the opened slots given, the best set is the top of what is allowed; more slots never make it worse. */
function exact(ranked: readonly ScoredChannel[], { neuronBudget, layerBudget }: Budgets): ScoredChannel[] {
  const slots = [...new Set(ranked.flatMap(({ candidate }) => slotOf(candidate) ?? []))];
  const size = Math.min(layerBudget, slots.length);
  if (countSets(slots.length, size) > MAX_SLOT_SETS) {
    throw new RangeError(`Exact selection would try too many sets of ${size} of ${slots.length} slots; use greedy.`);
  }
  let best: ScoredChannel[] = [];
  let bestChange = Number.POSITIVE_INFINITY;
  for (const open of setsOf(slots, size)) {
    const allowed = ranked.filter(({ candidate }) => {
      const slot = slotOf(candidate);
      return slot === undefined || open.includes(slot);
    });
    const kept = allowed.slice(0, neuronBudget);
    const change = kept.reduce((sum, { predictedChange }) => sum + predictedChange, 0);
    if (change < bestChange) [best, bestChange] = [kept, change];
  }
  return best;
}

/**
 * The candidates to keep, best first.
 * @throws RangeError when 'exact' would try more than MAX_SLOT_SETS sets of slots
 */
export function selectChannels(
  scored: readonly ScoredChannel[],
  budgets: Budgets,
  rule: SelectionRule = 'greedy',
): ScoredChannel[] {
  const whole = {
    neuronBudget: Math.max(0, Math.floor(budgets.neuronBudget)),
    layerBudget: Math.max(0, Math.floor(budgets.layerBudget)),
  };
  const ranked = scored.filter(({ predictedChange }) => predictedChange < 0).sort(compareByPredictedChange);
  return rule === 'exact' ? exact(ranked, whole) : greedy(ranked, whole, rule === 'stop');
}
