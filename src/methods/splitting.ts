/**
 * Splitting steepest descent (Liu, Wu and Wang 2019): split along the eigenvector of the smallest eigenvalue of each
 * neuron's splitting matrix; and its fast variant (Wang et al. 2019), which descends the Rayleigh quotient instead.
 */
import { stepLengths } from '../growth/directions.ts';
import { descendRayleigh, eigenPairs, multiply } from '../growth/splitting-matrix.ts';
import { splittingRule } from '../growth/splitting-rule.ts';
import type { Method } from './method.ts';

export const SPLITTING_CAPTIONS = {
  overgrow: 'Each neuron’s splitting matrix tells which split lowers the loss fastest, if any does.',
  score: 'Each split alone promises half of ε² times an eigenvalue of its neuron’s splitting matrix.',
};

export const splitting: Method = {
  id: 'splitting',
  label: 'Splitting',
  summary: 'Splits along the exact eigenvector of each neuron’s splitting matrix (splitting steepest descent).',
  source: 'paper',
  captions: SPLITTING_CAPTIONS,
  rule: splittingRule((split, matrix) => [{ ...split, direction: eigenPairs(matrix)[0]!.vector }]),
};

export const splittingFast: Method = {
  id: 'splitting-fast',
  label: 'Splitting (Rayleigh)',
  summary: 'Splitting steepest descent with the eigenvector found by descending the Rayleigh quotient.',
  source: 'paper',
  captions: SPLITTING_CAPTIONS,
  rule: splittingRule((split, matrix, { settings }) => {
    const lengths = stepLengths(settings.directionSteps);
    return [{ ...split, direction: descendRayleigh((v) => multiply(matrix, v), split.direction, lengths).vector }];
  }),
};
