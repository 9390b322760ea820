/** A link to exactly what is on screen: the recipe, and where in the run the visitor looks. */
import { eventPosition, shownPhase } from '../runs/positions.ts';
import type { Recipe } from '../runs/recipe.ts';
import { type Address, RUN_PAGE, writeAddress } from './address.ts';

type ShownEvent = Parameters<typeof eventPosition>[0];

/** Where an event lies, as a link says it: the phase it opens, or its place on the timeline, rounded up to hundredths. */
export function placeOf(event: ShownEvent): Pick<Address, 'phase' | 'at'> {
  if (event.kind === 'start' || event.kind === 'apply') return { phase: shownPhase(event) };
  return { at: Math.ceil(eventPosition(event) * 100) / 100 };
}

/** The link's part from `#` on. */
export function viewHash(recipe: Recipe, event: ShownEvent | undefined): string {
  return writeAddress({ page: RUN_PAGE, recipe, embed: false, ...(event ? placeOf(event) : {}) });
}
