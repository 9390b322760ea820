import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryNetwork, arbitraryVector } from './arbitrary.ts';
import { addNeuron, splitCopy, splitNeuron } from './edits.ts';
import { type Network, predict } from './network.ts';
import { SIGNED_FORMS, SPLIT_FORMS } from './split-forms.ts';

const edit = arbitraryNetwork().chain((network) =>
  fc.record({
    network: fc.constant(network),
    id: fc.nat(network.neurons.length - 1),
    offset: arbitraryVector(network.inputSize + 1),
    input: arbitraryVector(network.inputSize),
  }),
);
const zeros = (network: Network) => new Array<number>(network.inputSize + 1).fill(0);

describe('a fresh neuron', () => {
  it('of output weight 0 leaves every output as it is, bit for bit', () => {
    fc.assert(
      fc.property(edit, ({ network, offset, input }) => {
        const values = { weights: offset.slice(1), bias: offset[0]!, output: 0 };
        const grown = addNeuron(network, values, { kind: 'fresh', phase: 2 });
        expect(predict(grown, input)).toBe(predict(network, input));
        expect(grown.neurons.at(-1)).toEqual({ id: network.nextId, ...values, origin: { kind: 'fresh', phase: 2 } });
        expect(grown.neurons.slice(0, -1)).toEqual(network.neurons);
      }),
    );
  });

  it('must have as many weights as the network has inputs', () => {
    fc.assert(
      fc.property(edit, ({ network, offset }) => {
        expect(() => addNeuron(network, { weights: offset, bias: 0, output: 1 }, { kind: 'initial' })).toThrow(
          RangeError,
        );
      }),
    );
  });
});

describe('a split', () => {
  it('shares the output weight exactly: w/2 + w/2 == w, bit for bit', () => {
    fc.assert(
      fc.property(edit, ({ network, id, offset }) => {
        const grown = splitNeuron(network, id, offset, 1);
        expect(grown.neurons[id]!.output + grown.neurons.at(-1)!.output).toBe(network.neurons[id]!.output);
      }),
    );
  });

  it('at offset 0 preserves outputs', () => {
    fc.assert(
      fc.property(edit, ({ network, id, input }) => {
        // Not bit for bit with several neurons: the halves are added in another order.
        const difference = predict(splitNeuron(network, id, zeros(network), 1), input) - predict(network, input);
        expect(Math.abs(difference)).toBeLessThan(1e-12);
        const alone: Network = { ...network, neurons: [network.neurons[id]!] };
        expect(predict(splitNeuron(alone, id, zeros(network), 1), input)).toBe(predict(alone, input));
      }),
    );
  });

  it('moves the two copies by opposite offsets and leaves every other neuron alone', () => {
    fc.assert(
      fc.property(edit, ({ network, id, offset }) => {
        const grown = splitNeuron(network, id, offset, 3);
        const parent = network.neurons[id]!;
        const [moved, copy] = [grown.neurons[id]!, grown.neurons.at(-1)!];
        parent.weights.forEach((weight, k) => {
          expect([moved.weights[k], copy.weights[k]]).toEqual([weight + offset[k]!, weight - offset[k]!]);
        });
        const last = offset[network.inputSize]!;
        expect([moved.bias, copy.bias]).toEqual([parent.bias + last, parent.bias - last]);
        expect([moved.id, moved.origin]).toEqual([id, parent.origin]);
        expect([copy.id, copy.origin]).toEqual([network.nextId, { kind: 'split', parent: id, phase: 3 }]);
        network.neurons.forEach((neuron, k) => {
          if (k !== id) expect(grown.neurons[k]).toBe(neuron);
        });
        expect(grown.neurons).toHaveLength(network.neurons.length + 1);
      }),
    );
  });

  it('gives an even function of the offset', () => {
    fc.assert(
      fc.property(edit, ({ network, id, offset, input }) => {
        const back = offset.map((value) => -value);
        const difference =
          predict(splitNeuron(network, id, offset, 1), input) - predict(splitNeuron(network, id, back, 1), input);
        expect(Math.abs(difference)).toBeLessThan(1e-12);
      }),
    );
  });

  it('refuses neurons that are not there and offsets of another length', () => {
    fc.assert(
      fc.property(edit, ({ network, id, offset }) => {
        expect(() => splitNeuron(network, network.nextId, offset, 1)).toThrow(RangeError);
        expect(() => splitNeuron(network, id, [...offset, 0], 1)).toThrow(RangeError);
      }),
    );
  });
});

describe('neuron ids', () => {
  it('are never given twice, whatever the edits', () => {
    fc.assert(
      fc.property(arbitraryNetwork(), fc.array(fc.nat(), { maxLength: 8 }), (start, choices) => {
        let network = start;
        for (const choice of choices) {
          const { id } = network.neurons[choice % network.neurons.length]!;
          network =
            choice % 2 === 0
              ? splitNeuron(network, id, zeros(network), 1)
              : addNeuron(network, network.neurons[0]!, { kind: 'fresh', phase: 1 });
        }
        const ids = network.neurons.map(({ id }) => id);
        expect(new Set(ids).size).toBe(start.neurons.length + choices.length);
        expect(network.nextId).toBe(Math.max(...ids) + 1);
      }),
    );
  });

  it.each(SIGNED_FORMS)('as a %s preserves outputs at offset 0, and names its parent and form', (form) => {
    fc.assert(
      fc.property(edit, ({ network, id, offset, input }) => {
        const still = splitNeuron(network, id, zeros(network), 4, form);
        expect(Math.abs(predict(still, input) - predict(network, input))).toBeLessThan(1e-11);
        const grown = splitNeuron(network, id, offset, 4, form);
        const [first, ...others] = SPLIT_FORMS[form];
        const parent = network.neurons[id]!;
        expect(grown.neurons[id]).toEqual({ ...parent, ...splitCopy(parent, offset, first!) });
        expect(grown.neurons.slice(network.neurons.length)).toEqual(
          others.map((copy, k) => ({
            id: network.nextId + k,
            ...splitCopy(parent, offset, copy),
            origin: { kind: 'split', parent: id, phase: 4, form },
          })),
        );
        expect(grown.nextId).toBe(network.nextId + others.length);
      }),
    );
  });
});
