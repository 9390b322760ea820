/**
 * A grown network as other programs run it: from the data's own x to the data's own y. Inputs are moved by `shift` first and
 * on their own, because 32-bit floats lose what is small beside a large x; every other scale is part of the weights.
 */

/** A two-layer network, f(x) = sum_i w_i sigma(a_i . x + b_i), with one input. */
export interface GrownNetwork {
  readonly activation: 'rbf' | 'tanh' | 'softplus';
  readonly inputSize: number;
  readonly neurons: readonly {
    readonly weights: readonly number[];
    readonly bias: number;
    readonly output: number;
  }[];
}

/** value = offset + factor * scaled */
interface Scale {
  readonly offset: number;
  readonly factor: number;
}

/** How the network's x and y come from the data's. */
export interface DataScales {
  readonly inputScale: Scale;
  readonly targetScale: Scale;
}

/** y = outputBias + sum_i outputs_i sigma(weights_i (x - shift) + biases_i), in the data's own units. */
export interface NetworkModel {
  readonly activation: GrownNetwork['activation'];
  readonly shift: number;
  readonly weights: readonly number[];
  readonly biases: readonly number[];
  readonly outputs: readonly number[];
  readonly outputBias: number;
}

/** What a model file says about where it comes from. */
export interface ModelStory {
  /** The recipe in one line. */
  readonly recipe: string;
  readonly link: string;
  /** The deviation that the lab's losses divide y by. */
  readonly deviation: number;
}

/**
 * @throws RangeError unless the network has one input
 */
export function networkModel(network: GrownNetwork, { inputScale, targetScale }: DataScales): NetworkModel {
  if (network.inputSize !== 1) {
    throw new RangeError(`Only networks with one input can be exported; this one has ${network.inputSize}.`);
  }
  return {
    activation: network.activation,
    shift: inputScale.offset,
    weights: network.neurons.map(({ weights }) => weights[0]! / inputScale.factor),
    biases: network.neurons.map(({ bias }) => bias),
    outputs: network.neurons.map(({ output }) => output * targetScale.factor),
    outputBias: targetScale.offset,
  };
}

/** The formula of a model, for people. */
function modelFormula({ activation, weights }: NetworkModel): string {
  const sigma = { rbf: 'exp(-u*u/2)', tanh: 'tanh(u)', softplus: 'log(1 + exp(u))' }[activation];
  const count = `${weights.length} ${weights.length === 1 ? 'neuron' : 'neurons'}`;
  return `y = sum of w * s(a * x + b) over ${count}, with s(u) = ${sigma}`;
}

/** Sentences that go into every model file. */
export function modelDescription(model: NetworkModel, story: ModelStory): string {
  return [
    `Grown by Firefly Lab: ${story.recipe}.`,
    `${modelFormula(model)}.`,
    `x and y are in the data's own units. The lab's losses are of y divided by ${story.deviation}.`,
    story.link,
  ].join('\n');
}
