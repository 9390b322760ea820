/** Every method, in the order menus show them. */
import { firefly, fireflySplit } from './firefly.ts';
import { gradmax } from './gradmax.ts';
import type { Method } from './method.ts';
import { randSplit, randSplitNew } from './random-search.ts';
import { scratch } from './scratch.ts';
import { sequential } from './sequential.ts';
import { signedSplitting } from './signed-splitting.ts';
import { splitting, splittingFast } from './splitting.ts';
import { tiny } from './tiny.ts';

export const METHODS: readonly Method[] = [
  firefly,
  fireflySplit,
  splitting,
  splittingFast,
  randSplit,
  randSplitNew,
  scratch,
  signedSplitting,
  gradmax,
  tiny,
  sequential,
];

/** The method with an id. Throws RangeError for an unknown one, naming those that exist. */
export function methodById(id: string): Method {
  const method = METHODS.find((candidate) => candidate.id === id);
  if (!method) {
    throw new RangeError(`There is no method "${id}". Methods: ${METHODS.map((known) => known.id).join(', ')}.`);
  }
  return method;
}
