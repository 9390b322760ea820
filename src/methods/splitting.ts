/**
 * Splitting steepest descent (Liu, Wu and Wang 2019): split along the eigenvector of the smallest eigenvalue of each
 * neuron's splitting matrix; and its fast variant (Wang et al. 2019), which descends the Rayleigh quotient instead.
 */
import type { GrowthRule, Situation } from '../growth/descent.ts';
import { stepLengths } from '../growth/directions.ts';
import type { ScoredCandidate } from '../growth/importance.ts';
import { type Candidate, proposeSplits } from '../growth/neighbourhood.ts';
import {
  descendRayleigh,
  eigenPairs,
  multiply,
  rayleighQuotient,
  type SymmetricMatrix,
  splittingMatrices,
} from '../growth/splitting-matrix.ts';
import type { Method } from './method.ts';

/** Splits of all neurons with directions found from their matrices. */
function splittingRule(
  direction: (matrix: SymmetricMatrix, start: readonly number[], situation: Situation) => readonly number[],
): GrowthRule {
  return {
    propose: ({ network, phase, settings: { seed, stepSize } }) => proposeSplits(network, phase, seed, stepSize),
    async *findDirections(situation, candidates) {
      const { network, data, engine, settings } = situation;
      const matrices = splittingMatrices(network, data);
      const found = candidates.map((candidate, i): Candidate => {
        return { ...candidate, direction: direction(matrices[i]!, candidate.direction, situation) };
      });
      const loss = (await engine.differentiate([network], data))[0]!.loss;
      const iterations = Math.max(1, settings.directionSteps);
      yield { iteration: iterations, iterations, candidates: found, loss };
      return found;
    },
    /** The change of a split is eps^2/2 v^T S v to leading order, each candidate alone. */
    async score({ network, data, settings: { stepSize } }, candidates): Promise<ScoredCandidate[]> {
      const matrices = splittingMatrices(network, data);
      return candidates.map((candidate, i) => {
        const score = (stepSize / 2) * rayleighQuotient(matrices[i]!, candidate.direction);
        return { candidate, score, predictedChange: stepSize * score, nodes: [] };
      });
    },
  };
}

export const splitting: Method = {
  id: 'splitting',
  label: 'Splitting',
  summary: 'Splits along the exact eigenvector of each neuron’s splitting matrix (splitting steepest descent).',
  rule: splittingRule((matrix) => eigenPairs(matrix)[0]!.vector),
};

export const splittingFast: Method = {
  id: 'splitting-fast',
  label: 'Splitting (Rayleigh)',
  summary: 'Splitting steepest descent with the eigenvector found by descending the Rayleigh quotient.',
  rule: splittingRule(
    (matrix, start, { settings }) =>
      descendRayleigh((vector) => multiply(matrix, vector), start, stepLengths(settings.directionSteps)).vector,
  ),
};
