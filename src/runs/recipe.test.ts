import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryRecipe } from './arbitrary.ts';
import { changedSettings, DEFAULT_RECIPE, restoreRecipe, sameRecipe } from './recipe.ts';
import { readChoice, readNumber, SETTING_KEYS, SETTINGS } from './settings.ts';

const hostileRecord = fc.dictionary(
  fc.oneof(fc.constantFrom<string>(...SETTING_KEYS), fc.string({ maxLength: 100 }), fc.constant('__proto__')),
  fc.anything({ withNullPrototype: true }),
);

describe('restoring a recipe', () => {
  it('gives back every recipe that the controls can make, without complaint', () => {
    fc.assert(
      fc.property(arbitraryRecipe, (recipe) => {
        const { version: _, ...settings } = recipe;
        expect(restoreRecipe(settings)).toEqual({ recipe, problems: [] });
        const { changes, curve } = recipe;
        expect(restoreRecipe({ ...changedSettings(recipe), changes, curve })).toEqual({ recipe, problems: [] });
      }),
    );
    expect(restoreRecipe({})).toEqual({ recipe: DEFAULT_RECIPE, problems: [] });
  });

  it('makes a usable recipe of anything, and says one sentence for each setting it changed', () => {
    fc.assert(
      fc.property(hostileRecord, (raw) => {
        const { recipe, problems } = restoreRecipe(raw);
        expect(Object.keys(recipe).sort()).toEqual(Object.keys(DEFAULT_RECIPE).sort());
        let wrong = 0;
        for (const key of SETTING_KEYS) {
          const setting = SETTINGS[key];
          const read = (value: unknown) =>
            setting.kind === 'number' ? readNumber(setting, value) : readChoice(setting, value);
          expect(read(recipe[key])).toEqual({ value: recipe[key] });
          if (!Object.hasOwn(raw, key)) expect(recipe[key]).toBe(DEFAULT_RECIPE[key]);
          else if (read(raw[key]).problem) {
            wrong += 1;
            expect(problems.filter((problem) => problem.startsWith(`${setting.label} `))).toHaveLength(1);
          }
        }
        const unknown = Object.keys(raw).filter((key) => !(key in SETTINGS) || !Object.hasOwn(SETTINGS, key));
        expect(problems).toHaveLength(wrong + (unknown.length > 0 ? 1 : 0));
        for (const key of unknown.slice(0, 5)) expect(problems.at(-1)).toContain(key.slice(0, 40));
        for (const problem of problems) expect(problem).toMatch(/\.$/);
      }),
      { numRuns: 500 },
    );
  });

  it('names at most five unknown settings and counts the rest', () => {
    const raw = Object.fromEntries(Array.from({ length: 8 }, (_, k) => [`unknown${k}`, 1]));
    expect(restoreRecipe(raw).problems).toEqual([
      'There is no setting "unknown0", "unknown1", "unknown2", "unknown3", "unknown4" and 3 more; left out.',
    ]);
  });
});

describe('a drawn curve', () => {
  it('is left out with a sentence when it cannot be read', () => {
    expect(restoreRecipe({ curve: 'oops' }).recipe).toEqual(DEFAULT_RECIPE);
    expect(restoreRecipe({ curve: 'oops' }).problems).toEqual([
      'The drawn curve has fewer than two points; the run goes without it.',
    ]);
  });
});

describe('recipes', () => {
  it('are the same when every setting and the points are', () => {
    fc.assert(
      fc.property(arbitraryRecipe, arbitraryRecipe, (a, b) => {
        expect(sameRecipe(a, { ...a })).toBe(true);
        const changed = Object.keys(changedSettings(a)).length > 0 || a.curve !== undefined || a.changes !== undefined;
        expect(sameRecipe(a, DEFAULT_RECIPE)).toBe(!changed);
        expect(sameRecipe(a, b)).toBe(JSON.stringify(a) === JSON.stringify(b));
        expect(sameRecipe(a, { ...a, given: { name: 'points', x: [1, 2], y: [3, 4] } })).toBe(false);
      }),
    );
  });
});
