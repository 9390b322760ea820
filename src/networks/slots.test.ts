import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryNetwork, arbitraryVector } from './arbitrary.ts';
import { addNeuron, splitNeuron } from './edits.ts';
import type { Network } from './network.ts';
import { carrySlots, type OptimizerSlots } from './slots.ts';

const trained = arbitraryNetwork().chain((network) => {
  const size = network.inputSize + 2;
  const slots = network.neurons.map(({ id }) =>
    fc.record({
      neuron: fc.constant(id),
      steps: fc.nat(5000),
      first: arbitraryVector(size),
      second: arbitraryVector(size),
    }),
  );
  return fc.record({ network: fc.constant(network), slots: fc.tuple(...slots) as fc.Arbitrary<OptimizerSlots> });
});

describe('optimizer slots', () => {
  it('survive a growth: old neurons keep theirs, new ones start at zero, in the order of the network', () => {
    fc.assert(
      fc.property(trained, ({ network, slots }) => {
        const { weights, bias } = network.neurons[0]!;
        const split = splitNeuron(network, 0, [...weights, bias], 1);
        const grown = addNeuron(split, { weights, bias, output: 0.1 }, { kind: 'fresh', phase: 1 });
        const carried = carrySlots(slots, grown);
        expect(carried.map(({ neuron }) => neuron)).toEqual(grown.neurons.map(({ id }) => id));
        slots.forEach((entry, index) => {
          expect(carried[index]).toBe(entry);
        });
        const zeros = new Array<number>(network.inputSize + 2).fill(0);
        for (const entry of carried.slice(slots.length)) {
          expect([entry.steps, entry.first, entry.second]).toEqual([0, zeros, zeros]);
        }
        expect(carried).toHaveLength(slots.length + 2);
      }),
    );
  });

  it('follow neurons that are reordered, and go with neurons that leave', () => {
    fc.assert(
      fc.property(trained, ({ network, slots }) => {
        expect(carrySlots([...slots].reverse(), network)).toEqual(slots);
        const rest: Network = { ...network, neurons: network.neurons.slice(1).reverse() };
        expect(carrySlots(slots, rest)).toEqual(slots.slice(1).reverse());
      }),
    );
  });
});
