import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { type DeepEngine, meanLoss, spreadBatches } from './engine.ts';

const numbers = fc.record({ batches: fc.integer({ min: 1, max: 60 }), count: fc.integer({ min: 0, max: 80 }) });

describe('batches that are spread', () => {
  it('are as many as asked, all there are at most, one at least, each once and in order', () => {
    fc.assert(
      fc.property(numbers, ({ batches, count }) => {
        const chosen = spreadBatches({ batches }, count);
        expect(chosen).toHaveLength(Math.max(1, Math.min(batches, count)));
        expect([...new Set(chosen)].sort((a, b) => a - b)).toEqual(chosen);
        expect(chosen[0]).toBe(0);
        expect(chosen.at(-1)).toBeLessThan(batches);
        // Evenly: two neighbours are as far apart as any other two, up to one.
        const gaps = [...chosen, batches].slice(1).map((batch, k) => batch - chosen[k]!);
        expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('have none in common with other shares while there are enough', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 5 }), ({ batches, count }, shares) => {
        fc.pre(count >= 1 && count * shares <= batches);
        const all = Array.from({ length: shares }, (_, share) => spreadBatches({ batches }, count, share, shares));
        expect(new Set(all.flat()).size).toBe(count * shares);
        expect(Math.max(...all.flat())).toBeLessThan(batches);
      }),
    );
  });
});

describe('the mean loss', () => {
  const network = {} as DeepNetwork;
  const engine = { batches: 4, loss: async (_: DeepNetwork, batch: number) => [3, 5, 10, 2][batch]! } as DeepEngine;

  it('is that of all batches, or of those asked for', async () => {
    expect(await meanLoss(engine, network)).toBe(5);
    expect(await meanLoss(engine, network, [1, 2])).toBe(7.5);
  });
});
