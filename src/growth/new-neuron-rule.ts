/** Growth by new neurons in closed form, one after the other: what GradMax and TINY share. */
import type { GrowthRule, Situation } from './descent.ts';
import { stepLengths } from './directions.ts';
import type { FreshCandidate } from './neighbourhood.ts';
import { activationField, type Field, findNeuron, meanProduct, type NeuronObjective } from './new-neuron.ts';

/** Pictures of each search kept for the eye. */
const FRAMES = 10;

/**
 * Proposes as many new neurons as the budget may add, without draws: the neuron with the largest objective, then the one with
 * the largest in what the first leaves of the field, as singular vectors follow one another.
 * @param fieldOf what the neurons are measured against
 */
export function newNeuronSearch(
  objective: NeuronObjective,
  fieldOf: (situation: Situation) => Field,
): Pick<GrowthRule, 'propose' | 'findDirections'> {
  return {
    propose: () => [],
    async *findDirections(situation) {
      const { network, data, engine, settings } = situation;
      const count = Math.min(settings.neuronBudget, settings.maxNeurons - network.neurons.length);
      const loss = (await engine.differentiate([network], data))[0]!.loss;
      const lengths = stepLengths(settings.directionSteps);
      const found: FreshCandidate[] = [];
      let field = fieldOf(situation);
      for (let k = 1; k <= count; k += 1) {
        const { path } = findNeuron(network.activation, data, field, objective, lengths);
        const every = Math.max(1, Math.ceil(path.length / FRAMES));
        for (const [step, direction] of path.entries()) {
          if (step !== path.length - 1 && step % every !== 0) continue;
          const candidate: FreshCandidate = { kind: 'fresh', key: `fresh ${k}`, amplitude: 0, direction };
          const iteration = (k - 1) * FRAMES + Math.ceil((FRAMES * (step + 1)) / path.length);
          yield { iteration, iterations: count * FRAMES, candidates: [...found, candidate], loss };
          if (step === path.length - 1) found.push(candidate);
        }
        field = without(field, activationField(network.activation, data, path.at(-1)!));
      }
      return found;
    },
  };
}

/** What is left of a field when another is fitted to it by least squares. */
function without(field: Field, part: Field): Field {
  const energy = meanProduct(part, part);
  if (energy === 0) return field;
  const share = meanProduct(field, part) / energy;
  return field.map((value, n) => value - share * part[n]!);
}
