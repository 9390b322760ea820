import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPageAddress } from './address.ts';
import {
  HORIZONTALS,
  readFigureAddress,
  readRaceAddress,
  SCALES,
  SHOWN,
  writeFigureAddress,
  writeRaceAddress,
} from './figure-address.ts';

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

describe('the link of a race', () => {
  const METHODS = ['a', 'b-2', 'c'];
  const initial = { seed: 4, methods: ['a', 'c'] };
  const readRace = (hash: string) => readRaceAddress(readPageAddress(hash, ['toy', 'figures']).query, METHODS, initial);

  it('says again what was written, and only what is not the default', () => {
    const race = fc.record({
      seed: fc.nat(2 ** 32 - 1),
      methods: fc.shuffledSubarray(METHODS, { minLength: 1 }),
    });
    fc.assert(
      fc.property(race, (address) => {
        expect(readRace(writeRaceAddress(address, initial))).toEqual({ ...address, problems: [] });
      }),
    );
    expect(writeRaceAddress(initial, initial)).toBe('#/figures?figure=race');
  });

  it('names what cannot be used', () => {
    expect(readRace('#/figures?figure=race&seed=x&methods=c,magic')).toMatchObject({ seed: 4, methods: ['c'] });
    const { problems } = readRace('#/figures?figure=race&seed=x&methods=c,magic');
    expect(problems.join()).toMatch(/Seed must be a number.*"magic"/);
    expect(readRace('#/figures?figure=race&methods=magic').methods).toEqual(initial.methods);
  });
});
