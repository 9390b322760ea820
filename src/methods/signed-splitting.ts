/**
 * Signed splitting (S3D: Wu, Ye, Lei, Lee and Liu 2020): copies may have output weights of either sign. Where the smallest
 * eigenvalue of the splitting matrix is negative a neuron may split as in splitting steepest descent; where the largest is
 * positive, along its eigenvector in one of the signed forms: a pair (one neuron more, gain eps^2/4 lambda_max) or a triple
 * (two more, gain eps^2/2 lambda_max). So descent exists whenever the matrix is not 0.
 */
import { selectBestSet } from '../growth/selection.ts';
import { eigenPairs } from '../growth/splitting-matrix.ts';
import { splittingRule } from '../growth/splitting-rule.ts';
import { described } from './catalogue.ts';
import type { Method } from './method.ts';

export const signedSplitting: Method = {
  ...described('signed-splitting'),
  rule: {
    ...splittingRule((split, matrix) => {
      const pairs = eigenPairs(matrix);
      const [lowest, highest] = [pairs[0]!, pairs.at(-1)!];
      const signed = { ...split, direction: highest.vector };
      return [
        ...(lowest.value < 0 ? [{ ...split, direction: lowest.vector }] : []),
        ...(highest.value > 0
          ? ([
              { ...signed, key: `pair ${split.neuron}`, form: 'signed pair' },
              { ...signed, key: `triple ${split.neuron}`, form: 'signed triple' },
            ] as const)
          : []),
      ];
    }),
    select: selectBestSet,
  },
};
