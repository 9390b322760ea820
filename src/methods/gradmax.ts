/**
 * GradMax (Evci et al. 2022): the new neuron whose gradient is largest, found without training. GradMax leaves the function
 * alone by incoming weights of 0, chooses the outgoing ones, and needs sigma(0) = 0 and sigma'(0) != 0; a bell has neither.
 * Ours, for smooth activations: outgoing weight 0, incoming ones in the unit ball of eq. 3 chosen to maximise
 *
 *   |dL/dw| at w = 0  =  |s(alpha)|  =  |E[r sigma(alpha . x~)]|
 *
 * whose linearisation at alpha = 0 is GradMax's singular vector. The neuron then enters with w = -stepSize sign(s), as eq. 5's
 * solution does.
 */
import { lossSlopes, measureNeuron, type NeuronObjective } from '../growth/new-neuron.ts';
import { newNeuronSearch } from '../growth/new-neuron-rule.ts';
import { described } from './catalogue.ts';
import type { Method } from './method.ts';

/** |s| */
export const gradientNorm: NeuronObjective = ({ slope, slopeGradient }) => ({
  value: Math.abs(slope),
  gradient: slopeGradient.map((value) => Math.sign(slope) * value),
});

export const gradmax: Method = {
  ...described('gradmax'),
  rule: {
    ...newNeuronSearch(gradientNorm, ({ network, data }) => lossSlopes(network, data)),
    score: async ({ network, data, settings: { stepSize } }, candidates) => {
      const field = lossSlopes(network, data);
      return candidates.map((candidate) => {
        const { slope } = measureNeuron(network.activation, data, field, candidate.direction);
        return { candidate, score: slope, predictedChange: -stepSize * Math.abs(slope), nodes: [] };
      });
    },
  },
};
