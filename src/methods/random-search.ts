/**
 * RandSearch, the paper's random baseline: draw k = 3 candidates at random, keep the one with the lowest loss. With a
 * budget above 1 that is repeated once per neuron (our choice). How draws are made is our choice too: uniform over the
 * neurons (and five new ones in the split+new variant), directions uniform on the unit sphere, new neurons with
 * a, b ~ N(0, 1) like the student's start, entering with a random sign; "best" means the loss right after, without training.
 */
import type { GrowthRule, Situation } from '../growth/descent.ts';
import type { ScoredCandidate } from '../growth/importance.ts';
import { applyCandidates, type Candidate } from '../growth/neighbourhood.ts';
import { compareByPredictedChange } from '../growth/selection.ts';
import { openStream } from '../random/stream.ts';
import { described } from './catalogue.ts';
import type { Method } from './method.ts';

/** Draws per neuron added. */
export const DRAWS = 3;
/** New neurons in the pool of the split+new variant (the paper: "5 random new neurons"). */
const POOL_OF_NEW = 5;

function drawCandidates({ network, phase, settings }: Situation, newNeurons: number): Candidate[] {
  const { seed, stepSize, neuronBudget } = settings;
  return Array.from({ length: DRAWS * neuronBudget }, (_, draw): Candidate => {
    const stream = openStream(seed, `phase ${phase} / random draw ${draw + 1} / ${newNeurons}`);
    const pick = stream.integer(network.neurons.length + newNeurons);
    const neuron = network.neurons[pick];
    const size = network.inputSize + 1;
    if (neuron) {
      const direction = stream.unitVector(size);
      return { kind: 'split', key: `draw ${draw + 1}`, neuron: neuron.id, amplitude: stepSize, direction };
    }
    const direction = Array.from({ length: size }, () => stream.normal());
    const amplitude = stream.uniform() < 0.5 ? -stepSize : stepSize;
    return { kind: 'fresh', key: `draw ${draw + 1}`, amplitude, direction };
  });
}

/** The change of the loss by each candidate alone, exactly. */
async function scoreAlone({ engine, network, data, phase }: Situation, candidates: readonly Candidate[]) {
  const networks = candidates.map((candidate) => applyCandidates(network, [candidate], phase));
  const [before, ...after] = await engine.differentiate([network, ...networks], data);
  return candidates.map((candidate, i): ScoredCandidate => {
    const predictedChange = after[i]!.loss - before!.loss;
    return { candidate, score: predictedChange / candidate.amplitude, predictedChange, nodes: [] };
  });
}

/** Of every three draws the best, whether or not it lowers the loss: a random search always grows. */
function bestOfEachDraw(scored: readonly ScoredCandidate[], budget: number): ScoredCandidate[] {
  return Array.from({ length: budget }, (_, k) =>
    scored
      .slice(k * DRAWS, (k + 1) * DRAWS)
      .sort(compareByPredictedChange)
      .slice(0, 1),
  ).flat();
}

function randomRule(newNeurons: number): GrowthRule {
  return {
    propose: (situation) => drawCandidates(situation, newNeurons),
    // biome-ignore lint/correctness/useYield: a random search has no search to show.
    async *findDirections(_, candidates) {
      return candidates;
    },
    score: scoreAlone,
    select: bestOfEachDraw,
    settle: ({ candidate }) => candidate,
  };
}

export const randSplit: Method = {
  ...described('rand-split'),
  rule: randomRule(0),
};

export const randSplitNew: Method = {
  ...described('rand-split-new'),
  rule: randomRule(POOL_OF_NEW),
};
