/**
 * How a neuron becomes several: a general split replaces phi(x, theta) by sum_l share_l phi(x, theta + move_l eps v).
 *
 * Shares sum to 1, so the function is preserved at eps = 0; moves weighted by shares sum to 0, so the first order vanishes:
 *   L(split) - L = eps^2/2 (sum_l share_l move_l^2) v^T S v + O(eps^3),  S the splitting matrix
 * (O(eps^4) where moves are antipodal). With positive shares the bracket is positive and only v^T S v < 0 helps; the signed
 * forms (S3D: Wu, Ye, Lei, Lee and Liu 2020) have a negative one and help where v^T S v > 0. S3D bounds sum_l |share_l| by a
 * constant; ours is 3, for which the two signed forms are its optimum with two and with three copies.
 */
export interface SplitCopy {
  /** Share of the parent's output weight. */
  readonly share: number;
  /** How far along the split's offset it moves. */
  readonly move: number;
}

/** 'antipodal' is the paper's split (eq. 3); the others are S3D's. */
export type SplitForm = 'antipodal' | 'signed pair' | 'signed triple';
export type SignedForm = Exclude<SplitForm, 'antipodal'>;

/** The copies of each form; the first keeps the parent's id. */
export const SPLIT_FORMS: Readonly<Record<SplitForm, readonly SplitCopy[]>> = {
  antipodal: [
    { share: 1 / 2, move: 1 },
    { share: 1 / 2, move: -1 },
  ],
  'signed pair': [
    { share: 2, move: 1 / 2 },
    { share: -1, move: 1 },
  ],
  'signed triple': [
    { share: 2, move: 0 },
    { share: -1 / 2, move: 1 },
    { share: -1 / 2, move: -1 },
  ],
};
export const SIGNED_FORMS: readonly SignedForm[] = ['signed pair', 'signed triple'];

/** sum_l share_l move_l^2: the change of the loss is eps^2/2 times this times v^T S v. */
export function formCurvature(form: SplitForm): number {
  return SPLIT_FORMS[form].reduce((sum, { share, move }) => sum + share * move * move, 0);
}
