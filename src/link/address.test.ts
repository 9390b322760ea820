import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LESSONS } from '../lessons/catalog.ts';
import { arbitraryRecipe } from '../runs/arbitrary.ts';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';
import { SETTING_KEYS, SETTINGS } from '../runs/settings.ts';
import { readAddress, writeAddress } from './address.ts';
import { HIDEABLE } from './hideable.ts';

const PAGES = ['toy', 'figures', 'engines'];
const read = (hash: string) => readAddress(hash, PAGES);

const address = fc
  .record({
    page: fc.constantFrom(...PAGES),
    recipe: arbitraryRecipe,
    phase: fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined }),
    at: fc.option(
      fc.integer({ min: 0, max: 100_000_000 }).map((hundredths) => hundredths / 100),
      { nil: undefined },
    ),
    embed: fc.boolean(),
    hide: fc.subarray(HIDEABLE.map(({ name }) => name)),
    lesson: fc.option(
      fc.record({
        id: fc.constantFrom(...LESSONS.map(({ id }) => id)),
        page: fc.integer({ min: 1, max: 1000 }),
        ownRecipe: fc.boolean(),
      }),
      { nil: undefined },
    ),
  })
  .map(({ phase, at, lesson, recipe, ...rest }) => ({
    ...rest,
    recipe: lesson && !lesson.ownRecipe ? DEFAULT_RECIPE : recipe,
    ...(lesson === undefined ? {} : { lesson }),
    ...(phase === undefined ? {} : { phase }),
    ...(at === undefined ? {} : { at }),
  }));

describe('a link', () => {
  it('says everything: reading what was written gives it back', () => {
    fc.assert(
      fc.property(address, (given) => {
        const written = writeAddress(given);
        expect(read(written)).toEqual({ ...given, problems: [] });
        expect(read(new URL(`https://example.org/lab/${written}`).hash)).toEqual({ ...given, problems: [] });
        expect(written.length).toBeLessThan(1300);
      }),
      { numRuns: 300 },
    );
  });

  it('says only what differs from the default, and leaves out the points brought along', () => {
    expect(writeAddress({ page: 'toy', recipe: DEFAULT_RECIPE, embed: false })).toBe('#/toy');
    const given = { name: 'mine', x: [1, 2], y: [3, 4] };
    const recipe = { ...DEFAULT_RECIPE, seed: 9, given };
    expect(writeAddress({ page: 'toy', recipe, phase: 4, embed: true })).toBe('#/toy?v=1&seed=9&phase=4&embed=1');
  });

  it('may be empty', () => {
    for (const hash of ['', '#', '#/', '#/toy', '#/TOY', '#toy', '#/toy?']) {
      expect(read(hash)).toEqual({ page: 'toy', recipe: DEFAULT_RECIPE, embed: false, hide: [], problems: [] });
    }
  });
});

