import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CIFAR10, CIFAR100, IMAGE_BYTES } from '../../tasks/images/image-formats.ts';
import type { ImageSet } from '../../tasks/images/image-set.ts';
import { areEnough, chooseImages, fingerprint, withoutOthers } from './choose-images.ts';

const setOf = (count: number, first: number, format = CIFAR10): ImageSet => ({
  format,
  count,
  pixels: new Uint8Array(count * IMAGE_BYTES),
  labels: Uint8Array.from({ length: count }, (_, k) => first + k),
});
const counts = { train: 4, validation: 2, test: 3 };

it('takes the first images of each role, and validates on those after the training images where there are no others', () => {
  const sets = { train: setOf(8, 0), test: setOf(5, 50) };
  const { train, validation, test } = chooseImages(counts, sets);
  expect([[...train.labels], [...validation.labels], [...test.labels]]).toEqual([
    [0, 1, 2, 3],
    [4, 5],
    [50, 51, 52],
  ]);
  const own = chooseImages(counts, { ...sets, validation: setOf(9, 90) });
  expect([...own.validation.labels]).toEqual([90, 91]);
});

it('knows from counts alone whether there are enough', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(3), { minLength: 6, maxLength: 6 }),
      ([train = 0, validation = 0, test = 0, ...there]) => {
        const needed = { train: train + 1, validation: validation + 1, test: test + 1 };
        const [trains = 0, validates = 0, tests = 0] = there;
        const sets = {
          train: setOf(trains, 0),
          test: setOf(tests, 0),
          ...(validates > 0 && { validation: setOf(validates, 0) }),
        };
        const enough = areEnough(needed, { train: trains, validation: validates, test: tests });
        if (enough) chooseImages(needed, sets);
        else expect(() => chooseImages(needed, sets)).toThrow(/^There are/);
      },
    ),
  );
});

it('says in one sentence what is missing', () => {
  const sets = { train: setOf(8, 0), test: setOf(5, 50) };
  const said = (given: object) => () => chooseImages(counts, given);
  expect(said({ train: sets.train })).toThrow(/^A run needs .* give files of test images with the training ones\.$/);
  expect(said({ test: sets.test })).toThrow(/give files of training images/);
  expect(said({ ...sets, test: setOf(2, 0) })).toThrow('There are 2 images to test; the preset needs 3');
  expect(said({ ...sets, train: setOf(5, 0) })).toThrow('There are 5 images to train and validate; the preset needs 6');
  expect(said({ ...sets, test: setOf(5, 0, CIFAR100) })).toThrow('CIFAR-100');
});

it('tells images from others', async () => {
  const data = chooseImages(counts, { train: setOf(8, 0), test: setOf(5, 50) });
  const others = chooseImages(counts, { train: setOf(8, 1), test: setOf(5, 50) });
  expect(await fingerprint(data)).toMatch(/^[0-9a-f]{64}$/);
  expect(await fingerprint(data)).not.toBe(await fingerprint(others));
});

it('leaves behind the memory of images that a run does not use', async () => {
  const sets = { train: setOf(8, 0), test: setOf(3, 50) };
  const data = chooseImages(counts, sets);
  const own = await withoutOthers(data, async () => {});
  expect(await fingerprint(own)).toBe(await fingerprint(data));
  expect(own.train.pixels.buffer.byteLength).toBe(4 * IMAGE_BYTES);
  expect(own.validation.labels.buffer.byteLength).toBe(2);
  // All of them are used: nothing is copied.
  expect(own.test).toBe(data.test);
});

it('copies many images piece by piece, to the same ones', async () => {
  const many = { train: 6000, validation: 1, test: 1 };
  const sets = { train: setOf(6001, 0), test: setOf(1, 50) };
  for (let k = 0; k < sets.train.pixels.length; k += 997) sets.train.pixels[k] = k;
  let pauses = 0;
  const pause = async () => {
    pauses += 1;
  };
  const data = chooseImages(many, { ...sets, validation: setOf(1, 9) });
  const own = await withoutOthers(data, pause);
  expect(pauses).toBe(8);
  expect(Buffer.from(own.train.pixels).equals(Buffer.from(data.train.pixels))).toBe(true);
  expect(await fingerprint(own)).toBe(await fingerprint(data));
});
