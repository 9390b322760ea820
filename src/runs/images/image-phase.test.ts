import { expect, it } from 'vitest';
import type { ImageBatch, ImageTraining } from '../../compute/image-engine.ts';
import { initialise } from '../../networks/tensors.ts';
import { CIFAR10, IMAGE_BYTES } from '../../tasks/images/image-formats.ts';
import type { ImageSet } from '../../tasks/images/image-set.ts';
import type { ImageData } from './image-data.ts';
import { measurePhase } from './image-phase.ts';
import { initialDescription } from './image-recipe.ts';

function labelled(count: number): ImageSet {
  const labels = Uint8Array.from({ length: count }, (_, k) => (7 * k + (k % 3)) % 10);
  return { format: CIFAR10, count, pixels: new Uint8Array(count * IMAGE_BYTES), labels };
}
const data: ImageData = { train: labelled(103), validation: labelled(31), test: labelled(70) };

/** Recognises even classes, takes the others for the class before; the loss of an image is its class. */
const guess = (label: number) => label - (label % 2);
const seeingLabels = {
  async classify(batches: Iterable<ImageBatch>) {
    return Array.from(batches).flatMap(({ labels }) => Array.from(labels, guess));
  },
  async evaluate(batches: Iterable<ImageBatch>) {
    return Array.from(batches, ({ labels }) => ({
      images: labels.length,
      loss: labels.reduce((sum, label) => sum + label, 0) / labels.length,
      right: labels.filter((label) => guess(label) === label).length,
    }));
  },
} as Partial<ImageTraining> as ImageTraining;

it('a phase is measured on every image once, by and by', async () => {
  const network = initialise(initialDescription({ preset: 'tiny', method: 'firefly' }, 10), 1);
  const course = { epochLosses: [2], scores: [], trainSeconds: 3, growSeconds: 1 };
  // 16 images at once.
  const measuring = measurePhase(seeingLabels, network, data, 2, course);
  const parts: number[] = [];
  let next = await measuring.next();
  while (!next.done) {
    parts.push(next.value);
    next = await measuring.next();
  }
  const { train, validation, test } = data;
  const rightPart = ({ labels, count }: ImageSet) => labels.filter((label) => guess(label) === label).length / count;
  expect(next.value).toMatchObject({ ...course, predictions: Array.from(test.labels, guess) });
  expect(next.value.trainLoss).toBeCloseTo(train.labels.reduce((sum, label) => sum + label, 0) / train.count, 12);
  expect(next.value.validationAccuracy).toBe(rightPart(validation));
  expect(next.value.testAccuracy).toBe(rightPart(test));
  expect(parts.length).toBe(Math.ceil(103 / 16) + Math.ceil(31 / 16) + Math.ceil(70 / 16));
  expect([...parts].sort((a, b) => a - b)).toEqual(parts);
  expect(parts.at(-1)).toBe(1);
});
