import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readImagesCommand } from '../cli/image-options.ts';
import { IMAGE_CHANGES, IMAGE_PRESETS, imagePresetById, methodsFor, settingsOf } from '../runs/images/image-recipe.ts';
import { IMAGE_SETTING_KEYS, imageSetting } from '../runs/images/image-settings.ts';
import { imageRecipeKey } from '../runs/images/same-image-recipe.ts';
import { readPageAddress } from './address.ts';
import { imageCommand, readImageAddress, writeImageAddress } from './image-address.ts';

const read = (hash: string) => readImageAddress(readPageAddress(hash, ['toy', 'images']).query);

const recipe = fc
  .record({
    preset: fc.constantFrom(...IMAGE_PRESETS.map(({ id }) => id)),
    at: fc.nat(),
    selection: fc.constantFrom('exact' as const, undefined),
    seed: fc.nat(2 ** 32 - 1),
    width: fc.option(fc.integer({ min: 1, max: 64 }), { nil: undefined }),
    growth: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
  })
  .map(({ preset, at, selection, seed, width, growth }) => {
    const own = imagePresetById(preset);
    const methods = methodsFor(own);
    const method = methods[at % methods.length]!.id;
    const changes = {
      ...(width === undefined || width === own.width ? {} : { width }),
      ...(growth === undefined || growth === own.growth ? {} : { growth: growth + 0 }),
      ...(selection && selection !== own.selection ? { selection } : {}),
    };
    return { preset, method, seed, ...(Object.keys(changes).length > 0 ? { changes } : {}) };
  });

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

it('the command is one that the command line takes, whatever the recipe', () => {
  fc.assert(
    fc.property(recipe, ({ preset, method, seed, changes = {} }) => {
      const words = imageCommand({ preset, method, seed, changes }).split(' ');
      const command = readImagesCommand(words.slice(words.indexOf('images') + 1));
      expect(command).toMatchObject({ preset, method, seeds: [seed], changes });
    }),
  );
});
