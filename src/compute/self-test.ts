/**
 * The self-test at start-up: an engine must agree with the oracle before a visitor's run is trusted to it. Browsers and
 * drivers have returned wrong gradients without any error, so this is not a formality.
 */
import { addNeuron, emptyNetwork } from '../networks/edits.ts';
import type { Network } from '../networks/network.ts';
import { carrySlots } from '../networks/slots.ts';
import { openStream } from '../random/stream.ts';
import type { Dataset, Engine } from './engine.ts';
import { createPlainEngine, roundNetwork } from './plain/plain-engine.ts';

/**
 * Largest disagreement allowed, relative to the length of the oracle's gradient (or of its step). float32 sums over some
 * hundred points are off by about 1e-6; a wrong sign or a missed point is off by 1e-2 or more.
 */
export const SELF_TEST_TOLERANCE = 1e-3;

const POINTS = 203; // not a multiple of any vector or workgroup size

function testData(): Dataset {
  const stream = openStream(1, 'self-test / data');
  const inputs = Float32Array.from({ length: POINTS }, () => stream.between(-5, 5));
  const targets = Float32Array.from({ length: POINTS }, () => stream.normal());
  return { inputSize: 1, count: POINTS, inputs, targets };
}

function testNetwork(activation: Network['activation'], neurons: number): Network {
  const stream = openStream(neurons, `self-test / ${activation}`);
  let network = emptyNetwork(activation, 1);
  for (let i = 0; i < neurons; i += 1) {
    const values = { weights: [stream.normal()], bias: stream.normal(), output: stream.normal() };
    network = addNeuron(network, values, { kind: 'initial' });
  }
  return roundNetwork(network);
}

function relativeDistance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let distance = 0;
  let length = 0;
  for (let i = 0; i < expected.length; i += 1) {
    distance += (found[i]! - expected[i]!) ** 2;
    length += expected[i]! ** 2;
  }
  // Number.isFinite below must see a NaN, so no Math.max here.
  return Math.sqrt(distance) / (Math.sqrt(length) + 1e-12);
}

/** Differentiates and trains small networks on the engine and on the oracle; returns the largest relative disagreement. */
export async function selfTest(engine: Engine): Promise<number> {
  const oracle = createPlainEngine();
  const data = testData();
  const networks = [testNetwork('rbf', 1), testNetwork('rbf', 7), testNetwork('tanh', 3), testNetwork('softplus', 4)];
  const expected = await oracle.differentiate(networks, data);
  const found = await engine.differentiate(networks, data);
  const errors = expected.flatMap(({ loss, gradient }, index) => [
    relativeDistance(found[index]!.gradient, gradient),
    relativeDistance([found[index]!.loss], [loss]),
  ]);
  const network = networks[1]!;
  const rates = new Float32Array(5).fill(0.02);
  const request = { network, slots: carrySlots([], network), data, rates, recordEvery: 5 };
  const [trained, reference] = [await engine.train(request), await oracle.train(request)];
  errors.push(relativeDistance(trained.losses, reference.losses));
  return errors.every(Number.isFinite) ? Math.max(...errors) : Infinity;
}
