/** Any recipe of an image run, for property tests. Imported by tests only. */
import fc from 'fast-check';
import { IMAGE_PRESETS, imagePresetById, methodsFor } from '../runs/images/image-recipe.ts';

export const anyImageRecipe = fc
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
