import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runNetwork, toMaps } from '../../compute/plain/deep-network.ts';
import {
  arbitraryDeepNetwork,
  randomInputs,
  randomTensors,
  readOutgoing,
  SMALL_VGG,
} from '../../networks/arbitrary-deep.ts';
import { renewSlots } from '../../networks/deep-slots.ts';
import { openSlots, widthOf } from '../../networks/description.ts';
import { groupTensors } from '../../networks/groups.ts';
import { growNetwork } from '../../networks/growing.ts';
import { checkTensors, type DeepNetwork } from '../../networks/tensors.ts';
import { openStream } from '../../random/stream.ts';
import { openSlot } from './deepen.ts';

const deeper = (network: DeepNetwork, slot: string, channels: number, outgoingNorm: number) => {
  const growth = openSlot(network.description, slot, channels, { outgoingNorm }, openStream(3, slot));
  return renewSlots(growNetwork(network, growth, 1));
};

function outputs(network: DeepNetwork, norm: 'running' | 'batch' = 'running'): Float64Array {
  const { description } = network;
  return runNetwork(network, toMaps(description, 2, randomInputs(description, 2, 7)), { norm }).data;
}

const withSlots = arbitraryDeepNetwork.filter(({ description }) => openSlots(description).length > 0);

describe('a slot opened at random', () => {
  it('changes no output where outgoing weights are 0, through batch norm as well', () => {
    fc.assert(
      fc.property(withSlots, fc.nat(9), fc.integer({ min: 1, max: 3 }), (network, at, channels) => {
        const slots = openSlots(network.description);
        const slot = slots[at % slots.length]!.name;
        const grown = deeper(network, slot, channels, 0);
        checkTensors(grown);
        expect(widthOf(grown.description, slot)).toBe(channels);
        expect(openSlots(grown.description)).toHaveLength(slots.length);
        // Also in training, where batch norm goes by the batch.
        for (const norm of ['running', 'batch'] as const) expect(outputs(grown, norm)).toEqual(outputs(network, norm));
      }),
      { numRuns: 40 },
    );
    const network = randomTensors(SMALL_VGG, 5);
    expect(outputs(deeper(network, 'slot3', 4, 1))).not.toEqual(outputs(network));
  });

  it('has filters of the spread of a network from scratch, and outgoing weights of the norm asked for', () => {
    const network = randomTensors(SMALL_VGG, 1);
    const { description, tensors } = deeper(network, 'slot8', 200, 0.25);
    const filters = tensors['slot8.in.filters']!;
    const variance = Array.from(filters).reduce((sum, value) => sum + value * value, 0) / filters.length;
    // gain 2 before a ReLU, fan-in 9 * 3; 5,400 draws.
    expect(variance * 27).toBeCloseTo(2, 0.5);
    const norm = Math.hypot(...readOutgoing(tensors, groupTensors(description, 'slot8'), 17));
    expect(norm).toBeCloseTo(0.25, 6);
  });

  it('must be there and empty', () => {
    const open = (slot: string) => deeper(randomTensors(SMALL_VGG, 1), slot, 1, 0);
    expect(() => open('slot9')).toThrow(new RangeError('The network has no empty slot "slot9".'));
    expect(() => open('conv1')).toThrow(RangeError);
    const opened = deeper(randomTensors(SMALL_VGG, 1), 'slot1', 1, 0);
    expect(() => deeper(opened, 'slot1', 1, 0)).toThrow(RangeError);
  });
});
