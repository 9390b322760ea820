import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runNetwork, toMaps } from '../compute/plain/deep-network.ts';
import {
  arbitraryDeepNetwork,
  inDoubles,
  randomGrowth,
  randomInputs,
  randomTensors,
  readOutgoing,
  readTheta,
  SMALL_VGG,
} from './arbitrary-deep.ts';
import { mlp } from './architectures.ts';
import { groupNamed, neuronCount } from './description.ts';
import { groupTensors } from './groups.ts';
import { growNetwork } from './growing.ts';
import type { Growth } from './growth-plan.ts';
import { checkTensors, type DeepNetwork } from './tensors.ts';

const COUNT = 3;
const outputs = (network: DeepNetwork, inputs: ArrayLike<number>, norm: 'running' | 'batch' = 'running') =>
  runNetwork(network, toMaps(network.description, COUNT, inputs), { norm }).data;

/** Largest difference, relative to the largest number. */
function difference(a: Float64Array, b: Float64Array): number {
  expect(a.length).toBe(b.length);
  const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  return a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k]!)), 0) / largest;
}

const grown = (offset: number, outgoing: number) =>
  fc.tuple(arbitraryDeepNetwork, fc.nat(1e6)).map(([network, seed]) => {
    const growth = randomGrowth(network.description, seed, { offset, outgoing });
    const inputs = randomInputs(network.description, COUNT, seed);
    return { network, growth, inputs, after: growNetwork(network, growth, 2) };
  });

describe('growth', () => {
  it.each(['running', 'batch'] as const)('at step size 0 leaves outputs as they are, with %s statistics', (norm) => {
    fc.assert(
      fc.property(grown(0, 0), ({ network, after, inputs }) => {
        // Thirds and the order of sums make a difference of some 32-bit roundings; halves alone do not.
        expect(difference(outputs(after, inputs, norm), outputs(network, inputs, norm))).toBeLessThan(2e-6);
      }),
    );
  });

  it('at step size 0 leaves outputs as they are to 12 digits in 64 bits', () => {
    fc.assert(
      fc.property(grown(0, 0), ({ network, growth, inputs }) => {
        const after = growNetwork(inDoubles(network), growth, 1);
        expect(difference(outputs(after, inputs), outputs(network, inputs))).toBeLessThan(1e-12);
      }),
    );
  });

  it('gives ids that no channel of the group had before, also one that is gone', () => {
    const network = randomTensors(mlp({ inputs: 2, hidden: [2], outputs: 2 }), 1);
    const groups = network.description.groups.map((group) =>
      group.name === 'layer1' ? { ...group, nextId: 7 } : group,
    );
    const growth = randomGrowth(network.description, 3, { offset: 1, outgoing: 1 });
    expect(growth.layer1!.length).toBeGreaterThan(1);
    const after = growNetwork({ ...network, description: { ...network.description, groups } }, growth, 1);
    const { channels, nextId } = groupNamed(after.description, 'layer1');
    const ids = [0, 1, ...growth.layer1!.map((_, k) => 7 + k)];
    expect(channels.map(({ id }) => id)).toEqual(ids);
    expect(nextId).toBe(7 + growth.layer1!.length);
  });

  it('changes outputs when it has a size', () => {
    const network = randomTensors(SMALL_VGG, 3);
    const inputs = randomInputs(SMALL_VGG, COUNT, 1);
    const growth = randomGrowth(SMALL_VGG, 1, { offset: 0.3, outgoing: 0.3 });
    expect(difference(outputs(growNetwork(network, growth, 1), inputs), outputs(network, inputs))).toBeGreaterThan(
      1e-3,
    );
  });

  it('gives a consistent network: shapes, counts, ids that are never given twice, origins', () => {
    fc.assert(
      fc.property(grown(0.5, 0.5), fc.nat(1e6), ({ network, growth, after }, seed) => {
        checkTensors(after);
        const added = Object.values(growth).reduce((sum, channels) => sum + channels.length, 0);
        expect(neuronCount(after.description)).toBe(neuronCount(network.description) + added);
        const again = growNetwork(after, randomGrowth(after.description, seed, { offset: 0, outgoing: 0 }), 3);
        for (const { name, channels, nextId } of again.description.groups) {
          const ids = channels.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(nextId).toBe(ids.length);
          const before = groupNamed(network.description, name).channels;
          expect(channels.slice(0, before.length)).toEqual(before);
          const origins = channels
            .slice(before.length, before.length + (growth[name]?.length ?? 0))
            .map(({ origin }) => origin);
          expect(origins).toEqual(
            (growth[name] ?? []).map((channel) =>
              channel.kind === 'fresh'
                ? { kind: 'fresh', phase: 2 }
                : { kind: 'split', parent: channel.parent, phase: 2 },
            ),
          );
        }
      }),
    );
  });

  it('leaves the old network alone, and shares what it does not change', () => {
    fc.assert(
      fc.property(arbitraryDeepNetwork, (network) => {
        const copy = structuredClone(network);
        growNetwork(network, randomGrowth(network.description, 1, { offset: 1, outgoing: 1 }), 1);
        expect(network).toEqual(copy);
        const same = growNetwork(network, {}, 1);
        for (const name of Object.keys(network.tensors)) expect(same.tensors[name]).toBe(network.tensors[name]);
      }),
    );
  });
});

