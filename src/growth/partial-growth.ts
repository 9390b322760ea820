/**
 * A growth taken apart into its two halves: new neurons are there but nothing has moved (step 0, the function is preserved),
 * and the step is taken.
 */
import { type Network, type Neuron, predict } from '../networks/network.ts';

/**
 * The grown network with only a part of the step taken: at 0 a split's copies stand where their parent stood and fresh
 * neurons have output weight 0, so the function is that of `before`; at 1 it is `grown` itself.
 * @param part from 0 to 1
 */
export function growthAt(before: Network, grown: Network, part: number): Network {
  const old = new Map(before.neurons.map((neuron) => [neuron.id, neuron]));
  const on = (from: number, to: number) => (part === 1 ? to : from + part * (to - from));
  const neurons = grown.neurons.map((neuron): Neuron => {
    const { origin } = neuron;
    const start = old.get(neuron.id) ?? (origin.kind === 'split' ? old.get(origin.parent) : undefined);
    if (!start) return { ...neuron, output: on(0, neuron.output) };
    return {
      ...neuron,
      weights: neuron.weights.map((weight, k) => on(start.weights[k]!, weight)),
      bias: on(start.bias, neuron.bias),
    };
  });
  return { ...grown, neurons };
}

export interface Difference {
  /** f_b(x) - f_a(x) at each x. */
  readonly values: Float64Array;
  /** The largest of their sizes, and the x where it is. */
  readonly largest: number;
  readonly at: number;
}

/** How far two networks with one input are apart on a grid. */
export function differenceOf(a: Network, b: Network, x: Float64Array): Difference {
  const values = x.map((_, i) => predict(b, x, i) - predict(a, x, i));
  let index = 0;
  for (let i = 1; i < values.length; i += 1) if (Math.abs(values[i]!) > Math.abs(values[index]!)) index = i;
  return { values, largest: Math.abs(values[index] ?? 0), at: x[index] ?? 0 };
}
