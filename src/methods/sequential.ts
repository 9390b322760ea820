/** Firefly with re-scoring after each pick. With a budget of one neuron it is Firefly. */
import { scoreSequentially, selectPicks } from '../growth/sequential.ts';
import { described } from './catalogue.ts';
import { firefly } from './firefly.ts';
import type { Method } from './method.ts';

export const sequential: Method = {
  ...described('sequential'),
  rule: { ...firefly.rule, score: scoreSequentially, select: selectPicks },
};