/** One group grows; the channels of the others are where they were. */
const edit = fc.tuple(arbitraryDeepNetwork, fc.nat(), fc.nat(1e6)).map(([network, choice, seed]) => {
  const groups = network.description.groups.filter(({ growable, channels }) => growable && channels.length > 0);
  const group = groups[choice % groups.length]!;
  return {
    network,
    group,
    at: seed % group.channels.length,
    seed,
    tensors: groupTensors(network.description, group.name),
  };
});

describe('a split', () => {
  it('moves theta by + and - the offset, copies batch norm and halves what is read', () => {
    fc.assert(
      fc.property(edit, ({ network, group, at, tensors, seed }) => {
        const offset = randomOffset(tensors.thetaLength, seed);
        const growth: Growth = { [group.name]: [{ kind: 'split', parent: group.channels[at]!.id, offset }] };
        const after = growNetwork(inDoubles(network), growth, 1);
        const then = groupTensors(after.description, group.name);
        const theta = readTheta(network.tensors, tensors, at);
        expect(readTheta(after.tensors, then, at)).toEqual(theta.map((value, k) => value + offset[k]!));
        expect(readTheta(after.tensors, then, group.channels.length)).toEqual(
          theta.map((value, k) => value - offset[k]!),
        );
        const outgoing = readOutgoing(network.tensors, tensors, at);
        for (const place of [at, group.channels.length]) {
          expect(readOutgoing(after.tensors, then, place)).toEqual(outgoing.map((value) => value / 2));
        }
        for (const { name } of tensors.companions) {
          expect(after.tensors[name]!.at(-1)).toBe(network.tensors[name]![at]);
        }
      }),
    );
  });

  it('is even in its offset', () => {
    fc.assert(
      fc.property(edit, ({ network, group, at, tensors, seed }) => {
        const offset = randomOffset(tensors.thetaLength, seed);
        const inputs = randomInputs(network.description, COUNT, seed);
        const [plus, minus] = [offset, offset.map((value) => -value)].map((move) => {
          const growth: Growth = { [group.name]: [{ kind: 'split', parent: group.channels[at]!.id, offset: move }] };
          return outputs(growNetwork(inDoubles(network), growth, 1), inputs);
        });
        expect(difference(plus!, minus!)).toBeLessThan(1e-11);
      }),
    );
  });

  it('of the same channel k times shares its consumers equally, and keeps theta on average', () => {
    fc.assert(
      fc.property(edit, fc.integer({ min: 1, max: 4 }), ({ network, group, at, tensors, seed }, times) => {
        const parent = group.channels[at]!.id;
        const splits = Array.from({ length: times }, (_, k) => {
          return { kind: 'split', parent, offset: randomOffset(tensors.thetaLength, seed + k) } as const;
        });
        const after = growNetwork(inDoubles(network), { [group.name]: splits }, 1);
        const then = groupTensors(after.description, group.name);
        const places = [at, ...splits.map((_, k) => group.channels.length + k)];
        const outgoing = readOutgoing(network.tensors, tensors, at);
        const mean = new Float64Array(tensors.thetaLength);
        for (const place of places) {
          readOutgoing(after.tensors, then, place).forEach((value, k) => {
            expect(value).toBeCloseTo(outgoing[k]! / (times + 1), 15);
          });
          readTheta(after.tensors, then, place).forEach((value, k) => {
            mean[k]! += value / places.length;
          });
        }
        readTheta(network.tensors, tensors, at).forEach((value, k) => {
          expect(mean[k]).toBeCloseTo(value, 12);
        });
      }),
    );
  });
});

