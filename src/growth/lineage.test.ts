import { describe, expect, it } from 'vitest';
import { addNeuron, emptyNetwork, splitNeuron } from '../networks/edits.ts';
import { growthKind, lineageOf, lineageOrder } from './lineage.ts';

const single = addNeuron(emptyNetwork('rbf', 1), { weights: [1], bias: 0, output: 1 }, { kind: 'initial' });
const triple = splitNeuron(single, 0, [0.1, 0], 1, 'signed triple');
const later = splitNeuron(triple, 1, [0.1, 0], 2);

describe('the lineage', () => {
  it('has every copy of a signed split after their parent, and each copy’s own copies after it', () => {
    expect(lineageOrder(triple.neurons).map(({ id }) => id)).toEqual([0, 2, 1]);
    expect(lineageOrder(later.neurons).map(({ id }) => id)).toEqual([0, 2, 1, 3]);
  });

  it('knows when and as what each neuron was born', () => {
    const apply = {
      kind: 'apply',
      phase: 1,
      network: triple,
      loss: 1,
      scored: [],
      selected: [],
      budget: 2,
      before: { network: single, loss: 1 },
      predictedChange: 0,
      actualChange: 0,
    } as const;
    const { lives, lastPhase } = lineageOf([apply]);
    expect(lastPhase).toBe(2);
    expect(lives.map(({ id, birth }) => [id, birth])).toEqual([
      [0, 1],
      [2, 2],
      [1, 2],
    ]);
    expect(lives[1]!.origin).toEqual({ kind: 'split', parent: 0, phase: 1, form: 'signed triple' });
    expect(growthKind(apply)).toBe('split');
  });
});
