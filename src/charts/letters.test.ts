import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lettersApart } from './letters.ts';

const ROOM = { left: 40, right: 560, top: 14, bottom: 280 };
const letters = (places: readonly (readonly [x: number, y: number])[]) =>
  places.map(([x, y], k) => ({ letter: String.fromCharCode(65 + k), at: { x, y } }));
/** Peaks come in crowds: a few places, taken several times. Away from the edges six always have room. */
const crowd = (edge: number, most: number) => {
  const across = fc.double({ min: ROOM.left + edge, max: ROOM.right - edge, noNaN: true });
  const down = fc.double({ min: ROOM.top + edge, max: ROOM.bottom - edge, noNaN: true });
  return fc
    .array(fc.tuple(across, down), { minLength: 1, maxLength: 3 })
    .chain((some) => fc.array(fc.constantFrom(...some), { minLength: 1, maxLength: most }));
};

describe('letters', () => {
  it('that would cover each other stand apart, inside, and near their marks', () => {
    fc.assert(
      fc.property(crowd(40, 6), (places) => {
        const placed = lettersApart(letters(places), ROOM);
        for (const [k, { x, y }] of placed.entries()) {
          expect(Math.abs(x - places[k]![0])).toBeLessThan(36.1);
          expect(Math.abs(y - places[k]![1])).toBeLessThan(39.1);
          for (const other of placed.slice(0, k)) {
            expect(Math.abs(other.x - x) > 11.9 || Math.abs(other.y - y) > 12.9).toBe(true);
          }
        }
      }),
    );
  });

  it('never leave the plot', () => {
    fc.assert(
      fc.property(crowd(0, 20), (places) => {
        for (const { x, y } of lettersApart(letters(places), ROOM)) {
          expect(x >= ROOM.left && x <= ROOM.right && y >= ROOM.top && y <= ROOM.bottom).toBe(true);
        }
      }),
    );
  });

  it('with room stay where they are, and of two at one place the first does', () => {
    const apart = letters([
      [100, 100],
      [113, 100],
      [100, 114],
    ]);
    expect(lettersApart(apart, ROOM)).toEqual(apart.map(({ at }) => at));
    expect(
      lettersApart(
        letters([
          [100, 100],
          [100, 100],
          [100, 100],
        ]),
        ROOM,
      ).map(({ x }) => x),
    ).toEqual([100, 112, 88]);
  });

  it('of many neurons at one place are placed in no time, some over each other', () => {
    const many = letters(Array.from({ length: 500 }, () => [300, 150] as const));
    expect(lettersApart(many, ROOM)).toHaveLength(500);
  });
});
