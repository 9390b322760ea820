/** Firefly with re-scoring after each pick. With a budget of one neuron it is Firefly. */
import { scoreSequentially, selectPicks } from '../growth/sequential.ts';
import { firefly } from './firefly.ts';
import type { Method } from './method.ts';

export const sequential: Method = {
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
  rule: { ...firefly.rule, score: scoreSequentially, select: selectPicks },
};
