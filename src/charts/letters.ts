/** Letters beside marks, moved apart where they would cover each other. */

export interface LetterPlace {
  /** The middle of its base line, in pixels. */
  readonly x: number;
  readonly y: number;
}

export interface LetterRoom {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Of one letter, in pixels; each more is about 8 wide. */
const WIDTH = 12;
const HEIGHT = 13;
/** Where a letter is tried, in widths and heights: at its place, beside it, above, below, then further. */
const STEPS = [
  [0, 0] as const,
  ...[1, 2, 3].flatMap((ring) => [
    [ring, 0] as const,
    [-ring, 0] as const,
    [0, -ring] as const,
    [0, ring] as const,
    [ring, -1] as const,
    [-ring, -1] as const,
    [ring, 1] as const,
    [-ring, 1] as const,
  ]),
];
/** Side of the cells of a grid, by which letters nearby are found; no letter reaches further. */
const CELL = 2 * WIDTH;
const NEIGHBOURS = [-1, 0, 1].flatMap((across) => [-1, 0, 1].map((down) => [across, down] as const));

/**
 * Moves letters apart. The first of two stays and the later one moves beside it, so that old letters stand still while a
 * network trains and grows. One that finds no room nearby stays where it is. O(n) for n letters.
 */
export function lettersApart(
  letters: readonly { readonly letter: string; readonly at: LetterPlace }[],
  { left, right, top, bottom }: LetterRoom,
): LetterPlace[] {
  const cells = new Map<number, { x: number; y: number; width: number }[]>();
  const cellOf = (x: number, y: number) => 4096 * Math.floor(y / CELL) + Math.floor(x / CELL);
  const isFree = (x: number, y: number, width: number) =>
    NEIGHBOURS.every(([across, down]) =>
      (cells.get(cellOf(x + across * CELL, y + down * CELL)) ?? []).every(
        (other) => Math.abs(other.y - y) >= HEIGHT || Math.abs(other.x - x) >= (other.width + width) / 2,
      ),
    );
  return letters.map(({ letter, at }) => {
    const width = WIDTH + 8 * (letter.length - 1);
    for (const [across, down] of STEPS) {
      const [x, y] = [at.x + across * width, at.y + down * HEIGHT];
      const inside = x >= left && x <= right && y >= top && y <= bottom;
      if (!inside || !isFree(x, y, width)) continue;
      const cell = cells.get(cellOf(x, y));
      if (cell) cell.push({ x, y, width });
      else cells.set(cellOf(x, y), [{ x, y, width }]);
      return { x, y };
    }
    return at;
  });
}
