/**
 * Every method in words, in the order menus show them. Apart from the rules (registry.ts), because the page shows methods but
 * only the worker runs them.
 */
import type { MethodDescription } from './method.ts';

const SPLITTING_CAPTIONS = {
  overgrow: 'Each neuron’s splitting matrix tells which split lowers the loss fastest, if any does.',
  score: 'Each split alone promises half of ε² times an eigenvalue of its neuron’s splitting matrix.',
};

const RANDOM_CAPTIONS = {
  overgrow: 'Three growths are drawn at random for each neuron to be added; nothing is tuned.',
  score: 'Each draw is tried alone: its score says what it really does to the loss, before any training.',
};

export const METHOD_CATALOGUE: readonly MethodDescription[] = [
  {
    id: 'firefly',
    label: 'Firefly',
    summary: 'Tries splits of every neuron and some fresh neurons, and keeps the most important.',
    source: 'paper',
  },
  {
    id: 'firefly-split',
    label: 'Firefly (split)',
    summary: 'Tries only splits of the neurons it has; no fresh neurons.',
    source: 'paper',
  },
  {
    id: 'splitting',
    label: 'Splitting',
    summary: 'Splits along the exact eigenvector of each neuron’s splitting matrix (splitting steepest descent).',
    source: 'paper',
    captions: SPLITTING_CAPTIONS,
  },
  {
    id: 'splitting-fast',
    label: 'Splitting (Rayleigh)',
    summary: 'Splitting steepest descent with the eigenvector found by descending the Rayleigh quotient.',
    source: 'paper',
    captions: SPLITTING_CAPTIONS,
  },
  {
    id: 'rand-split',
    entersAsScored: true,
    label: 'RandSearch (split)',
    summary: 'Draws three random splits and keeps the one with the lowest loss.',
    source: 'paper',
    captions: RANDOM_CAPTIONS,
  },
  {
    id: 'rand-split-new',
    entersAsScored: true,
    label: 'RandSearch (split + new)',
    summary: 'Draws three among all splits and five random new neurons, and keeps the one with the lowest loss.',
    source: 'paper',
    captions: RANDOM_CAPTIONS,
  },
  {
    id: 'scratch',
    label: 'Scratch',
    summary: 'Trains each width from random parameters, for as many steps as one phase; nothing is carried over.',
    source: 'paper',
  },
  {
    id: 'signed-splitting',
    label: 'Signed splitting',
    summary: 'Splitting steepest descent whose copies may have output weights of opposite signs (S3D).',
    source: 'beyond',
    adds: 'A way down where splitting is stuck: also a neuron whose every ordinary split would raise the loss can split.',
    captions: SPLITTING_CAPTIONS,
  },
  {
    id: 'gradmax',
    label: 'GradMax',
    summary: 'Adds the new neuron whose output weight would have the largest gradient, found without draws.',
    source: 'beyond',
    adds: 'The best new neuron to first order, sought from closed-form starts instead of random candidates; no splits.',
    captions: {
      overgrow: 'Among all new neurons with |δ| ≤ 1, the one with the steepest loss in its output weight is sought.',
      score: 'The slope of the loss in the new neuron’s output weight, at 0, is its score.',
    },
  },
  {
    id: 'tiny',
    entersAsScored: true,
    label: 'TINY',
    summary: 'Adds the new neuron that explains most of what the present neurons cannot, with a line search.',
    source: 'beyond',
    adds: 'Looks only at what the present neurons cannot express, and weighs a new neuron by its own size; no splits.',
    captions: {
      overgrow: 'Among all new neurons with |δ| ≤ 1, the one that explains most of the remaining error is sought.',
      score: 'A line search gives the new neuron its best amplitude, at most ε; the drop of the loss is exact.',
    },
  },
  {
    id: 'sequential',
    label: 'Firefly (sequential)',
    summary: 'Firefly that takes one candidate at a time and scores the others again with it in place.',
    source: 'beyond',
    adds: 'With a budget above one, candidates are chosen for what they add to those already chosen.',
    captions: {
      overgrow: 'Splits and fresh neurons are tried at once, each at most ε strong, all tuned together (eq. 4).',
      score:
        'The best candidate of eq. 5 is taken; the others are scored again with it in place, until the budget is spent.',
    },
  },
];

/** A method in words, by its id. Throws RangeError for an unknown one, naming those that exist. */
export function described(id: string): MethodDescription {
  const method = METHOD_CATALOGUE.find((candidate) => candidate.id === id);
  if (!method) {
    throw new RangeError(
      `There is no method "${id}". Methods: ${METHOD_CATALOGUE.map((known) => known.id).join(', ')}.`,
    );
  }
  return method;
}
