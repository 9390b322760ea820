import { expect, it } from 'vitest';
import { IMAGE_PRESETS, imagePresetById } from './image-recipe.ts';
import { differingSetting, recordedSettings } from './recorded-settings.ts';

it('records every value of a preset with the changes, and no words', () => {
  const { id, summary, ...values } = imagePresetById('paper');
  expect(recordedSettings({ preset: 'paper', changes: { epochs: 3 } })).toEqual({ ...values, epochs: 3 });
  expect(() => recordedSettings({ preset: 'huge' })).toThrow(RangeError);
});

it('finds no difference to itself after a way through a file, in any order', () => {
  for (const { id } of IMAGE_PRESETS) {
    const settings = recordedSettings({ preset: id });
    const read = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(settings).reverse())));
    expect(differingSetting(settings, read)).toBeUndefined();
  }
});

it('names the setting that differs, also inside of another, and both values', () => {
  const settings = recordedSettings({ preset: 'paper' });
  const { growth: _, ...without } = settings;
  const cases: [object, object][] = [
    [
      { ...settings, scoreBatches: 5 },
      { name: 'scoreBatches', one: '32', other: '5' },
    ],
    [
      { ...settings, selection: 'exact' },
      { name: 'selection', one: 'greedy', other: 'exact' },
    ],
    [without, { name: 'growth', one: '0.3', other: 'nothing' }],
    [
      { ...settings, warmth: 2 },
      { name: 'warmth', one: 'nothing', other: '2' },
    ],
    [
      { ...settings, architecture: { kind: 'vgg', depth: 11 } },
      { name: 'architecture.depth', one: '19', other: '11' },
    ],
    [
      { ...settings, starts: { net2net: { times: 0.125, phases: 6 } } },
      { name: 'starts.net2net.phases', one: '7', other: '6' },
    ],
  ];
  for (const [other, difference] of cases) {
    expect(differingSetting(settings, other as typeof settings)).toEqual(difference);
  }
});
