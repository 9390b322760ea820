import { describe, expect, it } from 'vitest';
import { recordRun, SMALL_RECIPE } from '../runs/arbitrary.ts';
import { eventAtPosition, eventPosition, phaseStart } from '../runs/positions.ts';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';
import { readAddress } from './address.ts';
import { placeOf, viewHash } from './view-link.ts';

const events = await recordRun({ ...SMALL_RECIPE, stepsPerPhase: 7 });

describe('a link to a view', () => {
  it('leads back to the event on screen, wherever in the run that is', () => {
    expect(events.length).toBeGreaterThan(30);
    for (const [index, event] of events.entries()) {
      const { phase, at } = readAddress(viewHash(SMALL_RECIPE, event), ['toy']);
      const found = at === undefined ? phaseStart(events, phase!)! : eventAtPosition(events, at);
      // The run's end stands where its last training does.
      const wanted = events.findLastIndex((other) => eventPosition(other) === eventPosition(event));
      expect([event.kind, found]).toEqual([event.kind, wanted]);
      expect(events[found]!.network).toBe(event.network);
      expect(wanted - index).toBeLessThan(2);
    }
  });

  it('names phases where one opens, and short numbers elsewhere', () => {
    expect(viewHash(DEFAULT_RECIPE, undefined)).toBe('#/toy');
    expect(placeOf(events[0]!)).toEqual({ phase: 1 });
    for (const event of events) expect(String(Object.values(placeOf(event))[0]).length).toBeLessThan(9);
  });
});
