/**
 * TINY (Verbockhaven et al. 2024): the new neuron that explains most of what the present ones cannot. First the best update of
 * the existing output weights, by least squares, is taken out of the desired change V = -dL/df; what is left is V_perp. Then
 * TINY whitens its inputs and takes singular vectors, which for a linear neuron maximises
 *
 *   E[V_perp sigma]^2 / E[sigma^2],  the part of E[V_perp^2] that the neuron can remove
 *
 * Ours, for smooth activations: maximise exactly that over alpha in the unit ball of eq. 3. TINY's line search on the amplitude
 * is in closed form here, L + w s + w^2 n being exact, and bounded by the step size: w = clamp(-s / 2n).
 */
import type { Situation } from '../growth/descent.ts';
import type { ScoredCandidate } from '../growth/importance.ts';
import { type Candidate, clampAmplitude } from '../growth/neighbourhood.ts';
import {
  activationField,
  bestAmplitude,
  type Field,
  lossSlopes,
  meanProduct,
  type NeuronObjective,
  solveSymmetric,
} from '../growth/new-neuron.ts';
import { newNeuronSearch } from '../growth/new-neuron-rule.ts';
import { described } from './catalogue.ts';
import type { Method } from './method.ts';

/** s^2 / n: the part of E[field^2] that a multiple of the neuron can remove. */
export const explainedPart: NeuronObjective = ({ slope, slopeGradient, energy, energyGradient }) => {
  const ratio = energy > 0 ? slope / energy : 0;
  return {
    value: slope * ratio,
    gradient: slopeGradient.map((value, k) => ratio * (2 * value - ratio * energyGradient[k]!)),
  };
};

/** dL/df without what the best update of the output weights would remove: r - sum_i c_i sigma_i, c by least squares. */
export function remainingSlopes({ network, data }: Pick<Situation, 'network' | 'data'>): Field {
  const field = lossSlopes(network, data);
  const hidden = network.neurons.map(({ weights, bias }) =>
    activationField(network.activation, data, [...weights, bias]),
  );
  const products = hidden.map((a) => hidden.map((b) => meanProduct(a, b)));
  const shares = solveSymmetric(
    products,
    hidden.map((a) => meanProduct(a, field)),
  );
  return field.map((value, n) => value - hidden.reduce((sum, a, i) => sum + shares[i]! * a[n]!, 0));
}

/** Amplitudes by line search, each with those before it on: their predicted changes add up to what happens. */
async function lineSearch({ network, data, settings: { stepSize } }: Situation, candidates: readonly Candidate[]) {
  const field = lossSlopes(network, data);
  return candidates.map((candidate): ScoredCandidate => {
    const neuron = activationField(network.activation, data, candidate.direction);
    const [slope, energy] = [meanProduct(field, neuron), meanProduct(neuron, neuron)];
    const amplitude = clampAmplitude(bestAmplitude({ slope, energy }), stepSize);
    for (const [n, value] of neuron.entries()) field[n]! += 2 * amplitude * value;
    const score = slope + amplitude * energy;
    return { candidate: { ...candidate, amplitude }, score, predictedChange: amplitude * score, nodes: [] };
  });
}

export const tiny: Method = {
  ...described('tiny'),
  rule: {
    ...newNeuronSearch(explainedPart, remainingSlopes),
    score: lineSearch,
    settle: ({ candidate }) => candidate,
  },
};
