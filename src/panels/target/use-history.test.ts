import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pushed, redone, undone } from './use-history.ts';

const first = { past: [], present: 0, future: [], kind: undefined };

it('gives back every value in turn, there and back', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (values) => {
      let steps: Parameters<typeof undone<number>>[0] = first;
      for (const value of values) steps = pushed(steps, value);
      const seen: number[] = [];
      for (const _ of values) {
        steps = undone(steps);
        seen.unshift(steps.present);
      }
      expect(seen).toEqual([0, ...values].slice(0, -1));
      expect(undone(steps)).toBe(steps);
      for (const value of values) {
        steps = redone(steps);
        expect(steps.present).toBe(value);
      }
      expect(redone(steps)).toBe(steps);
    }),
  );
});

it('undoes steps of one kind in a row together, and forgets what was undone when something new is done', () => {
  let steps = pushed(pushed(pushed(first, 1, 'move'), 2, 'move'), 3, 'other');
  steps = undone(steps);
  expect(steps.present).toBe(2);
  expect(undone(steps).present).toBe(0);
  // After an undo a held key begins a new step.
  expect(undone(pushed(steps, 5, 'move')).present).toBe(2);
  expect(redone(pushed(steps, 5)).present).toBe(5);
});
