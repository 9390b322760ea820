/**
 * The smallest example of eq. 3 and eq. 5: one bell w e^(-x^2/2) with w = 1 that is split along its place, or joined by a
 * fresh bell, and a target of two hills. Closed forms, for the two pictures of the page "Learn".
 */
/** The bell of a neuron with a = 1 and b = -place. */
export function bell(x: number, place = 0): number {
  return Math.exp(-0.5 * (x - place) ** 2);
}

/** Both ways to grow at strength eps: two halves moved apart, or the old bell and a fresh one at `place`, eps high. */
export function grown(kind: 'split' | 'fresh', x: number, eps: number, place = 2): number {
  return kind === 'split' ? 0.5 * (bell(x, eps) + bell(x, -eps)) : bell(x) + eps * bell(x, place);
}

/** Where the pictures look, in steps of 0.05. */
export const GRID: readonly number[] = Array.from({ length: 201 }, (_, i) => -5 + i / 20);

/** The largest distance between the old bell and what has grown, over the grid. */
export function largestChange(kind: 'split' | 'fresh', eps: number): number {
  return Math.max(...GRID.map((x) => Math.abs(grown(kind, x, eps) - bell(x))));
}

/** What the split of the second picture is to fit: two hills. */
function target(x: number): number {
  return 0.8 * (bell(x, 1.6) + bell(x, -1.6));
}

/** Mean squared error on the grid of the bell split by zeta. */
export function lossAt(zeta: number): number {
  return GRID.reduce((sum, x) => sum + (grown('split', x, zeta) - target(x)) ** 2, 0) / GRID.length;
}

/** dL/dzeta, by the chain rule. */
export function slopeAt(zeta: number): number {
  const terms = GRID.map((x) => {
    const change = 0.5 * ((x - zeta) * bell(x, zeta) - (x + zeta) * bell(x, -zeta));
    return 2 * (grown('split', x, zeta) - target(x)) * change;
  });
  return terms.reduce((sum, term) => sum + term, 0) / GRID.length;
}
