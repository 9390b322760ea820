import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METHODS } from '../methods/registry.ts';
import {
  type ChoiceSetting,
  type NumberSetting,
  readChoice,
  readNumber,
  readTyped,
  SETTING_KEYS,
  SETTINGS,
  type Setting,
} from './settings.ts';

const all = SETTING_KEYS.map((key): Setting => SETTINGS[key]);
const numbers = all.filter((setting): setting is NumberSetting => setting.kind === 'number');
const choices = all.filter((setting): setting is ChoiceSetting => setting.kind === 'choice');

/** Values from outside, up to objects that cannot be turned into text. */
const hostile = fc.oneof(
  fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withTypedArray: true }),
  fc.string({ maxLength: 5000 }),
  fc.double(),
  fc.double().map(String),
  fc.constantFrom('', '  ', 'NaN', 'Infinity', '-Infinity', '1e999', '0x10', '1_000', '٣', '1,5', null, undefined),
  fc.constantFrom(Symbol('seed'), { toString: 1, valueOf: 1 }, () => 1),
);

/** One sentence a person can read: it ends once, and is short whatever was read. */
function expectSentence(problem: string | undefined, label: string): void {
  expect(problem).toContain(label);
  expect(problem).toMatch(/\.$/);
  expect(problem!.length).toBeLessThan(250);
}

describe('the table of settings', () => {
  it('has defaults that reading leaves alone', () => {
    for (const setting of numbers) {
      expect(readNumber(setting, setting.initial)).toEqual({ value: setting.initial });
      expect(setting.min).toBeLessThan(setting.max);
    }
    for (const setting of choices) expect(readChoice(setting, setting.initial)).toEqual({ value: setting.initial });
  });

  it('offers every method', () => {
    expect(SETTINGS.method.options.map(({ value }) => value)).toEqual(METHODS.map(({ id }) => id));
  });
});

describe('a number that was typed', () => {
  const { seed } = SETTINGS;
  it('is brought into its range with a sentence, and stays as it was where it is no number', () => {
    expect(readTyped(seed, '12', 7)).toEqual({ value: 12 });
    expect(readTyped(seed, '-3', 7)).toEqual({
      value: 0,
      problem: `${seed.label} goes from 0 to ${seed.max}; -3 became 0.`,
    });
    expect(readTyped(seed, 'x', 7)).toEqual({
      value: 7,
      problem: `${seed.label} must be a number, not "x"; 7 stays.`,
    });
  });
});

describe('reading a number', () => {
  it('gives an allowed number whatever it reads, and a sentence exactly when it had to change something', () => {
    fc.assert(
      fc.property(fc.constantFrom(...numbers), hostile, (setting, raw) => {
        const { value, problem } = readNumber(setting, raw);
        expect(value).toBeGreaterThanOrEqual(setting.min);
        expect(value).toBeLessThanOrEqual(setting.max);
        if (setting.integer) expect(value).toSatisfy(Number.isInteger);
        const meant = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
        if (value === meant) expect(problem).toBeUndefined();
        else expectSentence(problem, setting.label);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes the nearest allowed number, and the default for what is no number', () => {
    fc.assert(
      fc.property(fc.constantFrom(...numbers), fc.double({ noNaN: true, noDefaultInfinity: true }), (setting, raw) => {
        const { value } = readNumber(setting, raw);
        const nearest = Math.min(setting.max, Math.max(setting.min, setting.integer ? Math.round(raw) : raw));
        expect(value).toBe(nearest);
        expect(readNumber(setting, String(raw)).value).toBe(value);
        for (const none of [NaN, Infinity, -Infinity, '', 'three', null, [3], true]) {
          expect(readNumber(setting, none).value).toBe(setting.initial);
        }
      }),
    );
  });

  it('never gives -0', () => {
    expect(readNumber(SETTINGS.seed, -0).value).toBe(0);
    expect(readNumber(SETTINGS.seed, '-0').value).toBe(0);
  });

  it('says which of the three it was', () => {
    expect(readNumber(SETTINGS.points, 1).problem).toBe('Points goes from 2 to 20000; 1 became 2.');
    expect(readNumber(SETTINGS.points, '5.4').problem).toBe('Points is a whole number; 5.4 became 5.');
    expect(readNumber(SETTINGS.points, 'many').problem).toBe('Points must be a number, not "many"; 1000 is used.');
  });
});

describe('reading a choice', () => {
  it('gives one of the options whatever it reads, and a sentence for everything else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...choices), hostile, (setting, raw) => {
        const { value, problem } = readChoice(setting, raw);
        const known = setting.options.some((option) => option.value === raw);
        expect(value).toBe(known ? raw : setting.initial);
        if (known) expect(problem).toBeUndefined();
        else expectSentence(problem, setting.label);
      }),
      { numRuns: 500 },
    );
    for (const setting of choices) {
      for (const { value } of setting.options) expect(readChoice(setting, value)).toEqual({ value });
    }
  });
});
