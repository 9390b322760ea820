/**
 * The oracle: loss, gradient and Adam as float64 loops with no cleverness. Every other engine is tested against this one,
 * and browsers without WebAssembly SIMD run on it.
 */
import { activate, activationSlope, type Network, neuronParameters, preActivation } from '../../networks/network.ts';
import { packParameters, withParameters } from '../../networks/packing.ts';
import type { OptimizerSlots } from '../../networks/slots.ts';
import { integerPower } from '../../random/exact-math.ts';
import { fitDirectionsStepwise } from '../directions-loop.ts';
import { ADAM, type Dataset, type Differential, type Engine, type TrainRequest, type TrainResult } from '../engine.ts';

/**
 * Loss and gradient: with r = 2 (f - y) / count,
 * dL/dw = sum r sigma(u), dL/d(a, b) = sum r w sigma'(u) (x, 1).
 */
export function differentiatePlainly(network: Network, data: Dataset): Differential {
  const { activation, inputSize, neurons } = network;
  const stride = neuronParameters(inputSize);
  const gradient = new Float64Array(neurons.length * stride);
  let loss = 0;
  for (let n = 0; n < data.count; n += 1) {
    const at = n * inputSize;
    const u = neurons.map((neuron) => preActivation(neuron, data.inputs, at));
    const f = neurons.reduce((sum, neuron, i) => sum + neuron.output * activate(activation, u[i]!), 0);
    const error = f - data.targets[n]!;
    loss += (error * error) / data.count;
    const r = (2 * error) / data.count;
    for (const [i, neuron] of neurons.entries()) {
      const base = i * stride;
      const slope = r * neuron.output * activationSlope(activation, u[i]!);
      for (let k = 0; k < inputSize; k += 1) gradient[base + k]! += slope * data.inputs[at + k]!;
      gradient[base + inputSize]! += slope;
      gradient[base + inputSize + 1]! += r * activate(activation, u[i]!);
    }
  }
  return { loss, gradient };
}

/** One Adam step of every neuron, each with its own step count. */
function adamStep(
  network: Network,
  slots: OptimizerSlots,
  gradient: ArrayLike<number>,
  rate: number,
): { network: Network; slots: OptimizerSlots } {
  const stride = neuronParameters(network.inputSize);
  const { beta1, beta2, epsilon } = ADAM;
  const parameters = Float64Array.from(
    network.neurons.flatMap((neuron) => [...neuron.weights, neuron.bias, neuron.output]),
  );
  const moved = slots.map((slot, i) => {
    const steps = slot.steps + 1;
    const first = slot.first.map((m, k) => beta1 * m + (1 - beta1) * gradient[i * stride + k]!);
    const second = slot.second.map((v, k) => beta2 * v + (1 - beta2) * gradient[i * stride + k]! ** 2);
    const correction1 = 1 - integerPower(beta1, steps);
    const correction2 = 1 - integerPower(beta2, steps);
    for (let k = 0; k < stride; k += 1) {
      const step = (rate * (first[k]! / correction1)) / (Math.sqrt(second[k]! / correction2) + epsilon);
      parameters[i * stride + k]! -= step;
    }
    return { ...slot, steps, first, second };
  });
  return { network: withParameters(network, parameters), slots: moved };
}

function trainPlainly({ network, slots, data, rates, recordEvery }: TrainRequest): TrainResult {
  const losses = new Float32Array(rates.length);
  const frames: Network[] = [];
  for (let step = 0; step < rates.length; step += 1) {
    const { loss, gradient } = differentiatePlainly(network, data);
    losses[step] = loss;
    ({ network, slots } = adamStep(network, slots, gradient, rates[step]!));
    if ((step + 1) % recordEvery === 0 || step + 1 === rates.length) frames.push(network);
  }
  return { losses, frames, network, slots };
}

/** Parameters rounded to float32, which is what the engines compute with. */
export function roundNetwork(network: Network): Network {
  return withParameters(network, packParameters(network));
}

/** The oracle behind the engine interface. */
export function createPlainEngine(): Engine {
  return {
    kind: 'plain',
    device: 'JavaScript loops',
    lost: new Promise(() => {}),
    train: async (request) => trainPlainly(request),
    fitDirections: async (request) =>
      fitDirectionsStepwise(request, (network) => differentiatePlainly(network, request.data)),
    differentiate: async (networks, data) => networks.map((network) => differentiatePlainly(network, data)),
    dispose() {},
  };
}
