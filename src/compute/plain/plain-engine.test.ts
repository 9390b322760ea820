import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryProblem } from '../../networks/arbitrary.ts';
import type { Network } from '../../networks/network.ts';
import { carrySlots } from '../../networks/slots.ts';
import { engineSuite } from '../engine-suite.ts';
import { createPlainEngine, differentiatePlainly } from './plain-engine.ts';

// The oracle obeys the same rules as those it judges: finite differences, constraints, carried slots.
engineSuite('plain', async () => createPlainEngine(), { runs: 10 });

const parametersOf = ({ neurons }: Network) =>
  neurons.flatMap(({ weights, bias, output }) => [...weights, bias, output]);

describe('training by the oracle', () => {
  it('is Adam (Kingma and Ba 2015, algorithm 1), its moments written out as sums over all gradients so far', async () => {
    const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
    const rates = Float32Array.from([0.02, 0.015, 0.01, 0.005]);
    await fc.assert(
      fc.asyncProperty(arbitraryProblem({ maxNeurons: 3 }), async ({ network, data }) => {
        const slots = carrySlots([], network);
        const { frames } = await createPlainEngine().train({ network, slots, data, rates, recordEvery: 1 });
        const gradients: number[][] = [];
        let before = network;
        for (const [k, frame] of frames.entries()) {
          gradients.push(Array.from(differentiatePlainly(before, data).gradient));
          const t = k + 1;
          const expected = parametersOf(before).map((value, at) => {
            const sum = (beta: number, power: number) =>
              gradients.reduce((total, gradient, i) => total + beta ** (t - 1 - i) * gradient[at]! ** power, 0);
            const mean = ((1 - beta1) * sum(beta1, 1)) / (1 - beta1 ** t);
            const square = ((1 - beta2) * sum(beta2, 2)) / (1 - beta2 ** t);
            return value - (rates[k]! * mean) / (Math.sqrt(square) + epsilon);
          });
          for (const [at, value] of parametersOf(frame).entries()) expect(value).toBeCloseTo(expected[at]!, 9);
          before = frame;
        }
      }),
    );
  });
});
