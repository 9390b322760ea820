/**
 * The paper's method. `firefly` tries splits of every neuron and m' fresh neurons; `firefly-split` only splits, which
 * makes it splitting steepest descent with first-order optimization in place of the eigenproblem (the paper's remark).
 */
import type { GrowthRule } from '../growth/descent.ts';
import { descendDirections } from '../growth/directions.ts';
import { scoreCandidates } from '../growth/importance.ts';
import { proposeFresh, proposeSplits } from '../growth/neighbourhood.ts';
import { described } from './catalogue.ts';
import type { Method } from './method.ts';

const byDescent: Pick<GrowthRule, 'findDirections' | 'score'> = {
  findDirections: ({ engine, network, data, settings }, candidates) =>
    descendDirections(engine, network, candidates, data, settings),
  score: ({ engine, network, data, settings }, candidates) =>
    scoreCandidates(engine, network, candidates, data, settings),
};

export const firefly: Method = {
  ...described('firefly'),
  rule: {
    ...byDescent,
    propose: ({ network, phase, settings: { seed, stepSize, freshCandidates } }) => [
      ...proposeSplits(network, phase, seed, stepSize),
      ...proposeFresh(network, phase, seed, freshCandidates),
    ],
  },
};

export const fireflySplit: Method = {
  ...described('firefly-split'),
  rule: {
    ...byDescent,
    propose: ({ network, phase, settings: { seed, stepSize } }) => proposeSplits(network, phase, seed, stepSize),
  },
};
