import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openStream } from '../random/stream.ts';
import { arbitraryDeepNetwork, inDoubles, randomGrowth } from './arbitrary-deep.ts';
import { growNetwork } from './growing.ts';
import { growthGradient, scaleSlopes } from './growing-gradient.ts';
import type { Growth, NewChannel } from './growth-plan.ts';
import { sizeOf, type Tensors, tensorSpecs } from './tensors.ts';

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, k) => sum + value * b[k]!, 0);

/** The same growth with every vector multiplied. */
function scaled(growth: Growth, factor: number): Growth {
  const times = (vector: ArrayLike<number>) => Array.from(vector, (value) => factor * value);
  const entries = Object.entries(growth).map(([name, added]) => [
    name,
    added.map((channel) =>
      channel.kind === 'split'
        ? { ...channel, offset: times(channel.offset) }
        : { ...channel, incoming: times(channel.incoming), outgoing: times(channel.outgoing) },
    ),
  ]);
  return Object.fromEntries(entries);
}

it('is the adjoint of growing: <g, grow(v) - grow(0)> = <adjoint g, v>', () => {
  fc.assert(
    fc.property(arbitraryDeepNetwork, fc.nat(1e6), (single, seed) => {
      const network = inDoubles(single);
      const growth = randomGrowth(network.description, seed, { offset: 1, outgoing: 1 });
      const [grown, start] = [1, 0].map((factor) => growNetwork(network, scaled(growth, factor), 1));
      const stream = openStream(seed, 'gradient');
      const specs = tensorSpecs(grown!.description);
      const entries = specs.map(
        (spec) => [spec.name, Float64Array.from({ length: sizeOf(spec) }, stream.normal)] as const,
      );
      const gradients: Tensors = Object.fromEntries(entries);
      const change = specs.reduce(
        (sum, { name }) =>
          sum + dot(gradients[name]!, grown!.tensors[name]!) - dot(gradients[name]!, start!.tensors[name]!),
        0,
      );
      const found = growthGradient(network.description, growth, gradients);
      let product = 0;
      for (const [name, added] of Object.entries(growth)) {
        expect(found[name]).toHaveLength(added.length);
        for (const [k, channel] of added.entries()) {
          const gradient = found[name]![k]!;
          if (channel.kind === 'split' && gradient.kind === 'split') product += dot(gradient.offset, channel.offset);
          if (channel.kind === 'fresh' && gradient.kind === 'fresh') {
            product += dot(gradient.incoming, channel.incoming) + dot(gradient.outgoing, channel.outgoing);
          }
        }
      }
      expect(product).toBeCloseTo(change, 8);
    }),
  );
});

it("scales: what multiplying one offset, or one fresh channel's outgoing weights, does to <g, grow(v)>", () => {
  const doubled = (channel: NewChannel): NewChannel => {
    const twice = (vector: ArrayLike<number>) => Array.from(vector, (value) => 2 * value);
    if (channel.kind === 'split') return { ...channel, offset: twice(channel.offset) };
    return { ...channel, outgoing: twice(channel.outgoing) };
  };
  fc.assert(
    fc.property(arbitraryDeepNetwork, fc.nat(1e6), (single, seed) => {
      const network = inDoubles(single);
      const growth = randomGrowth(network.description, seed, { offset: 1, outgoing: 1 });
      const grown = growNetwork(network, growth, 1);
      const stream = openStream(seed, 'gradient');
      const gradients: Record<string, Float64Array> = {};
      for (const spec of tensorSpecs(grown.description)) {
        gradients[spec.name] = Float64Array.from({ length: sizeOf(spec) }, stream.normal);
      }
      const lossOf = (of: Growth) => {
        const { tensors } = growNetwork(network, of, 1);
        return Object.entries(gradients).reduce((sum, [name, gradient]) => sum + dot(gradient, tensors[name]!), 0);
      };
      const slopes = scaleSlopes(growth, growthGradient(network.description, growth, gradients));
      expect(Object.keys(slopes)).toEqual(Object.keys(growth));
      for (const [name, added] of Object.entries(growth)) {
        expect(slopes[name]).toHaveLength(added.length);
        for (const [k, channel] of added.entries()) {
          const other = { ...growth, [name]: added.with(k, doubled(channel)) };
          expect(slopes[name]![k]).toBeCloseTo(lossOf(other) - lossOf(growth), 8);
        }
      }
    }),
  );
});

it('counts missing gradients as 0, and has nothing for what does not grow', () => {
  fc.assert(
    fc.property(arbitraryDeepNetwork, (network) => {
      expect(growthGradient(network.description, {}, {})).toEqual({});
      const growth = randomGrowth(network.description, 1, { offset: 1, outgoing: 1 });
      const vectors = Object.values(growthGradient(network.description, growth, {})).flat();
      for (const gradient of vectors) {
        const numbers = gradient.kind === 'split' ? [...gradient.offset] : [...gradient.incoming, ...gradient.outgoing];
        expect(numbers.every((value) => value === 0)).toBe(true);
      }
    }),
  );
});
