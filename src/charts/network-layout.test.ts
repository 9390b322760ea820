import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomNetwork } from '../networks/random-network.ts';
import { inputPath, layoutNetwork } from './network-layout.ts';

type Point = readonly [x: number, y: number];

/** Points of a path of M, L, Q and C, 20 on each of its pieces. */
function pointsOf(path: string): Point[] {
  const points: Point[] = [];
  let at: Point = [0, 0];
  for (const [, letter, text] of path.matchAll(/([MLQC])([^MLQC]*)/g)) {
    const numbers = text!.match(/-?[\d.]+(?:e-?\d+)?/g)!.map(Number);
    const controls: Point[] = [at];
    for (let k = 0; k < numbers.length; k += 2) controls.push([numbers[k]!, numbers[k + 1]!]);
    at = controls.at(-1)!;
    if (letter === 'M') continue;
    for (let k = 0; k <= 20; k += 1) points.push(bezier(controls, k / 20));
  }
  return points;
}

function bezier(points: readonly Point[], t: number): Point {
  if (points.length === 1) return points[0]!;
  const between = ([x, y]: Point, [x2, y2]: Point): Point => [x + (x2 - x) * t, y + (y2 - y) * t];
  return bezier(
    points.slice(1).map((point, k) => between(points[k]!, point)),
    t,
  );
}

it('inputs cross no label of their row and end below their own', () => {
  const scene = fc.record({ neurons: fc.integer({ min: 1, max: 24 }), width: fc.integer({ min: 280, max: 1200 }) });
  fc.assert(
    fc.property(scene, ({ neurons, width }) => {
      const layout = layoutNetwork(randomNetwork(1, 'inputs', neurons, 1), width);
      const { places, card, height } = layout;
      for (const place of places.values()) {
        const points = pointsOf(inputPath(place, layout));
        const [x, y] = points.at(-1)!;
        expect(x).toBeCloseTo(place.x, 0);
        expect(y).toBeCloseTo(place.y + card / 2 + 22, 0);
        const row = [...places.values()].filter(({ y }) => y === place.y);
        for (const [x, y] of points) {
          expect(y).toBeLessThan(height);
          for (const label of row) {
            // Labels are about 54 px wide; their letters end 20 px below the card.
            if (Math.abs(x - label.x) < 27 && y > label.y) expect(y).toBeGreaterThan(label.y + card / 2 + 21);
          }
        }
      }
    }),
    { numRuns: 30 },
  );
});
