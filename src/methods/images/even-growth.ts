/** Growing evenly: what Net2Net does at each growth, and what networks from scratch are sized by. */
import { type Description, openSlots } from '../../networks/description.ts';
import type { ImageGrowthSettings } from './image-method.ts';

/** Adds channels one by one where there are fewest; the first of several layers gets it. */
export function widen(current: readonly number[], budget: number): number[] {
  const wider = [...current];
  for (let added = 0; added < budget && wider.length > 0; added += 1) {
    const least = wider.indexOf(Math.min(...wider));
    wider[least]! += 1;
  }
  return wider;
}

/** Items of a list in turn, as if it went round: `count` of them from a position on, none twice. */
export function roundRobin<Item>(items: readonly Item[], from: number, count: number): Item[] {
  const taken = Math.min(count, items.length);
  return Array.from({ length: taken }, (_, k) => items[(from + k) % items.length]!);
}

export type EvenBudgets = Pick<ImageGrowthSettings, 'phase' | 'neuronBudget' | 'layerBudget' | 'widen'>;

/** Slots that open in this growth if every place has its turn; a place always has one slot, the last of its row. */
export function slotsInTurn(description: Description, { phase, layerBudget }: EvenBudgets): string[] {
  const slots = openSlots(description).map(({ group }) => group);
  // The first growth leads to phase 2.
  return roundRobin(slots, (phase - 2) * layerBudget, layerBudget);
}

/**
 * Channels that each group gains, by its name, so that layers stay as equally wide as they can be: a new layer first becomes as
 * wide as the others. Where layers may not become wider, the new ones share the budget.
 */
export function evenGrowth(description: Description, budgets: EvenBudgets): Record<string, number> {
  const opened = slotsInTurn(description, budgets);
  const growing = description.groups.filter(({ name, growable, channels }) => {
    return channels.length > 0 ? growable && budgets.widen : opened.includes(name);
  });
  const before = growing.map(({ channels }) => channels.length);
  const after = widen(before, budgets.neuronBudget);
  return Object.fromEntries(growing.map(({ name }, k) => [name, after[k]! - before[k]!]));
}
