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
const SERIES: Readonly<Record<string, readonly string[]>> = {
  '3a': ['firefly', 'scratch'],
  '3b': ['m=0', 'm=0.5', 'm=1'],
};
const seriesOf = (figure: string) => SERIES[figure] ?? [];
const read = (hash: string) => readFigureAddress(readPageAddress(hash, ['toy', 'figures']).query, VIEWS, seriesOf);

describe('the link of the figures', () => {
  it('says again what was written, and only what is not the default', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...VIEWS).chain((figure) =>
          fc.record({
            figure: fc.constant(figure),
            show: fc.constantFrom(...SHOWN),
            scale: fc.constantFrom(...SCALES),
            x: fc.constantFrom(...HORIZONTALS),
            hide: fc.subarray([...seriesOf(figure)]),
          }),
        ),
        (address) => {
          expect(read(writeFigureAddress(address, VIEWS))).toEqual({ ...address, problems: [] });
        },
      ),
    );
    const initial = { figure: '3a', show: 'mean', scale: 'log', x: 'neurons', hide: [] } as const;
    expect(writeFigureAddress(initial, VIEWS)).toBe('#/figures');
    expect(writeFigureAddress({ ...initial, figure: '3b', hide: ['m=0', 'm=1'] }, VIEWS)).toBe(
      '#/figures?figure=3b&hide=m=0,m=1',
    );
  });

  it('names what cannot be used and takes the default', () => {
    const { problems, ...address } = read('#/figures?figure=9z&show=all&scale=log&colour=red');
    expect(address).toEqual({ figure: '3a', show: 'mean', scale: 'log', x: 'neurons', hide: [] });
    expect(problems).toHaveLength(3);
    expect(problems.join()).toMatch(/"colour".*"9z".*one of 3a, 3b, race.*"all"/);
  });

  it('names series that the figure does not have in one sentence, and hides the others', () => {
    const { hide, problems } = read('#/figures?hide=scratch,m=0,a,b,scratch,c');
    expect(hide).toEqual(['scratch']);
    expect(problems).toEqual([
      'This figure has no series "m=0", "a", "b" and 1 more to hide; its series are firefly, scratch.',
    ]);
    expect(read('#/figures?figure=race&hide=firefly').problems).toEqual([
      'This figure has no series "firefly" to hide; it has no series that a link can hide.',
    ]);
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