function randomOffset(length: number, seed: number): Float64Array {
  return Float64Array.from({ length }, (_, k) => Math.fround(Math.sin(seed + 7 * k)));
}

describe('a fresh channel', () => {
  it('brings theta and what reads it; its batch norm is the identity', () => {
    fc.assert(
      fc.property(edit, ({ network, group, tensors, seed }) => {
        const [incoming, outgoing] = [
          randomOffset(tensors.thetaLength, seed),
          randomOffset(tensors.outgoingLength, seed + 1),
        ];
        const after = growNetwork(network, { [group.name]: [{ kind: 'fresh', incoming, outgoing }] }, 1);
        const then = groupTensors(after.description, group.name);
        expect(readTheta(after.tensors, then, group.channels.length)).toEqual(incoming);
        expect(readOutgoing(after.tensors, then, group.channels.length)).toEqual(outgoing);
        for (const { name, role } of tensors.companions) {
          expect(after.tensors[name]!.at(-1)).toBe(role === 'gamma' || role === 'variance' ? 1 : 0);
        }
        // It is there for the classifier too: nothing else reads the last hidden group of an MLP.
        for (const [place] of group.channels.entries()) {
          expect(readOutgoing(after.tensors, then, place)).toEqual(readOutgoing(network.tensors, tensors, place));
        }
      }),
    );
  });

  it('is odd in its outgoing weights where what follows is linear', () => {
    const network = inDoubles(randomTensors(mlp({ inputs: 2, hidden: [3], outputs: 2, activation: 'tanh' }), 1));
    const inputs = randomInputs(network.description, COUNT, 4);
    const change = (sign: number) => {
      const fresh = { kind: 'fresh', incoming: [0.5, -1, 0.2], outgoing: [sign * 0.3, sign * -0.7] } as const;
      const after = outputs(growNetwork(network, { layer1: [fresh] }, 1), inputs);
      const before = outputs(network, inputs);
      return after.map((value, k) => value - before[k]!);
    };
    expect(
      difference(
        change(1),
        change(-1).map((value) => -value),
      ),
    ).toBeLessThan(1e-12);
  });

  it('does not read another fresh one, while copies are read and read as originals are', () => {
    const network = inDoubles(randomTensors(mlp({ inputs: 1, hidden: [1, 1], outputs: 1 }), 1));
    const fresh = (incoming: number[], outgoing: number[]) => ({ kind: 'fresh', incoming, outgoing }) as const;
    const copy = (length: number) => ({ kind: 'split', parent: 0, offset: new Float64Array(length) }) as const;
    const growth = { layer1: [copy(2), fresh([1, 2], [3])], layer2: [copy(2), fresh([4, 5], [6])] };
    const { tensors } = growNetwork(network, growth, 1);
    const weight = network.tensors['layer2.filters']![0]!;
    // Rows: the original, its copy, the fresh one; columns likewise.
    expect([...tensors['layer2.filters']!]).toEqual([weight / 2, weight / 2, 3, weight / 2, weight / 2, 3, 2, 2, 0]);
  });
});

describe('what cannot be grown is refused:', () => {
  const network = randomTensors(mlp({ inputs: 2, hidden: [3], outputs: 2 }), 1);
  it.each<[string, Growth, string]>([
    ['no such group', { other: [] }, 'The network has no group of channels "other".'],
    [
      'the output',
      { output: [{ kind: 'split', parent: 0, offset: [0, 0, 0, 0] }] },
      'The output of a network cannot grow.',
    ],
    ['no such channel', { layer1: [{ kind: 'split', parent: 3, offset: [0, 0, 0] }] }, 'layer1 has no channel 3.'],
    [
      'an offset of another length',
      { layer1: [{ kind: 'split', parent: 0, offset: [0] }] },
      'The offset of a channel of layer1 has 3 numbers, not 1.',
    ],
    [
      'theta of another length',
      { layer1: [{ kind: 'fresh', incoming: [0], outgoing: [0, 0] }] },
      'theta of a channel of layer1 has 3 numbers, not 1.',
    ],
    [
      'outgoing weights of another length',
      { layer1: [{ kind: 'fresh', incoming: [0, 0, 0], outgoing: [0] }] },
      'The outgoing vector of a channel of layer1 has 2 numbers, not 1.',
    ],
  ])('%s', (_, growth, sentence) => {
    expect(() => growNetwork(network, growth, 1)).toThrow(new RangeError(sentence));
  });
});
