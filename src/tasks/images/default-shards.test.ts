/** The shards that are part of the project, against pictures cut from the source they were made of. */
import { readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { beforeAll, describe, expect, it } from 'vitest';
import { readImagePath } from '../../cli/image-paths.ts';
import { countLabels, equalBytes } from './arbitrary.ts';
import { fillBatch } from './batches.ts';
import { CIFAR10, IMAGE_BYTES, IMAGE_ROLES, type ImageRole } from './image-formats.ts';
import type { ImageSet } from './image-set.ts';
import { IMAGES_ALONG } from './images-along.ts';

const FOLDER = 'public/cifar10';
const sets = new Map<ImageRole, ImageSet>();
beforeAll(async () => {
  for (const role of IMAGE_ROLES) sets.set(role, await readImagePath(FOLDER, role)); // verified by SHA-256
});

/** Rows of a picture of the source: red, green, blue of each pixel. */
function picture(name: string): Uint8Array[] {
  const { data, height } = decode(readFileSync(`src/tasks/images/fixtures/${name}.png`));
  return Array.from(
    { length: height },
    (_, row) => data.slice(row * IMAGE_BYTES, (row + 1) * IMAGE_BYTES) as Uint8Array,
  );
}

function interleaved(set: ImageSet, image: number): Uint8Array {
  return Uint8Array.from({ length: IMAGE_BYTES }, (_, at) => {
    const [pixel, channel] = [Math.floor(at / 3), at % 3];
    return set.pixels[image * IMAGE_BYTES + channel * 1024 + pixel]!;
  });
}

it('are as many as the page says before it fetches them', () => {
  expect(Object.fromEntries([...sets].map(([role, { count }]) => [role, count]))).toEqual(IMAGES_ALONG);
});

describe('the committed shards', () => {
  it('are 2,000 images to train on, 500 to validate with and 1,000 to test on', () => {
    expect(IMAGE_ROLES.map((role) => sets.get(role)!.count)).toEqual([2000, 500, 1000]);
  });

  it('begin with the labels of the official files', () => {
    expect([...sets.get('train')!.labels.subarray(0, 10)]).toEqual([6, 9, 9, 4, 1, 1, 2, 7, 8, 3]);
    expect([...sets.get('test')!.labels.subarray(0, 10)]).toEqual([3, 8, 8, 0, 6, 6, 1, 6, 3, 1]);
  });

  it('have about as many images of each class as of any other', () => {
    for (const set of sets.values()) {
      const counts = countLabels(set);
      expect(counts.reduce((sum, value) => sum + value, 0)).toBe(set.count);
      // Four standard deviations of a binomial with p = 1/10.
      const bound = 4 * Math.sqrt(set.count * 0.1 * 0.9);
      for (const value of counts) expect(Math.abs(value - set.count / 10)).toBeLessThan(bound);
    }
  });

  it('have the pixels of the source, in the official planes', () => {
    const whole = [sets.get('train')!, sets.get('validation')!];
    const [first, end, last, next, final] = picture('train');
    expect(equalBytes(interleaved(whole[0]!, 0), first!)).toBe(true);
    expect(equalBytes(interleaved(whole[0]!, 499), end!)).toBe(true); // the last of a shard
    expect(equalBytes(interleaved(whole[0]!, 1999), last!)).toBe(true);
    expect(equalBytes(interleaved(whole[1]!, 0), next!)).toBe(true);
    expect(equalBytes(interleaved(whole[1]!, 499), final!)).toBe(true);
    const test = picture('test');
    expect(equalBytes(interleaved(sets.get('test')!, 0), test[0]!)).toBe(true);
    expect(equalBytes(interleaved(sets.get('test')!, 999), test[1]!)).toBe(true);
  });

  it('have the mean and deviation that they are normalised by', () => {
    const set = sets.get('train')!;
    const batch = fillBatch(
      set,
      Uint32Array.from({ length: set.count }, (_, index) => index),
    );
    for (let channel = 0; channel < 3; channel += 1) {
      let [sum, squares] = [0, 0];
      for (let at = channel; at < batch.length; at += 3) {
        sum += batch[at]!;
        squares += batch[at]! ** 2;
      }
      const n = set.count * 1024;
      expect(Math.abs(sum / n)).toBeLessThan(0.02);
      expect(Math.sqrt(squares / n)).toBeCloseTo(1, 1);
    }
    expect(set.format).toBe(CIFAR10);
  });
});
