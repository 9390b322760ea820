/** Which images decide how a network grows, and which only report (after what the originals of NASH and AutoGrow get wrong). */
import { beforeAll, expect, it } from 'vitest';
import type { ImageEngine } from '../../compute/image-engine.ts';
import { openStream } from '../../random/stream.ts';
import { type ImageSet, sliceImages } from '../../tasks/images/image-set.ts';
import type { ImageData } from './image-data.ts';
import type { ImageRecipe } from './image-recipe.ts';
import { openTinyEngine, readTinyImages, runCourse } from './tiny-course.ts';

let data: ImageData;
let engine: ImageEngine;
beforeAll(async () => {
  engine = await openTinyEngine();
  const { train, validation, test } = await readTinyImages();
  data = {
    train: sliceImages(train, 0, 50),
    validation: sliceImages(validation, 0, 50),
    test: sliceImages(test, 0, 50),
  };
});

/** AutoGrow's first decision that depends on accuracy is its third. */
const RECIPES: readonly ImageRecipe[] = [
  { preset: 'tiny', method: 'nash', seed: 1, changes: { epochs: 2 } },
  { preset: 'tiny-depth', method: 'autogrow', seed: 1, changes: { epochs: 2, phases: 4 } },
  { preset: 'tiny', method: 'firefly', seed: 1, changes: { epochs: 1 } },
];

/** Random labels. By no means all of them change a decision: these seeds do, each where its labels are looked at. */
function relabelled(set: ImageSet, seed: 3 | 7): ImageSet {
  const stream = openStream(seed, 'labels');
  return { ...set, labels: set.labels.map(() => stream.integer(set.format.classes.length)) };
}

it.each(RECIPES)('$method: validation images decide, test images only report', async (recipe) => {
  const course = await runCourse(engine, data, recipe);
  const tested = await runCourse(engine, { ...data, test: relabelled(data.test, 7) }, recipe);
  expect(tested.grown).toEqual(course.grown);
  expect(tested.states.at(-1)!.network).toEqual(course.states.at(-1)!.network);
  const [reported, before] = [tested, course].map(({ phases }) => phases.map(({ testAccuracy }) => testAccuracy));
  expect(reported).not.toEqual(before);

  const validated = await runCourse(engine, { ...data, validation: relabelled(data.validation, 3) }, recipe);
  const [chosen, otherwise] = [validated, course].map(({ grown }) => grown.map(({ description }) => description));
  // Firefly asks for the loss of training images alone.
  if (recipe.method === 'firefly') expect(validated.grown).toEqual(course.grown);
  else expect(chosen).not.toEqual(otherwise);
});