describe('reading a link', () => {
  it('never fails and always gives something that can be written again, whatever the text', () => {
    const pair = fc
      .tuple(
        fc.oneof(
          fc.constantFrom<string>(
            ...SETTING_KEYS,
            'v',
            'phase',
            'at',
            'changes',
            'curve',
            'embed',
            'hide',
            'lesson',
            'page',
            '__proto__',
          ),
          fc.string(),
        ),
        fc.string(),
      )
      .map((entry) => new URLSearchParams([entry]).toString());
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pair, { maxLength: 12 }).map((pairs) => `#/toy?${pairs.join('&')}`),
      fc.string().map((query) => `#/toy?${query}`),
      fc.constantFrom('#/toy?seed=%E0%A4%A', '#/%%%?%', '#/toy?seed=1&seed=2', '#/toy??v=1'),
    );
    fc.assert(
      fc.property(text, (hash) => {
        const { problems, ...found } = read(hash);
        expect(read(writeAddress(found))).toEqual({ ...found, problems: [] });
        for (const problem of problems) {
          expect(problem).toMatch(/\.$/s);
          expect(problem.length).toBeLessThan(400);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('names a page that does not exist and shows the first', () => {
    expect(read('#/nowhere?seed=9')).toMatchObject({
      page: 'toy',
      recipe: { seed: 9 },
      problems: ['There is no page "nowhere"; this is toy.'],
    });
  });

  it('names unknown settings, in one sentence', () => {
    expect(read('#/toy?v=1&sed=3&colour=red')).toEqual({
      page: 'toy',
      recipe: DEFAULT_RECIPE,
      embed: false,
      hide: [],
      problems: ['There is no setting "sed", "colour"; left out.'],
    });
  });

  it('names every value it could not use, each in one sentence', () => {
    for (const key of SETTING_KEYS) {
      const setting = SETTINGS[key];
      const wrong = setting.kind === 'number' ? ['abc', '', '1e999', String(setting.max * 2), '-7'] : ['abc', ''];
      for (const value of wrong) {
        const { recipe, problems } = read(`#/toy?v=1&${key}=${value}`);
        expect(problems).toHaveLength(1);
        expect(problems[0]).toContain(setting.label);
        if (setting.kind === 'number' && value.startsWith('-')) expect(recipe[key]).toBe(setting.min);
        else if (setting.kind === 'number' && Number(value) > setting.max && value !== '1e999') {
          expect(recipe[key]).toBe(setting.max);
        } else expect(recipe[key]).toBe(setting.initial);
      }
    }
  });

  it('leaves out a phase that is none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double().map(String), fc.string(), fc.integer().map(String)), (phase) => {
        const found = read(`#/toy?${new URLSearchParams({ phase })}`);
        const number = Number(phase);
        if (Number.isInteger(number) && number >= 1 && number <= 1000) {
          expect(found).toMatchObject({ phase: number, problems: [] });
        } else {
          expect(found.phase).toBeUndefined();
          expect(found.problems).toEqual([expect.stringMatching(/^Phase must be a whole number from 1, not ".*$/s)]);
        }
      }),
    );
  });

  it('hides what a teacher asks for, and names what it does not know', () => {
    expect(read('#/toy?hide=speed,recipe,speed')).toMatchObject({ hide: ['recipe', 'speed'], problems: [] });
    expect(read('#/toy?hide=speed,clock,moon,sun,stars')).toMatchObject({
      hide: ['speed'],
      problems: ['There is nothing called "clock", "moon", "sun" and 1 more that a link can hide; left as it is.'],
    });
  });

  it('opens a lesson; its own recipe holds until the link says another', () => {
    expect(read('#/toy?lesson=stuck&page=2')).toMatchObject({
      lesson: { id: 'stuck', page: 2, ownRecipe: false },
      problems: [],
    });
    expect(read('#/toy?lesson=stuck&seed=4')).toMatchObject({
      lesson: { id: 'stuck', page: 1, ownRecipe: true },
      recipe: DEFAULT_RECIPE,
    });
    const ofLesson = { page: 'toy', recipe: { ...DEFAULT_RECIPE, seed: 9 }, embed: false, hide: [] };
    expect(writeAddress({ ...ofLesson, lesson: { id: 'stuck', page: 1, ownRecipe: false } })).toBe(
      '#/toy?v=1&lesson=stuck',
    );
    const { lesson, problems } = read('#/toy?lesson=yoga&page=0');
    expect(lesson).toBeUndefined();
    expect(problems.join(' ')).toMatch(/page of a lesson must be.*no lesson "yoga"; the lessons are stuck, /);
  });

  it('leaves out the settings of a link that is too long, and of another version reads what it knows', () => {
    const long = `#/toy?seed=9&${'x'.repeat(4000)}`;
    expect(read(long)).toMatchObject({ recipe: DEFAULT_RECIPE, problems: [expect.stringContaining('longer than')] });
    const other = read('#/toy?v=2&seed=9');
    expect(other).toMatchObject({ recipe: { seed: 9 }, problems: [expect.stringContaining('version "2"')] });
  });
});
