import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readImagesCommand } from '../cli/image-options.ts';
import { anyImageRecipe } from './arbitrary.ts';
import { imageCommand } from './image-command.ts';

const recipe = { preset: 'tiny', method: 'nash', seed: 3 } as const;

it('is one that the command line takes, whatever the recipe and what computed it', () => {
  const details = fc.record({
    engine: fc.constantFrom('cpu' as const, 'webgpu' as const, undefined),
    threads: fc.constantFrom(1 as const, 2 as const, undefined),
    images: fc.constantFrom(undefined, { train: 'train.bin', test: 'test.bin' }, { train: 'images', test: 'images' }),
  });
  fc.assert(
    fc.property(anyImageRecipe, details, ({ preset, method, seed, changes = {} }, { engine, threads, images }) => {
      const words = imageCommand({ preset, method, seed, changes }, { engine, threads, images }).split(' ');
      const command = readImagesCommand(words.slice(words.indexOf('images') + 1));
      expect(command).toMatchObject({ preset, method, seeds: [seed], changes });
      expect(command!.engine ?? 'cpu').toBe(engine ?? 'cpu');
      expect(command!.threads ?? 1).toBe(engine === 'webgpu' ? 1 : (threads ?? 1));
      expect([command!.train, command!.test]).toEqual([images?.train, images?.test]);
    }),
  );
});

it('says the defaults of the command line nowhere', () => {
  expect(imageCommand(recipe, { engine: 'cpu', threads: 1 })).toBe(
    'npm run experiment -- images --preset tiny --method nash --seeds 3 --out result.json',
  );
});

it('quotes names that a shell would take apart', () => {
  const images = { train: "train'1.bin", test: 'test of mine.bin' };
  expect(imageCommand(recipe, { images })).toContain(" --train 'train'\\''1.bin' --test 'test of mine.bin' ");
});
