import { expect, test } from 'vitest';
import { fieldTakesKey } from './keys.ts';

const taken = (type: string, keys: readonly string[]) => keys.filter((key) => fieldTakesKey(type, key));
const LETTERS = ['e', 't', 'k', 'o', '?', '['];

test('checkboxes take the space, radios the space and arrows; letters stay shortcuts', () => {
  expect(taken('checkbox', [' ', 'ArrowRight', 'Home', ...LETTERS])).toEqual([' ']);
  expect(taken('radio', [' ', 'ArrowRight', 'ArrowUp', 'Home', ...LETTERS])).toEqual([' ', 'ArrowRight', 'ArrowUp']);
});

test('a slider takes what slides, a number what numbers are written with', () => {
  expect(taken('range', ['ArrowLeft', 'End', 'PageUp', ' ', ...LETTERS])).toEqual(['ArrowLeft', 'End', 'PageUp']);
  const number = ['0', '9', '-', '+', '.', 'e', 'E', 'ArrowUp', 'ArrowLeft', 'Home', 'Backspace'];
  expect(taken('number', [...number, ' ', 't', 'k', '?'])).toEqual(number);
});

test('text takes every key', () => {
  for (const type of ['text', 'search', 'email', 'file'])
    expect(taken(type, [' ', 'Home', ...LETTERS])).toHaveLength(8);
});
