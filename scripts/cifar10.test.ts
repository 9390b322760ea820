import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { openStream } from '../src/random/stream.ts';
import { CIFAR10, IMAGE_BYTES } from '../src/tasks/images/image-formats.ts';
import { readRecords } from '../src/tasks/images/records.ts';
import { recordsFromPicture } from './cifar10.ts';

const stream = openStream(4, 'picture');
const data = Uint8Array.from({ length: 3 * IMAGE_BYTES }, () => stream.integer(256));
const picture = (width: number, height: number, channels: number) =>
  encode({ width, height, data: data.subarray(0, width * height * channels), channels, depth: 8 });

describe('records from a picture of one image per row', () => {
  it('have labels, then red, green and blue planes', () => {
    const set = readRecords(recordsFromPicture(picture(1024, 3, 3), [7, 0, 9]), 'a.bin');
    expect(set.format).toBe(CIFAR10);
    expect([...set.labels]).toEqual([7, 0, 9]);
    for (const at of [0, 1, 1023, 1024, 3071, 3072, 3 * IMAGE_BYTES - 1]) {
      const [image, plane, pixel] = [Math.floor(at / 3072), Math.floor((at % 3072) / 1024), at % 1024];
      expect(set.pixels[at]).toBe(data[(image * 1024 + pixel) * 3 + plane]);
    }
  });

  it('are refused when the picture or its labels are of another kind', () => {
    expect(() => recordsFromPicture(picture(32, 3, 3), [7, 0, 9])).toThrow('must be 1024 wide');
    expect(() => recordsFromPicture(picture(1024, 2, 4), [7, 0])).toThrow('4 channels');
    expect(() => recordsFromPicture(picture(1024, 3, 3), [7, 0])).toThrow('3 images; 2 labels');
    expect(() => recordsFromPicture(picture(1024, 3, 3), [7, 0, 10])).toThrow('labels from 0 to 9');
  });
});
