/** Random growths for property tests: a network, points, and a split and two fresh candidates. Imported by tests only. */
import fc from 'fast-check';
import { arbitraryDirection, arbitraryProblem } from '../networks/arbitrary.ts';
import type { Candidate } from './neighbourhood.ts';

/** Bound of the amplitudes. */
export const STEP = 0.3;

export const arbitraryGrowth = arbitraryProblem({ maxNeurons: 3 }).chain(({ network, data }) => {
  const part = fc.record({
    amplitude: fc.double({ min: -STEP, max: STEP, noNaN: true }).filter((eps) => Math.abs(eps) > 1e-3),
    direction: arbitraryDirection(network.inputSize + 1),
  });
  const split = part.map((values): Candidate => ({ kind: 'split', key: 'split 0', neuron: 0, ...values }));
  const fresh = [1, 2].map((k) => part.map((values): Candidate => ({ kind: 'fresh', key: `fresh ${k}`, ...values })));
  return fc.record({ network: fc.constant(network), data: fc.constant(data), candidates: fc.tuple(split, ...fresh) });
});
export type ArbitraryGrowth = typeof arbitraryGrowth extends fc.Arbitrary<infer T> ? T : never;
