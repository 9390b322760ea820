import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDeepNetwork } from './arbitrary-deep.ts';
import { mlp, residualNet, VGG_DEPTHS, vgg } from './architectures.ts';
import { countMultiplyAdds, countParameters } from './counting.ts';
import { neuronCount, widths } from './description.ts';
import { groupTensors } from './groups.ts';
import { growNetwork } from './growing.ts';
import { checkTensors, initialise, isTrained, tensorSpecs } from './tensors.ts';

const full = (depth: 11 | 16 | 19) => vgg({ depth, classes: 10 });

describe('VGG-19', () => {
  it('has the sizes that follow from the layers by hand', () => {
    expect(countParameters(full(19))).toBe(20_035_018);
    expect(neuronCount(full(19))).toBe(5_504);
    expect(countParameters(vgg({ depth: 19, classes: 10, width: 16 }))).toBe(35_674);
    expect(neuronCount(vgg({ depth: 19, classes: 10, width: 16 }))).toBe(256);
    expect(countParameters(vgg({ depth: 19, classes: 10, width: { times: 0.125 } }))).toBe(315_010);
  });
});

describe.each(VGG_DEPTHS)('VGG-%i', (depth) => {
  it("has depth - 3 convolutions, two of the paper's layers being left out", () => {
    // VGG-19 is named for 16 convolutions and 3 linear layers; on CIFAR one linear layer is left.
    expect(widths(full(depth))).toHaveLength(depth - 3);
  });

  it('of one width counts by a closed form', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.boolean(), (w, norm) => {
        const convolutions = depth - 3;
        const net = vgg({ depth, classes: 10, width: w, norm });
        // 9 taps; batch norm has gamma and beta, a convolution without it a bias.
        const expected = 9 * w * (3 + (convolutions - 1) * w) + convolutions * w * (norm ? 2 : 1) + 10 * w + 10;
        expect(countParameters(net)).toBe(expected);
      }),
    );
  });
});

it('VGG-11 of one width multiplies as its closed form says', () => {
  const w = 8;
  // Pixels of the eight convolutions of 32 x 32 images, pooled after the 1st, 2nd, 4th, 6th and 8th.
  const pixels = [32, 16, 8, 8, 4, 4, 2, 2].map((side) => side * side);
  const [first, ...rest] = pixels;
  const expected = 9 * w * (3 * first! + w * rest.reduce((sum, value) => sum + value, 0)) + 10 * w;
  expect(countMultiplyAdds(vgg({ depth: 11, classes: 10, width: w }))).toBe(expected);
});

it('an MLP counts by a closed form, and multiplies once per weight', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 3, maxLength: 6 });
  fc.assert(
    fc.property(lengths, fc.boolean(), ([inputs, outputs, ...hidden], slots) => {
      const net = mlp({ inputs: inputs!, hidden, outputs: outputs!, slots });
      const all = [inputs!, ...hidden, outputs!];
      const weights = all.slice(1).reduce((sum, makes, at) => sum + makes * all[at]!, 0);
      expect(countMultiplyAdds(net)).toBe(weights);
      expect(countParameters(net)).toBe(weights + all.slice(1).reduce((sum, makes) => sum + makes, 0));
      expect(widths(net)).toEqual(hidden);
    }),
  );
});

it('a residual net counts by a closed form; its slots are free', () => {
  const options = { stages: [4, 6], blocks: 2, classes: 3, side: 8 };
  // Per block two convolutions of 3 x 3 and batch norm between them.
  const block = (w: number) => 2 * 9 * w * w + 2 * w;
  const expected = 9 * 3 * 4 + 8 + 2 * block(4) + 9 * 4 * 6 + 12 + 2 * block(6) + 6 * 3 + 3;
  const multiplied = 64 * (9 * 3 * 4 + 4 * 9 * 16) + 16 * (9 * 4 * 6 + 4 * 9 * 36) + 18;
  for (const slots of [false, true]) {
    expect(countParameters(residualNet({ ...options, slots }))).toBe(expected);
    expect(countMultiplyAdds(residualNet({ ...options, slots }))).toBe(multiplied);
  }
});

describe('any network', () => {
  it('has as many parameters as its trained tensors have numbers', () => {
    fc.assert(
      fc.property(arbitraryDeepNetwork, (network) => {
        checkTensors(network);
        const trained = tensorSpecs(network.description).filter(isTrained);
        const sizes = trained.map(({ name }) => network.tensors[name]!.length);
        expect(countParameters(network.description)).toBe(sizes.reduce((sum, size) => sum + size, 0));
      }),
    );
  });

  it('gains what a channel costs when it gains a channel', () => {
    fc.assert(
      fc.property(arbitraryDeepNetwork, fc.nat(), (network, choice) => {
        const groups = network.description.groups.filter(({ growable }) => growable);
        const { name } = groups[choice % groups.length]!;
        const { thetaLength, outgoingLength, companions } = groupTensors(network.description, name);
        const fresh = {
          kind: 'fresh',
          incoming: new Float64Array(thetaLength),
          outgoing: new Float64Array(outgoingLength),
        } as const;
        const grown = growNetwork(network, { [name]: [fresh] }, 1);
        const gained = countParameters(grown.description) - countParameters(network.description);
        // What makes it, what reads it, and gamma and beta where there is batch norm; running statistics are not trained.
        const trained = companions.filter(({ role }) => role === 'gamma' || role === 'beta');
        expect(gained).toBe(thetaLength + outgoingLength + trained.length);
      }),
    );
  });
});

describe('initial numbers', () => {
  const description = vgg({ depth: 11, classes: 10, width: 24, slots: true });
  const { tensors } = initialise(description, 5);

  it('have the deviation of He et al., and are the same for a seed', () => {
    const moments = (data: ArrayLike<number>) =>
      Array.from(data).reduce((sum, value) => sum + value * value, 0) / data.length;
    expect(moments(tensors['conv2.filters']!) * 9 * 24).toBeCloseTo(2, 1);
    expect(moments(tensors['head.filters']!) * 24).toBeGreaterThan(0.7);
    expect(moments(tensors['head.filters']!) * 24).toBeLessThan(1.3);
    expect(initialise(description, 5).tensors).toEqual(tensors);
    expect(initialise(description, 6).tensors['conv1.filters']).not.toEqual(tensors['conv1.filters']);
  });

  it('do not depend on whether there are slots', () => {
    const plain = initialise(vgg({ depth: 11, classes: 10, width: 24 }), 5).tensors;
    for (const [name, data] of Object.entries(plain)) expect(tensors[name]).toEqual(data);
  });

  it('make batch norm the identity', () => {
    const values = ['gamma', 'beta', 'mean', 'variance'].map((role) => new Set(tensors[`conv3.${role}`]));
    expect(values).toEqual([new Set([1]), new Set([0]), new Set([0]), new Set([1])]);
  });

  it('are checked by name and length', () => {
    const network = { description, tensors };
    expect(() => checkTensors(network)).not.toThrow();
    const { 'conv1.gamma': _, ...missing } = tensors;
    expect(() => checkTensors({ description, tensors: missing })).toThrow(
      'The tensor conv1.gamma is missing; it must be [24].',
    );
    expect(() => checkTensors({ description, tensors: { ...tensors, 'conv1.gamma': new Float32Array(3) } })).toThrow(
      'is of 3 numbers',
    );
    expect(() => checkTensors({ description, tensors: { ...tensors, other: new Float32Array(3) } })).toThrow(
      'no place for a tensor other',
    );
  });
});
