import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { helpText } from './help-texts.tsx';

const said = (page: string) => {
  const { intro, unit, withoutLooking, choices } = helpText(page);
  const text = [intro, withoutLooking, choices].map((part) => renderToStaticMarkup(part)).join(' ');
  return { unit, text: text.replace(/<[^>]*>/g, '') };
};

it('help on the page Images speaks of what is on it', () => {
  const { unit, text } = said('images');
  expect(unit).toBe('channel');
  expect(text).not.toMatch(/run log|sound|1 to 10 neurons|five fresh candidates|1,000 points|neuron/i);
  expect(text).toMatch(/VGG-19 from 16 channels per layer/);
});

it('only the page of the toy has a run log and a sound', () => {
  expect(said('toy').text).toMatch(/run log .* sound follows the loss/s);
  for (const page of ['figures', 'images', 'learn']) expect(said(page).text).not.toMatch(/run log|sound/i);
});

it('marks are explained where there are networks, and every page has a text of its own', () => {
  expect(['toy', 'figures', 'images', 'learn'].map((page) => said(page).unit)).toEqual([
    'neuron',
    undefined,
    'channel',
    undefined,
  ]);
  expect(new Set(['toy', 'figures', 'images', 'learn'].map((page) => said(page).text)).size).toBe(4);
  // Before the address is read.
  expect(said('')).toEqual(said('toy'));
});
