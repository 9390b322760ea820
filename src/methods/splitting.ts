/**
 * Splitting steepest descent (Liu, Wu and Wang 2019): split along the eigenvector of the smallest eigenvalue of each
 * neuron's splitting matrix; and its fast variant (Wang et al. 2019), which descends the Rayleigh quotient instead.
 */
import { stepLengths } from '../growth/directions.ts';
import { descendRayleigh, eigenPairs, multiply } from '../growth/splitting-matrix.ts';
import { splittingRule } from '../growth/splitting-rule.ts';
import { described } from './catalogue.ts';
import type { Method } from './method.ts';

export const splitting: Method = {
  ...described('splitting'),
  rule: splittingRule((split, matrix) => [{ ...split, direction: eigenPairs(matrix)[0]!.vector }]),
};

export const splittingFast: Method = {
  ...described('splitting-fast'),
  rule: splittingRule((split, matrix, { settings }) => {
    const lengths = stepLengths(settings.directionSteps);
    return [{ ...split, direction: descendRayleigh((v) => multiply(matrix, v), split.direction, lengths).vector }];
  }),
};
