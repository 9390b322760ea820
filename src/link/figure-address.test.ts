import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPageAddress } from './address.ts';
import { HORIZONTALS, readFigureAddress, SCALES, SHOWN, writeFigureAddress } from './figure-address.ts';

const VIEWS = ['3a', '3b', 'race'];
const read = (hash: string) => readFigureAddress(readPageAddress(hash, ['toy', 'figures']).query, VIEWS);

describe('the link of the figures', () => {
  it('says again what was written, and only what is not the default', () => {
    fc.assert(
      fc.property(
        fc.record({
          figure: fc.constantFrom(...VIEWS),
          show: fc.constantFrom(...SHOWN),
          scale: fc.constantFrom(...SCALES),
          x: fc.constantFrom(...HORIZONTALS),
        }),
        (address) => {
          expect(read(writeFigureAddress(address, VIEWS))).toEqual({ ...address, problems: [] });
        },
      ),
    );
    expect(writeFigureAddress({ figure: '3a', show: 'mean', scale: 'log', x: 'neurons' }, VIEWS)).toBe('#/figures');
  });

  it('names what cannot be used and takes the default', () => {
    const { problems, ...address } = read('#/figures?figure=9z&show=all&scale=log&colour=red');
    expect(address).toEqual({ figure: '3a', show: 'mean', scale: 'log', x: 'neurons' });
    expect(problems).toHaveLength(3);
    expect(problems.join()).toMatch(/"colour".*"9z".*one of 3a, 3b, race.*"all"/);
  });
});
