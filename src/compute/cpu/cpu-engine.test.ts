import { describe, expect, it } from 'vitest';
import { ACTIVATIONS } from '../../networks/network.ts';
import { packParameters } from '../../networks/packing.ts';
import { carrySlots } from '../../networks/slots.ts';
import type { Dataset } from '../engine.ts';
import { engineSuite, randomProblem } from '../engine-suite.ts';
import { differentiatePlainly } from '../plain/plain-engine.ts';
import { createCpuEngine, simdSupported } from './cpu-engine.ts';

engineSuite('cpu', createCpuEngine);

describe('cpu engine', () => {
  it('is supported here', () => {
    expect(simdSupported()).toBe(true);
  });

  it('refuses to compute after it was disposed of', async () => {
    const { network, data } = randomProblem({ activation: 'rbf', inputSize: 1, neurons: 2, count: 9, seed: 1 });
    const engine = await createCpuEngine();
    engine.dispose();
    await expect(engine.differentiate([network], data)).rejects.toThrow('disposed');
  });

  it('grows its memory', async () => {
    const engine = await createCpuEngine();
    const { network, data } = randomProblem({ activation: 'tanh', inputSize: 2, neurons: 9, count: 60_001, seed: 2 });
    const [found] = await engine.differentiate([network], data);
    const expected = differentiatePlainly(network, data);
    expect(Math.abs(found!.loss / expected.loss - 1)).toBeLessThan(1e-5);
    for (const [k, value] of Array.from(expected.gradient).entries()) {
      expect(Math.abs(found!.gradient[k]! - value)).toBeLessThan(1e-5);
    }
  });

  it('shows differences of the loss far below its rounding as a 32-bit float', async () => {
    const engine = await createCpuEngine();
    const { network, data } = randomProblem({ activation: 'rbf', inputSize: 1, neurons: 8, count: 1000, seed: 3 });
    const change = 2 ** -18;
    const [first, ...others] = network.neurons;
    const moved = { ...network, neurons: [{ ...first!, bias: Math.fround(first!.bias + change) }, ...others] };
    const [a, b] = await engine.differentiate([network, moved], data);
    const expected = differentiatePlainly(moved, data).loss - differentiatePlainly(network, data).loss;
    expect(Math.abs(b!.loss - a!.loss - expected)).toBeLessThan(2e-8);
  });

  it.each(ACTIVATIONS)('handles %s over its whole range', async (activation) => {
    const engine = await createCpuEngine();
    const xs = [0, 1e-30, 1e-6, 0.01, 0.5, 1, 3, 8, 9.2, 12, 13.2, 40, 100, 1e4].flatMap((x) => [x, -x]);
    // One neuron with a = 1, b = 0, w = 1 on two equal points at a time: the loss is sigma(x)^2.
    const { network } = randomProblem({ activation, inputSize: 1, neurons: 1, count: 2, seed: 1 });
    const unit = { ...network, neurons: [{ ...network.neurons[0]!, weights: [1], bias: 0, output: 1 }] };
    for (const x of xs) {
      const data: Dataset = {
        inputSize: 1,
        count: 2,
        inputs: Float32Array.of(x, x),
        targets: new Float32Array(2),
      };
      const expected = differentiatePlainly(unit, data);
      const [found] = await engine.differentiate([unit], data);
      expect(Math.abs(found!.loss - expected.loss)).toBeLessThan(1e-6 * expected.loss + 1e-12);
      for (const [k, value] of Array.from(expected.gradient).entries()) {
        expect(Math.abs(found!.gradient[k]! - value)).toBeLessThan(3e-6 * Math.abs(value) + 1e-12);
      }
    }
  });

  it('reports a diverged network as not a number', async () => {
    const engine = await createCpuEngine();
    const { network, data } = randomProblem({ activation: 'rbf', inputSize: 1, neurons: 2, count: 9, seed: 1 });
    const [first, ...others] = network.neurons;
    const broken = { ...network, neurons: [{ ...first!, weights: [NaN] }, ...others] };
    const [found] = await engine.differentiate([broken], data);
    expect(found!.loss).toBeNaN();
  });

  it('gives these very bits, as it does everywhere', async () => {
    const engine = await createCpuEngine();
    const prints = await Promise.all(
      ACTIVATIONS.map(async (activation) => {
        const { network, data } = randomProblem({ activation, inputSize: 2, neurons: 6, count: 77, seed: 4 });
        const rates = new Float32Array(30).fill(0.01);
        const slots = carrySlots([], network);
        const trained = await engine.train({ network, slots, data, rates, recordEvery: 30 });
        return fingerprint(new Uint32Array(packParameters(trained.network).buffer));
      }),
    );
    expect(prints).toMatchInlineSnapshot(`
      [
        "ecaefdbe",
        "84195739",
        "4f8ab4e7",
      ]
    `);
  });
});

function fingerprint(words: Uint32Array): string {
  return words.reduce((hash, word) => Math.imul(hash ^ word, 0x01000193) >>> 0, 0x811c9dc5).toString(16);
}
