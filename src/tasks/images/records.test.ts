import { describe, expect, it } from 'vitest';
import { countLabels, equalBytes, pixelsOf, randomRecords } from './arbitrary.ts';
import { CIFAR10, CIFAR100, IMAGE_BYTES, recordBytes } from './image-formats.ts';
import { concatenateImages, type ImageSet, ImagesError, sliceImages } from './image-set.ts';
import { readRecords } from './records.ts';

const text = (value: string) => new TextEncoder().encode(value);

/** The sentence that a reader of these bytes gets. */
function sentence(bytes: Uint8Array, expected?: typeof CIFAR10): string {
  try {
    readRecords(bytes, 'a.bin', expected);
  } catch (error) {
    expect(error).toBeInstanceOf(ImagesError);
    return (error as Error).message;
  }
  throw new Error('It was read.');
}

function expectSame(a: ImageSet, b: ImageSet): void {
  expect({ ...a, pixels: undefined }).toEqual({ ...b, pixels: undefined });
  expect(equalBytes(a.pixels, b.pixels)).toBe(true);
}

describe.each([CIFAR10, CIFAR100])('records of $title', (format) => {
  const bytes = randomRecords(format, 12);

  it('give classes and pixels', () => {
    const set = readRecords(bytes, 'a.bin');
    expect(set.format).toBe(format);
    expect(set.count).toBe(12);
    expect([...set.labels]).toEqual(Array.from({ length: 12 }, (_, i) => i % format.classes.length));
    for (let i = 0; i < 12; i += 1) {
      expect(equalBytes(set.pixels.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES), pixelsOf(bytes, format, i))).toBe(
        true,
      );
    }
  });

  it('that are cut off get a sentence', () => {
    for (const length of [1, bytes.length - 1, bytes.length - recordBytes(format) / 2 - 0.5, 5000].map(Math.floor)) {
      expect(sentence(bytes.subarray(0, length))).toMatch(
        /^a\.bin has [\d,]+ bytes, which is no whole number of images/,
      );
    }
  });

  it('with a label that does not exist get a sentence that names the image', () => {
    const wrong = bytes.slice();
    wrong[7 * recordBytes(format) + format.labelBytes - 1] = 200;
    expect(sentence(wrong)).toBe(
      `a.bin is mislabelled or holds no images: image 8 has the label 200; those of ${format.title} are 0 to ${format.classes.length - 1}.`,
    );
  });

  it('without images get a sentence', () => {
    expect(sentence(new Uint8Array(0))).toBe('a.bin is empty; get the file again.');
    expect(sentence(new Uint8Array(3 * recordBytes(format)))).toBe(
      'a.bin holds no images: every pixel is 0; get the file again.',
    );
    // Text that happens to have the right size.
    expect(sentence(new Uint8Array(2 * recordBytes(format)).fill(97))).toMatch(
      /image 1 has the (super)?(label|class) 97/,
    );
  });
});

describe('labels of CIFAR-100', () => {
  it('that contradict each other get a sentence', () => {
    const bytes = randomRecords(CIFAR100, 110);
    bytes[105 * recordBytes(CIFAR100)] = 7; // class 5 is in superclass 5 in image 6
    expect(sentence(bytes)).toMatch(/image 106 puts class 5 in superclass 7, an earlier one in 5\.$/);
  });

  it('have 100 different names', () => {
    expect(new Set(CIFAR100.classes).size).toBe(100);
    expect([...CIFAR100.classes]).toEqual([...CIFAR100.classes].sort());
  });
});

describe('files of other kinds', () => {
  it.each([
    [[0x1f, 0x8b, 8, 0], 'a.bin is a packed archive; unpack it and give its .bin files.'],
    [[0x89, 0x50, 0x4e, 0x47, 13], 'a.bin is a PNG picture; the binary version of CIFAR is needed.'],
    [[0x80, 3, 0x7d], 'a.bin is the Python version; the binary version is needed (.bin files).'],
    [text('<!doctype html>'), 'a.bin is a web page, not images; the address it came from may be wrong.'],
  ])('%s are recognised', (start, expected) => {
    // Whatever their size: also when it is that of whole images.
    const bytes = new Uint8Array(recordBytes(CIFAR10));
    bytes.set(start);
    expect(sentence(Uint8Array.from(start))).toBe(expected);
    expect(sentence(bytes)).toBe(expected);
  });

  it('of the other data set are refused where one is expected', () => {
    expect(sentence(randomRecords(CIFAR100, 3), CIFAR10)).toBe(
      'a.bin has images of CIFAR-100; CIFAR-10 is expected here.',
    );
  });
});

describe('sets of images', () => {
  const set = readRecords(randomRecords(CIFAR10, 30), 'a.bin');

  it('can be cut and put together again', () => {
    const parts = [sliceImages(set, 0, 7), sliceImages(set, 7, 8), sliceImages(set, 8, 30)];
    expectSame(concatenateImages(parts), set);
    expect(countLabels(set)).toEqual(new Array(10).fill(3));
    expect(() => sliceImages(set, 5, 31)).toThrow(RangeError);
  });

  it('of two data sets do not mix', () => {
    const other = readRecords(randomRecords(CIFAR100, 2), 'b.bin');
    expect(() => concatenateImages([set, other])).toThrow(
      'Images of CIFAR-10 and CIFAR-100 cannot be mixed; give files of one of them.',
    );
  });
});
