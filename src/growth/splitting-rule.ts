/** Growth by splitting matrices: what splitting steepest descent, its fast variant and signed splitting share. */
import { formCurvature } from '../networks/split-forms.ts';
import type { GrowthRule, Situation } from './descent.ts';
import { proposeSplits, type SplitCandidate } from './neighbourhood.ts';
import { rayleighQuotient, type SymmetricMatrix, splittingMatrices } from './splitting-matrix.ts';

/** The change of the loss by a split alone, to leading order: eps^2/2 (sum_l share_l move_l^2) v^T S v. */
export function splitChange({ amplitude, direction, form }: SplitCandidate, matrix: SymmetricMatrix): number {
  return (amplitude ** 2 / 2) * formCurvature(form ?? 'antipodal') * rayleighQuotient(matrix, direction);
}

/**
 * Splits of all neurons with directions found from their splitting matrices, each scored alone by its leading order.
 * @param splitsOf the splits to try of one neuron, given a random one (`split 2`, of norm 1, fully on) and its matrix
 */
export function splittingRule(
  splitsOf: (random: SplitCandidate, matrix: SymmetricMatrix, situation: Situation) => readonly SplitCandidate[],
): Pick<GrowthRule, 'propose' | 'findDirections' | 'score'> {
  return {
    propose: ({ network, phase, settings: { seed, stepSize } }) => proposeSplits(network, phase, seed, stepSize),
    async *findDirections(situation, proposed) {
      const { network, data, engine, settings } = situation;
      const matrices = matricesById(situation);
      const candidates = proposed.flatMap((candidate) =>
        candidate.kind === 'split' ? splitsOf(candidate, matrices.get(candidate.neuron)!, situation) : [],
      );
      const loss = (await engine.differentiate([network], data))[0]!.loss;
      const iterations = Math.max(1, settings.directionSteps);
      yield { iteration: iterations, iterations, candidates, loss };
      return candidates;
    },
    async score(situation, candidates) {
      const matrices = matricesById(situation);
      return candidates.flatMap((candidate) => {
        if (candidate.kind !== 'split') return [];
        const predictedChange = splitChange(candidate, matrices.get(candidate.neuron)!);
        return [{ candidate, score: predictedChange / candidate.amplitude, predictedChange, nodes: [] }];
      });
    },
  };
}

function matricesById({ network, data }: Situation): Map<number, SymmetricMatrix> {
  const matrices = splittingMatrices(network, data);
  return new Map(network.neurons.map(({ id }, i) => [id, matrices[i]!]));
}
