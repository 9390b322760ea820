import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryNetwork, arbitraryVector } from './arbitrary.ts';
import {
  ACTIVATIONS,
  type Activation,
  activate,
  activationCurvature,
  activationSlope,
  contribution,
  type Network,
  neuronById,
  neuronName,
  parameterCount,
  predict,
} from './network.ts';
import { packParameters, withParameters } from './packing.ts';

/** The activations as a textbook writes them, on the host's functions. */
const TEXTBOOK: Record<Activation, (u: number) => number> = {
  rbf: (u) => Math.exp(-(u ** 2) / 2),
  tanh: Math.tanh,
  softplus: (u) => Math.log1p(Math.exp(u)),
};
const argument = fc.double({ min: -8, max: 8, noNaN: true });

describe.each(ACTIVATIONS)('%s', (activation) => {
  it('is the textbook function, with the slope and curvature that finite differences give', () => {
    fc.assert(
      fc.property(argument, (u) => {
        const h = 1e-5;
        const central = (f: (v: number) => number) => (f(u + h) - f(u - h)) / (2 * h);
        expect(activate(activation, u)).toBeCloseTo(TEXTBOOK[activation](u), 13);
        expect(activationSlope(activation, u)).toBeCloseTo(central(TEXTBOOK[activation]), 8);
        const slope = (v: number) => activationSlope(activation, v);
        expect(activationCurvature(activation, u)).toBeCloseTo(central(slope), 8);
      }),
    );
  });

  it('stays finite far out', () => {
    for (const u of [-1e6, -800, -31, 31, 800, 1e6]) {
      for (const value of [activate, activationSlope, activationCurvature].map((f) => f(activation, u))) {
        expect(value).toSatisfy(Number.isFinite);
      }
      expect(activate(activation, u)).toBeCloseTo(
        activation === 'softplus' ? Math.max(0, u) : TEXTBOOK[activation](u),
        12,
      );
    }
  });
});

const networkAndInput = arbitraryNetwork().chain((network) =>
  fc.tuple(fc.constant(network), arbitraryVector(network.inputSize)),
);

describe('a network', () => {
  it('is the sum of its neurons, w sigma(a . x + b)', () => {
    fc.assert(
      fc.property(networkAndInput, ([network, input]) => {
        const sum = network.neurons.reduce((total, { weights, bias, output }) => {
          const u = weights.reduce((dot, weight, k) => dot + weight * input[k]!, bias);
          return total + output * TEXTBOOK[network.activation](u);
        }, 0);
        expect(predict(network, input)).toBeCloseTo(sum, 12);
        const parts = network.neurons.map((neuron) => contribution(network.activation, neuron, input));
        expect(parts.reduce((total, part) => total + part, 0)).toBe(predict(network, input));
      }),
    );
  });

  it('reads its input from an offset', () => {
    fc.assert(
      fc.property(networkAndInput, ([network, input]) => {
        expect(predict(network, [9, 9, ...input], 2)).toBe(predict(network, input));
      }),
    );
  });

  it('counts its parameters: neurons x (inputs + 2), the sum of the sizes of its parts', () => {
    fc.assert(
      fc.property(arbitraryNetwork({ minNeurons: 0 }), (network) => {
        const sizes = network.neurons.map(({ weights }) => weights.length + 1 + 1);
        expect(parameterCount(network)).toBe(sizes.reduce((sum, size) => sum + size, 0));
        expect(packParameters(network)).toHaveLength(parameterCount(network));
      }),
    );
  });

  it('finds neurons by id, wherever they are', () => {
    fc.assert(
      fc.property(arbitraryNetwork(), (network) => {
        const turned: Network = { ...network, neurons: [...network.neurons].reverse() };
        for (const neuron of network.neurons) expect(neuronById(turned, neuron.id)).toBe(neuron);
        expect(() => neuronById(network, network.nextId)).toThrow(RangeError);
      }),
    );
  });

  it('has a name of its own for every neuron', () => {
    expect([0, 1, 25, 26, 27, 52].map(neuronName)).toEqual(['A', 'B', 'Z', 'A2', 'B2', 'A3']);
    expect(new Set(Array.from({ length: 500 }, (_, id) => neuronName(id))).size).toBe(500);
  });
});

describe('packed parameters', () => {
  it('lie neuron after neuron as a, b, w', () => {
    fc.assert(
      fc.property(arbitraryNetwork(), (network) => {
        const flat = network.neurons.flatMap(({ weights, bias, output }) => [...weights, bias, output]);
        expect(Array.from(packParameters(network))).toEqual(flat);
      }),
    );
  });

  it('replace those of a network from an offset on, and keep ids and origins', () => {
    fc.assert(
      fc.property(arbitraryNetwork(), (network) => {
        const doubled = Float32Array.from(packParameters(network), (value) => 2 * value);
        const changed = withParameters(network, [0, ...doubled], 1);
        expect(packParameters(changed)).toEqual(doubled);
        const lasting = ({ neurons, ...rest }: Network) => [rest, neurons.map(({ id, origin }) => [id, origin])];
        expect(lasting(changed)).toEqual(lasting(network));
      }),
    );
  });
});
