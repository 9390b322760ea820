/**
 * Scratch, the baseline without growth: each width is trained from random parameters. It appears as a descent whose growth
 * replaces the network by a new random one that is larger, so that it can be watched and compared like the others.
 */

import { randomNetwork } from '../networks/random-network.ts';
import { described } from './catalogue.ts';
import type { Method } from './method.ts';

export const scratch: Method = {
  ...described('scratch'),
  rule: {
    propose: () => [],
    // biome-ignore lint/correctness/useYield: there is nothing to search.
    async *findDirections() {
      return [];
    },
    score: async () => [],
    replace: ({ settings: { seed } }, neurons) => randomNetwork(seed, `scratch ${neurons}`, neurons, 1),
  },
};
