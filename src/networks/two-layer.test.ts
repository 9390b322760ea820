import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runNetwork, toMaps } from '../compute/plain/deep-network.ts';
import { arbitraryNetwork, arbitraryVector } from './arbitrary.ts';
import { countParameters } from './counting.ts';
import { addNeuron, splitNeuron } from './edits.ts';
import { growNetwork } from './growing.ts';
import { parameterCount, predict } from './network.ts';
import { checkTensors } from './tensors.ts';
import { describeTwoLayer, NEURONS } from './two-layer.ts';

const edit = arbitraryNetwork().chain((network) =>
  fc.record({
    network: fc.constant(network),
    id: fc.nat(network.neurons.length - 1),
    offset: arbitraryVector(network.inputSize + 1),
    output: arbitraryVector(1),
    input: arbitraryVector(network.inputSize),
  }),
);

describe('the toy as a described network', () => {
  it('computes the same', () => {
    fc.assert(
      fc.property(edit, ({ network, input }) => {
        const described = describeTwoLayer(network);
        checkTensors(described);
        const { data } = runNetwork(described, toMaps(described.description, 1, input));
        expect(data[0]).toBeCloseTo(predict(network, input), 12);
        expect(countParameters(described.description)).toBe(parameterCount(network));
      }),
    );
  });

  it('splits and gains neurons as the toy does', () => {
    fc.assert(
      fc.property(edit, ({ network, id, offset, output }) => {
        const split = growNetwork(describeTwoLayer(network), { [NEURONS]: [{ kind: 'split', parent: id, offset }] }, 2);
        expect(split).toEqual(describeTwoLayer(splitNeuron(network, id, offset, 2)));
        const fresh = { kind: 'fresh', incoming: offset, outgoing: output } as const;
        const [weights, bias] = [offset.slice(0, -1), offset.at(-1)!];
        const values = { weights, bias, output: output[0]! };
        expect(growNetwork(describeTwoLayer(network), { [NEURONS]: [fresh] }, 2)).toEqual(
          describeTwoLayer(addNeuron(network, values, { kind: 'fresh', phase: 2 })),
        );
      }),
    );
  });
});
