/**
 * Scores with re-scoring after each pick (ours; eq. 5 scores once). The best candidate is taken into the network; the others
 * are scored again, each alone, on the network that holds the picks; and so on until the budget is spent. So a candidate that
 * does what an earlier pick already does loses its worth, which the scores of eq. 5 cannot show.
 *
 * While the others are scored again, a fresh pick has the amplitude that training would soon give it, its best one by line
 * search (with the step size instead it would take so little away from the error that the scores hardly changed); and each
 * fresh neuron that is scored has its best amplitude within the step size, which is eq. 4 for a single amplitude.
 */
import type { Dataset } from '../compute/engine.ts';
import type { Network } from '../networks/network.ts';
import type { Situation } from './descent.ts';
import { type ScoredCandidate, scoreCandidates } from './importance.ts';
import { addedNeurons, applyCandidates, type Candidate, clampAmplitude } from './neighbourhood.ts';
import { bestAmplitude, lossSlopes, measureNeuron } from './new-neuron.ts';
import { affordable, selectCandidates } from './selection.ts';

/** Scores with picks: those have their `pick` number, best first; the rest the scores they had last. */
export async function scoreSequentially(
  situation: Situation,
  candidates: readonly Candidate[],
): Promise<ScoredCandidate[]> {
  const { engine, network, data, settings, phase } = situation;
  let budget = Math.min(settings.neuronBudget, settings.maxNeurons - network.neurons.length);
  let rest = await scoreCandidates(engine, network, candidates, data, settings);
  let grown = network;
  const picks: ScoredCandidate[] = [];
  for (;;) {
    const [best] = selectCandidates(rest, budget);
    if (!best) return [...picks, ...rest];
    picks.push({ ...best, pick: picks.length + 1 });
    rest = rest.filter((entry) => entry !== best);
    budget -= addedNeurons(best.candidate);
    if (budget === 0) return [...picks, ...rest];
    grown = applyCandidates(grown, [atItsBest(best.candidate, grown, data)], phase);
    const again = rest.map(({ candidate }) => {
      const tuned = atItsBest(candidate, grown, data, settings.stepSize);
      return scoreCandidates(engine, grown, [tuned], data, settings);
    });
    rest = (await Promise.all(again)).flat();
  }
}

/** A fresh neuron with its best amplitude in a network, at most `bound`; a split as it is. */
function atItsBest(candidate: Candidate, network: Network, data: Dataset, bound = Number.POSITIVE_INFINITY): Candidate {
  if (candidate.kind === 'split') return candidate;
  const measures = measureNeuron(network.activation, data, lossSlopes(network, data), candidate.direction);
  return { ...candidate, amplitude: clampAmplitude(bestAmplitude(measures), bound) };
}

/** The picks, in their order. */
export function selectPicks(scored: readonly ScoredCandidate[], budget: number): ScoredCandidate[] {
  const picks = scored.filter(({ pick }) => pick !== undefined);
  return affordable(
    picks.sort((a, b) => a.pick! - b.pick!),
    budget,
  );
}
