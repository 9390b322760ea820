import { describe, expect, it } from 'vitest';
import { predict } from '../networks/network.ts';
import { randomNetwork } from '../networks/random-network.ts';
import { drawInputs, startingNetwork, teacherFunction, teacherTask } from './teacher.ts';

const SETTINGS = { seed: 4, truthNeurons: 15, truthVariance: 3, points: 1000 };

function momentsOf(numbers: readonly number[]): { mean: number; variance: number } {
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  return { mean, variance: numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length };
}

describe('the network that a run starts with', () => {
  it('has one neuron with a, b, w from N(0, 1), another for each seed', () => {
    const drawn = Array.from({ length: 1000 }, (_, seed) => {
      const { neurons, activation, inputSize } = startingNetwork(seed);
      expect([neurons.length, activation, inputSize]).toEqual([1, 'rbf', 1]);
      const [{ weights, bias, output }] = neurons as [(typeof neurons)[number]];
      return [...weights, bias, output];
    }).flat();
    expect(new Set(drawn).size).toBe(3000);
    const { mean, variance } = momentsOf(drawn);
    // The deviations of these are 0.018 and 0.026.
    expect(Math.abs(mean)).toBeLessThan(0.08);
    expect(Math.abs(variance - 1)).toBeLessThan(0.11);
  });
});

describe('the teacher', () => {
  it('is a random network of the size and variance asked for, drawn apart from the start', () => {
    const network = randomNetwork(4, 'teacher', 15, 3);
    const value = teacherFunction(SETTINGS);
    for (const x of [-5, -1.3, 0, 2, 5]) expect(value(x)).toBe(predict(network, [x]));
    const drawn = Array.from({ length: 40 }, (_, seed) => randomNetwork(seed, 'teacher', 15, 3).neurons)
      .flat()
      .flatMap(({ weights, bias, output }) => [...weights, bias, output]);
    const { mean, variance } = momentsOf(drawn);
    expect(Math.abs(mean)).toBeLessThan(0.16);
    expect(Math.abs(variance - 3)).toBeLessThan(0.4);
    expect(teacherFunction({ ...SETTINGS, seed: 5 })(1)).not.toBe(value(1));
  });

  it('gives points at x uniform in [-5, 5], y as the function says', () => {
    const x = drawInputs(SETTINGS);
    expect(x).toHaveLength(1000);
    const { mean, variance } = momentsOf([...x]);
    expect(Math.min(...x)).toBeGreaterThanOrEqual(-5);
    expect(Math.max(...x)).toBeLessThan(5);
    expect(Math.abs(mean)).toBeLessThan(0.4);
    expect(Math.abs(variance - 100 / 12)).toBeLessThan(0.6);
    const { data, targetScale } = teacherTask(SETTINGS);
    const value = teacherFunction(SETTINGS);
    for (const k of [0, 1, 500, 999]) {
      expect(data.inputs[k]).toBe(Math.fround(x[k]!));
      expect(data.targets[k]! * targetScale.factor).toBeCloseTo(value(x[k]!), 4);
    }
  });
});
