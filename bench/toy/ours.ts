/** Our engines, through the interface the product uses. */
import type { Engine } from '../../src/compute/engine.ts';
import { carrySlots } from '../../src/networks/slots.ts';
import type { Contestant } from './contestant.ts';
import { RATE } from './problem.ts';

export function engineContestant(name: string, engine: Engine): Contestant {
  return {
    name,
    async open({ data, networks }) {
      let runs = networks.map((network) => ({ network, slots: carrySlots([], network) }));
      return {
        async train(steps) {
          const rates = new Float32Array(steps).fill(RATE);
          // All at once: an engine may answer them with one dispatch.
          const results = await Promise.all(
            runs.map(({ network, slots }) => engine.train({ network, slots, data, rates, recordEvery: steps })),
          );
          runs = results;
          return results.reduce((sum, { losses }) => sum + losses.at(-1)! / results.length, 0);
        },
        dispose() {},
      };
    },
  };
}
