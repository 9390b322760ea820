import { describe, expect, it } from 'vitest';
import { CIFAR10 } from '../../tasks/images/image-formats.ts';
import type { ImageSet } from '../../tasks/images/image-set.ts';
import { accuracyOf, confusionCounts, filterImages, whenRight } from './judged-images.ts';

const set: ImageSet = {
  format: CIFAR10,
  count: 5,
  pixels: new Uint8Array(5 * 3072),
  labels: Uint8Array.from([0, 1, 1, 9, 3]),
};

describe('test images, judged', () => {
  it('are counted by truth and by what was seen; those not looked at are left out', () => {
    const counts = confusionCounts(set, [0, 1, 2, 9]);
    expect([counts[0]![0], counts[1]![1], counts[1]![2], counts[9]![9]]).toEqual([1, 1, 1, 1]);
    expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(accuracyOf(set, [0, 1, 2, 9])).toBe(0.75);
    expect(accuracyOf(set, [])).toBe(0);
  });

  it('can be filtered: wrong ones, and those of one pair of classes', () => {
    const predictions = [0, 2, 2, 9, 5];
    expect(filterImages(set, predictions, { wrongOnly: false, cell: undefined })).toEqual([0, 1, 2, 3, 4]);
    expect(filterImages(set, predictions, { wrongOnly: true, cell: undefined })).toEqual([1, 2, 4]);
    expect(filterImages(set, predictions, { wrongOnly: false, cell: { truth: 1, seen: 2 } })).toEqual([1, 2]);
    expect(filterImages(set, predictions, { wrongOnly: true, cell: { truth: 9, seen: 9 } })).toEqual([3]);
  });

  it.each([
    [[], 'No phase is over yet.'],
    [[2], 'Not right yet.'],
    [[2, 2, 3], 'Wrong in all 3 phases so far.'],
    [[1, 1], 'Right from the first phase on.'],
    [[2, 1, 1], 'Right since phase 2.'],
    [[1, 2, 1], 'Right since phase 3.'],
    [[2, 1, 3], 'Right in phase 2, then lost again.'],
  ] as const)('say when they became right: %j', (seen, sentence) => {
    expect(whenRight(1, seen)).toBe(sentence);
  });
});
