import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IMAGE_CHANGES, IMAGE_PRESETS, settingsOf } from '../runs/images/image-recipe.ts';
import { IMAGE_SETTING_KEYS, imageSetting } from '../runs/images/image-settings.ts';
import { imageRecipeKey } from '../runs/images/same-image-recipe.ts';
import { readPageAddress } from './address.ts';
import { anyImageRecipe as recipe } from './arbitrary.ts';
import { readImageAddress, writeImageAddress } from './image-address.ts';

const read = (hash: string) => readImageAddress(readPageAddress(hash, ['toy', 'images']).query);

it('what is written is read again', () => {
  fc.assert(
    fc.property(recipe, fc.constantFrom('auto', 'cpu', 'webgpu'), (recipe, engine) => {
      const address = { recipe, engine, at: 250 } as const;
      expect(read(writeImageAddress(address))).toEqual({ ...address, problems: [] });
    }),
  );
  expect(writeImageAddress({ recipe: { preset: 'pocket', method: 'firefly', seed: 0 }, engine: 'auto' })).toBe(
    '#/images',
  );
});

it('whatever a link says, a run can be made of it', () => {
  const key = fc.oneof(fc.constantFrom('preset', 'method', 'seed', 'engine', 'at', ...IMAGE_SETTING_KEYS), fc.string());
  const text = fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String));
  fc.assert(
    fc.property(fc.dictionary(key, text), (query) => {
      const { recipe, problems } = readImageAddress(query);
      expect(() => settingsOf(recipe)).not.toThrow();
      expect(imageRecipeKey(recipe)).toBeTruthy();
      for (const problem of problems) expect(problem.length).toBeLessThan(300);
    }),
  );
});

it('names what could not be used', () => {
  const { recipe, problems } = read('#/images?v=1&preset=huge&width=1e9&colour=red&seed=x&at=-1');
  expect(recipe).toEqual({ preset: 'pocket', method: 'firefly', seed: 0, changes: { width: 64 } });
  expect(problems).toEqual([
    expect.stringMatching(/preset cannot be "huge"/),
    expect.stringMatching(/Seed must be a number/),
    'Start width goes from 1 to 64; 1000000000 became 64.',
    'In this link "colour" means nothing; left out.',
    expect.stringMatching(/^The place in the run/),
  ]);
});

it('every setting that can be changed is offered', () => {
  expect(new Set(IMAGE_SETTING_KEYS)).toEqual(new Set(Object.keys(IMAGE_CHANGES)));
  for (const preset of IMAGE_PRESETS) {
    for (const key of IMAGE_SETTING_KEYS) {
      const { min, max, initial } = imageSetting(key, preset);
      expect(initial).toBeGreaterThanOrEqual(min);
      expect(initial).toBeLessThanOrEqual(max);
    }
  }
});
