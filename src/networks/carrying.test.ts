import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDeepNetwork, randomGrowth } from './arbitrary-deep.ts';
import { carryTensors } from './carrying.ts';
import { type Description, groupNamed } from './description.ts';
import { growNetwork } from './growing.ts';
import { isTrained, tensorSpecs } from './tensors.ts';

const grown = fc.tuple(arbitraryDeepNetwork, fc.nat(1e6)).map(([network, seed]) => {
  const growth = randomGrowth(network.description, seed, { offset: 0.5, outgoing: 0.5 });
  return { network, after: growNetwork(network, growth, 2) };
});

describe('what an optimizer keeps', () => {
  it('stays with its channels, and is 0 for new ones', () => {
    fc.assert(
      fc.property(grown, ({ network, after }) => {
        // Numbers that say where they belong: the ids of their channels.
        const mark = (description: Description) =>
          Object.fromEntries(
            tensorSpecs(description)
              .filter(isTrained)
              .map((spec) => {
                const rows = groupNamed(description, spec.writes).channels.map(({ id }) => id);
                const columns = spec.reads ? groupNamed(description, spec.reads).channels.map(({ id }) => id) : [0];
                const taps = spec.reads ? spec.shape[1]! * spec.shape[2]! : 1;
                const numbers = rows.flatMap((row) =>
                  Array.from({ length: taps }, (_, tap) =>
                    columns.map((column) => 1 + row + 100 * tap + 10_000 * column),
                  ).flat(),
                );
                return [spec.name, Float32Array.from(numbers)] as const;
              }),
          );
        const carried = carryTensors(network.description, after.description, mark(network.description));
        const width = (name: string) => groupNamed(network.description, name).channels.length;
        const all = mark(after.description);
        expect(Object.keys(carried)).toEqual(Object.keys(all));
        for (const spec of tensorSpecs(after.description).filter(isTrained)) {
          const expected = all[spec.name]!.map((value) => {
            const [row, column] = [(value - 1) % 100, Math.floor((value - 1) / 10_000)];
            return row < width(spec.writes) && (!spec.reads || column < width(spec.reads)) ? value : 0;
          });
          expect(carried[spec.name]).toEqual(expected);
        }
      }),
    );
  });
});
