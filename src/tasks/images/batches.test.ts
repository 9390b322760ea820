import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStream } from '../../random/stream.ts';
import { randomRecords } from './arbitrary.ts';
import { drawOrder, drawView, fillBatch, fillLabels, type View } from './batches.ts';
import { CIFAR10, IMAGE_BYTES } from './image-formats.ts';
import { readRecords } from './records.ts';

const set = readRecords(randomRecords(CIFAR10, 6), 'a.bin');
const shift = fc.integer({ min: -4, max: 4 });
const view = fc.record({ down: shift, right: shift, flipped: fc.boolean() });

/** A pixel as the definition has it: of an image with black around it, cropped, flipped, normalised. */
function textbook(image: number, { down, right, flipped }: View, row: number, column: number, channel: number): number {
  const padded = Array.from({ length: 40 }, (_, y) =>
    Array.from({ length: 40 }, (_, x) => {
      const inside = y >= 4 && y < 36 && x >= 4 && x < 36;
      return inside ? set.pixels[image * IMAGE_BYTES + channel * 1024 + (y - 4) * 32 + (x - 4)]! : 0;
    }),
  );
  const crop = padded.slice(4 + down, 36 + down).map((line) => line.slice(4 + right, 36 + right));
  const seen = flipped ? crop.map((line) => line.reverse()) : crop;
  return (seen[row]![column]! / 255 - CIFAR10.mean[channel]!) / CIFAR10.deviation[channel]!;
}

describe('a batch', () => {
  it('holds normalised views of images, channels last', () => {
    const place = fc.tuple(fc.nat(31), fc.nat(31), fc.nat(2));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(5), view), { minLength: 1, maxLength: 4 }),
        place,
        (chosen, [row, column, channel]) => {
          const batch = fillBatch(
            set,
            chosen.map(([image]) => image),
            chosen.map(([, seen]) => seen),
          );
          expect(batch).toHaveLength(chosen.length * IMAGE_BYTES);
          chosen.forEach(([image, seen], i) => {
            const value = batch[i * IMAGE_BYTES + (row * 32 + column) * 3 + channel]!;
            expect(value).toBeCloseTo(textbook(image, seen, row, column, channel), 5);
          });
        },
      ),
    );
  });

  it('holds images as they are without views, in memory that is given', () => {
    const batch = new Float32Array(2 * IMAGE_BYTES);
    expect(fillBatch(set, [3, 1], undefined, batch)).toBe(batch);
    const plain = { down: 0, right: 0, flipped: false };
    const seen = fillBatch(set, [3, 1], [plain, plain]);
    expect(batch.every((value, at) => value === seen[at])).toBe(true);
    expect([...fillLabels(set, [3, 1])]).toEqual([3, 1]);
    expect(() => fillBatch(set, [6])).toThrow(RangeError);
  });
});

describe('random views', () => {
  it('are all equally likely: nine shifts each way, flipped or not', () => {
    const stream = openStream(3, 'views');
    const counts = new Map<string, number>();
    const draws = 162 * 100;
    for (let i = 0; i < draws; i += 1) {
      const { down, right, flipped } = drawView(stream);
      const key = `${down} ${right} ${flipped}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(162);
    // Chi-squared with 161 degrees of freedom: above 240 once in 40,000 times.
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
    expect(chi).toBeLessThan(240);
  });

  it('repeat for the same stream', () => {
    const draw = (name: string) =>
      Array.from(
        { length: 5 },
        (
          (stream) => () =>
            drawView(stream)
        )(openStream(3, name)),
      );
    expect(draw('epoch 1')).toEqual(draw('epoch 1'));
    expect(draw('epoch 1')).not.toEqual(draw('epoch 2'));
  });
});

describe('a random order', () => {
  it('has every image once', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(200), (seed, count) => {
        const order = drawOrder(openStream(seed, 'order'), count);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
      }),
    );
  });

  it('puts each of three images first, second and third equally often', () => {
    const counts = new Map<string, number>();
    const stream = openStream(1, 'order');
    for (let i = 0; i < 6000; i += 1) {
      const key = drawOrder(stream, 3).join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
