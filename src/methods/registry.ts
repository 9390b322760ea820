/** Every method, in the order menus show them. */
import { firefly, fireflySplit } from './firefly.ts';
import type { Method } from './method.ts';

export const METHODS: readonly Method[] = [firefly, fireflySplit];

/** The method with an id. Throws RangeError for an unknown one, naming those that exist. */
export function methodById(id: string): Method {
  const method = METHODS.find((candidate) => candidate.id === id);
  if (!method) {
    throw new RangeError(`There is no method "${id}". Methods: ${METHODS.map((known) => known.id).join(', ')}.`);
  }
  return method;
}
