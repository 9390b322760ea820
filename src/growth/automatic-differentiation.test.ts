/**
 * The closed forms of growth against automatic differentiation in float64 (jax-js): eq. 3's derivatives, the splitting matrix
 * and a new neuron's measures. Finite differences check them elsewhere; this is exact to rounding.
 */
import type { numpy } from '@jax-js/jax';
import { describe, expect, it, vi } from 'vitest';
import type { Dataset } from '../compute/engine.ts';
import { differentiatePlainly } from '../compute/plain/plain-engine.ts';
import { addNeuron, emptyNetwork } from '../networks/edits.ts';
import { ACTIVATIONS, type Activation, type Network, predict } from '../networks/network.ts';
import { SIGNED_FORMS, SPLIT_FORMS } from '../networks/split-forms.ts';
import { openStream } from '../random/stream.ts';
import { type Candidate, candidateGradients, overgrownNetwork, proposeFresh, proposeSplits } from './neighbourhood.ts';
import { lossSlopes, measureNeuron } from './new-neuron.ts';
import { splittingMatrices } from './splitting-matrix.ts';

// Node 20 has no such arrays, and jax-js asks for them by name; none are used here.
if (!('Float16Array' in globalThis)) vi.stubGlobal('Float16Array', class {});
const { defaultDevice, grad, hessian, init, nn, numpy: np } = await import('@jax-js/jax');
await init('cpu');
defaultDevice('cpu');
type Tensor = numpy.Array;

const tensor = (values: Iterable<number>, ...shape: number[]) => np.array(Float64Array.from(values)).reshape(shape);
const numbers = async (array: Tensor) => Array.from((await array.data()) as Float64Array);

function sigma(activation: Activation, u: Tensor): Tensor {
  if (activation === 'rbf') return np.exp(np.square(u).mul(-0.5));
  return activation === 'tanh' ? np.tanh(u) : nn.softplus(u);
}

const INPUTS = 2;

function problem(activation: Activation): { network: Network; data: Dataset; X: Tensor; y: Tensor } {
  const stream = openStream(7, `automatic differentiation / ${activation}`);
  const draw = () => stream.normal();
  let network = emptyNetwork(activation, INPUTS);
  for (let i = 0; i < 3; i += 1) {
    network = addNeuron(network, { weights: [draw(), draw()], bias: draw(), output: draw() }, { kind: 'initial' });
  }
  const count = 9;
  const inputs = Float32Array.from({ length: count * INPUTS }, draw);
  const targets = Float32Array.from({ length: count }, draw);
  const points = Array.from({ length: count }, (_, n) => [...inputs.subarray(n * INPUTS, (n + 1) * INPUTS), 1]);
  const data = { inputSize: INPUTS, count, inputs, targets };
  return { network, data, X: tensor(points.flat(), count, INPUTS + 1), y: tensor(targets, count) };
}

/** dL/df / 2 as constants: r at each point, for forms in which it does not move. */
function slopesOf(network: Network, data: Dataset): Tensor {
  const r = Array.from(
    { length: data.count },
    (_, n) => 2 * (predict(network, data.inputs, n * INPUTS) - data.targets[n]!),
  );
  return tensor(r, data.count);
}

function expectClose(found: Iterable<number>, expected: readonly number[]): void {
  const list = [...found];
  expect(list).toHaveLength(expected.length);
  list.forEach((value, k) => void expect(value).toBeCloseTo(expected[k]!, 11));
}

describe.each(ACTIVATIONS)('automatic differentiation of a %s network', (activation) => {
  const { network, data, X, y } = problem(activation);
  const theta = network.neurons.map(({ weights, bias }) => tensor([...weights, bias], INPUTS + 1));
  const outputs = network.neurons.map(({ output }) => output);
  const neuron = (at: Tensor) => sigma(activation, np.matmul(X.ref, at));

  it('gives the splitting matrix as the Hessian of E[r w sigma(theta . x)] with r held', async () => {
    const matrices = splittingMatrices(network, data);
    for (const [i, matrix] of matrices.entries()) {
      const form = (at: Tensor) => np.mean(slopesOf(network, data).mul(neuron(at))).mul(outputs[i]!);
      expectClose(matrix.flat(), await numbers(hessian(form)(theta[i]!.ref)));
    }
  });

  it('gives the measures of a new neuron and their gradients', async () => {
    const alpha = [0.3, -0.5, 0.4];
    const measures = measureNeuron(activation, data, lossSlopes(network, data), alpha);
    const slope = (at: Tensor) => np.mean(slopesOf(network, data).mul(neuron(at)));
    const energy = (at: Tensor) => np.mean(np.square(neuron(at)));
    expectClose([measures.slope], await numbers(slope(tensor(alpha, 3))));
    expectClose(measures.slopeGradient, await numbers(grad(slope)(tensor(alpha, 3))));
    expectClose([measures.energy], await numbers(energy(tensor(alpha, 3))));
    expectClose(measures.energyGradient, await numbers(grad(energy)(tensor(alpha, 3))));
  });

  it('gives the derivatives of eq. 3 in every eps and delta, whatever the form of a split', async () => {
    const forms = [undefined, ...SIGNED_FORMS];
    const splits = proposeSplits(network, 1, 3, 0.2).map((split, i) => {
      return forms[i] ? { ...split, form: forms[i] } : split;
    });
    const fresh = proposeFresh(network, 1, 3, 2).map((candidate) => ({ ...candidate, amplitude: 0.1 }));
    const candidates: Candidate[] = [...splits, ...fresh];
    const { loss, gradient } = differentiatePlainly(overgrownNetwork(network, candidates), data);
    const found = candidateGradients(network, candidates, gradient);

    type Variables = { eps: Tensor[]; delta: Tensor[] };
    const lossOf = ({ eps, delta }: Variables): Tensor => {
      let f = np.zeros([data.count], { dtype: np.float64 });
      candidates.forEach((candidate, i) => {
        if (candidate.kind === 'fresh') {
          f = f.add(neuron(delta[i]!).mul(eps[i]!));
          return;
        }
        const offset = delta[i]!.mul(eps[i]!);
        for (const { share, move } of SPLIT_FORMS[candidate.form ?? 'antipodal']) {
          f = f.add(neuron(theta[i]!.ref.add(offset.ref.mul(move))).mul(share * outputs[i]!));
        }
      });
      return np.mean(np.square(f.sub(y.ref)));
    };
    const variables = (): Variables => ({
      eps: candidates.map(({ amplitude }) => tensor([amplitude], 1)),
      delta: candidates.map(({ direction }) => tensor(direction, INPUTS + 1)),
    });
    expectClose([loss], await numbers(lossOf(variables())));
    const gradients = grad(lossOf)(variables()) as Variables;
    for (const [i, { amplitude, direction }] of found.entries()) {
      expectClose([amplitude], await numbers(gradients.eps[i]!));
      expectClose(direction, await numbers(gradients.delta[i]!));
    }
  });
});
