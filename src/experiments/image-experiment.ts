/** Runs on images as an experiment: one preset and method on several seeds. */
import * as v from 'valibot';
import type { ImagePhase } from '../runs/images/image-phase.ts';
import { IMAGE_CHANGES, IMAGE_CHOICES, type ImageChanges } from '../runs/images/image-recipe.ts';

export interface ImageExperiment {
  readonly experiment: 'images';
  readonly preset: string;
  readonly method: string;
  readonly seeds: readonly number[];
  /** What differs from the preset. */
  readonly changes?: ImageChanges;
  /** Which images: the data set's name, and the SHA-256 of those that are used, in the order train, validation, test. */
  readonly images: { readonly dataset: string; readonly sha256: string };
}

export interface ImageOutcome {
  readonly seed: number;
  readonly phases: readonly ImagePhase[];
}

const seed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1));
const changedNumber = v.exactOptional(v.number());
const changedNumbers = Object.fromEntries(Object.keys(IMAGE_CHANGES).map((name) => [name, changedNumber])) as {
  [Key in keyof typeof IMAGE_CHANGES]: typeof changedNumber;
};
/** An ImageExperiment in files; whether there is such a preset or method is not looked at. */
export const imageRecipeShape = v.strictObject({
  experiment: v.literal('images'),
  preset: v.string(),
  method: v.string(),
  seeds: v.pipe(v.array(seed), v.minLength(1)),
  changes: v.exactOptional(
    v.strictObject({ ...changedNumbers, selection: v.exactOptional(v.picklist(IMAGE_CHOICES.selection)) }),
  ),
  images: v.strictObject({ dataset: v.string(), sha256: v.string() }),
});
