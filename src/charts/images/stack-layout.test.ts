import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellAt, layoutStack } from './stack-layout.ts';

const sizes = fc
  .array(
    fc.record({
      width: fc.integer({ min: 0, max: 700 }),
      residual: fc.boolean(),
      tried: fc.integer({ min: 0, max: 40 }),
    }),
    {
      minLength: 1,
      maxLength: 20,
    },
  )
  .chain((layers) =>
    fc.record({
      widths: fc.constant(layers.map(({ width }) => width)),
      residual: fc.constant(layers.map(({ residual }) => residual)),
      candidates: fc.constant(layers.map(({ tried }) => tried)),
      room: fc.integer({ min: 1, max: 800 }),
      width: fc.integer({ min: 280, max: 2200 }),
      height: fc.integer({ min: 240, max: 420 }),
    }),
  );

describe('layout of a stack of layers', () => {
  it('keeps every cell inside of the picture, apart from all others, and finds it again', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const layout = layoutStack(size);
        const { cell, perCell, lanes } = layout;
        const cells = lanes.flatMap((lane) => lane.cells);
        expect(cells.length).toBeLessThanOrEqual(900 + lanes.length);
        for (const [k, lane] of lanes.entries()) {
          expect(lane.cells.length).toBe(Math.ceil(size.widths[k]! / perCell));
          for (const { x, y } of [...lane.cells, ...lane.candidates]) {
            expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
            expect(x + cell).toBeLessThanOrEqual(size.width);
            expect(y + cell).toBeLessThanOrEqual(layout.height);
          }
        }
        const seen = new Set(cells.map(({ x, y }) => `${Math.round(x / cell)} ${Math.round(y / cell)}`));
        expect(seen.size).toBe(cells.length);
        for (const [layer, lane] of lanes.entries()) {
          const last = lane.cells.length - 1;
          if (last < 0) continue;
          const { x, y } = lane.cells[last]!;
          expect(cellAt(layout, x + cell / 2, y + cell / 2)).toEqual({ layer, cell: last });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('moves no cell while the network grows into the room that was left for it', () => {
    const size = { residual: [false, false], candidates: [0, 0], room: 60, width: 700, height: 300 };
    const before = layoutStack({ ...size, widths: [8, 8] });
    const after = layoutStack({ ...size, widths: [60, 20] });
    for (const [k, lane] of before.lanes.entries()) expect(after.lanes[k]!.cells.slice(0, 8)).toEqual(lane.cells);
  });

  it('puts layers below each other where there is little width', () => {
    const size = { residual: Array(8).fill(false), candidates: Array(8).fill(0), room: 40, height: 300 };
    const widths = Array(8).fill(20);
    expect(layoutStack({ ...size, widths, width: 700 }).direction).toBe('columns');
    expect(layoutStack({ ...size, widths, width: 330 }).direction).toBe('rows');
  });
});
