/** One growth of a described network: the over-grow and select steps of Algorithm 1, wider and deeper at once. */
import { renewSlots } from '../../networks/deep-slots.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { settle } from '../selection.ts';
import { type ChannelCandidate, overgrow, type ProposalSettings, proposeChannels } from './candidates.ts';
import { type ChannelProgress, descendChannels } from './directions.ts';
import type { DeepEngine } from './engine.ts';
import { type ChannelScoreSettings, type ScoredChannel, scoreChannels } from './importance.ts';
import { type Budgets, type SelectionRule, selectChannels } from './selection.ts';

export interface GrowthStepSettings extends ProposalSettings, ChannelScoreSettings, Budgets {
  /** Projected gradient steps of eq. 4, each on one batch. */
  readonly directionSteps: number;
  readonly selection: SelectionRule;
}

export type GrowthStepEvent =
  | { readonly kind: 'propose'; readonly candidates: readonly ChannelCandidate[] }
  | ({ readonly kind: 'overgrow' } & ChannelProgress)
  /** Scoring is under way; `part` of it is done, 0 to 1. */
  | { readonly kind: 'scoring'; readonly part: number }
  | { readonly kind: 'score'; readonly scored: readonly ScoredChannel[] }
  | { readonly kind: 'select'; readonly selected: readonly ScoredChannel[] };

/**
 * Proposes candidates, finds their directions (eq. 4), scores them (eq. 5) and keeps those that the budgets allow; yields what
 * happens and returns the grown network, or the network itself when nothing is kept. Slots that were opened get new ones.
 */
export async function* growOnce(
  engine: DeepEngine,
  network: DeepNetwork,
  settings: GrowthStepSettings,
): AsyncGenerator<GrowthStepEvent, DeepNetwork> {
  const { description } = network;
  const proposed = proposeChannels(description, settings);
  yield { kind: 'propose', candidates: proposed };
  const search = descendChannels(engine, network, proposed, settings);
  let step = await search.next();
  while (!step.done) {
    yield { kind: 'overgrow', ...step.value };
    step = await search.next();
  }
  const scoring = scoreChannels(engine, network, step.value, settings);
  let counted = await scoring.next();
  while (!counted.done) {
    yield { kind: 'scoring', part: counted.value };
    counted = await scoring.next();
  }
  const scored = counted.value;
  yield { kind: 'score', scored };
  const selected = selectChannels(scored, settings, settings.selection);
  yield { kind: 'select', selected };
  if (selected.length === 0) return network;
  const settled = selected.map((entry) => settle(entry, settings.stepSize));
  return renewSlots(overgrow(network, settled, settings.phase));
}
