/** Every method of image runs, in the order help shows them. */
import { autogrow } from './autogrow.ts';
import { firefly, fireflyAsOfficial, fireflySplit } from './firefly.ts';
import { fixed, fixedCost } from './fixed.ts';
import { full } from './full.ts';
import type { ImageMethod } from './image-method.ts';
import { nash } from './nash.ts';
import { net2net } from './net2net.ts';
import { splitting, splittingFast } from './splitting.ts';

export const IMAGE_METHODS: readonly ImageMethod[] = [
  firefly,
  fireflySplit,
  fireflyAsOfficial,
  splitting,
  splittingFast,
  net2net,
  nash,
  autogrow,
  fixed,
  fixedCost,
  full,
];

/** The method with an id. Throws RangeError for an unknown one, naming those that exist. */
export function imageMethodById(id: string): ImageMethod {
  const method = IMAGE_METHODS.find((candidate) => candidate.id === id);
  if (!method) {
    const known = IMAGE_METHODS.map((candidate) => candidate.id).join(', ');
    throw new RangeError(`There is no method "${id}" for images; there are ${known}.`);
  }
  return method;
}
