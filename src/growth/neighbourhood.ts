/**
 * The neighbourhood of a network, eq. 3: everything one growth could do to it.
 *
 *   f_{eps,delta}(x) = sum_{i<=m}  1/2 [phi(x, theta_i + eps_i delta_i) + phi(x, theta_i - eps_i delta_i)]
 *                    + sum_{i>m}   eps_i phi(x, delta_i)
 *
 * A candidate is one term of it. A split moves theta = (a, b) and halves the output weight (the official style; the paper
 * leaves open whether theta holds the output weight). A fresh neuron enters with output weight eps_i.
 */
import { addNeuron, moveNeuron, splitNeuron } from '../networks/edits.ts';
import { type Network, type Neuron, neuronById } from '../networks/network.ts';
import { openStream } from '../random/stream.ts';

interface CandidateBase {
  /** Unique within a phase, for example `split 2` or `fresh 1`. */
  readonly key: string;
  /** eps_i, in [-stepSize, stepSize]. */
  readonly amplitude: number;
  /** delta_i over (a, b), length inputSize + 1, Euclidean norm <= 1. */
  readonly direction: readonly number[];
}

export interface SplitCandidate extends CandidateBase {
  readonly kind: 'split';
  /** Id of the neuron that would split. */
  readonly neuron: number;
}

export interface FreshCandidate extends CandidateBase {
  readonly kind: 'fresh';
}

export type Candidate = SplitCandidate | FreshCandidate;

/** Splits of every neuron, in a random direction of norm 1, fully on (eps_i = stepSize): at 0 a split has no gradient. */
export function proposeSplits(network: Network, phase: number, seed: number, stepSize: number): SplitCandidate[] {
  return network.neurons.map(({ id }) => ({
    kind: 'split',
    key: `split ${id}`,
    neuron: id,
    amplitude: stepSize,
    // One stream per neuron and phase, so the draws of one candidate never depend on the others (invariant 14).
    direction: openStream(seed, `phase ${phase} / split ${id}`).unitVector(network.inputSize + 1),
  }));
}

/**
 * m' fresh neurons, off (eps_i = 0), with delta_i drawn from N(0, 1) and projected into the unit ball (our choice of
 * start; the bound is eq. 3's).
 */
export function proposeFresh(network: Network, phase: number, seed: number, count: number): FreshCandidate[] {
  return Array.from({ length: count }, (_, index) => {
    const stream = openStream(seed, `phase ${phase} / fresh ${index + 1}`);
    const draw = Array.from({ length: network.inputSize + 1 }, () => stream.normal());
    return { kind: 'fresh', key: `fresh ${index + 1}`, amplitude: 0, direction: projectToUnitBall(draw) };
  });
}

/** The nearest vector of norm <= 1. */
export function projectToUnitBall(vector: readonly number[]): number[] {
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  // A hair inside the ball, so that rounding to float32 cannot push it out.
  return norm <= 1 ? [...vector] : vector.map((value) => (value / norm) * (1 - 1e-7));
}

/** Nearest number in [-bound, bound]. */
export function clampAmplitude(amplitude: number, bound: number): number {
  return Math.min(bound, Math.max(-bound, amplitude));
}

/** eps_i * delta_i, the move of a split. */
export function splitOffset(candidate: Pick<Candidate, 'amplitude' | 'direction'>): number[] {
  return candidate.direction.map((value) => candidate.amplitude * value);
}

/** The network that a growth with these candidates gives: f_{eps,delta} of eq. 3. Candidates with eps_i = 0 change nothing. */
export function applyCandidates(network: Network, candidates: readonly Candidate[], phase: number): Network {
  let grown = network;
  for (const candidate of candidates) {
    if (candidate.amplitude === 0) continue;
    grown =
      candidate.kind === 'split'
        ? splitNeuron(grown, candidate.neuron, splitOffset(candidate), phase)
        : addNeuron(grown, freshValues(candidate, network.inputSize), { kind: 'fresh', phase });
  }
  return grown;
}

function freshValues(candidate: FreshCandidate, inputSize: number) {
  return {
    weights: candidate.direction.slice(0, inputSize),
    bias: candidate.direction[inputSize]!,
    output: candidate.amplitude,
  };
}

/**
 * f_{eps,delta} written out as a plain network in a fixed layout, whatever the amplitudes: the m old neurons (halved and
 * moved by + where a candidate splits them), then one neuron per candidate in order (the - copy of a split, or the fresh
 * neuron). Engines differentiate this, and `candidateGradients` reads the derivatives of eps and delta from it.
 */
export function overgrownNetwork(network: Network, candidates: readonly Candidate[]): Network {
  const splits = new Map(
    candidates.flatMap((candidate) => (candidate.kind === 'split' ? [[candidate.neuron, candidate] as const] : [])),
  );
  const old = network.neurons.map((neuron): Neuron => {
    const candidate = splits.get(neuron.id);
    if (!candidate) return neuron;
    return { ...neuron, ...moveNeuron(neuron, splitOffset(candidate), 1), output: neuron.output / 2 };
  });
  const added = candidates.map((candidate, index): Neuron => {
    const id = network.nextId + index;
    if (candidate.kind === 'fresh') {
      return { id, ...freshValues(candidate, network.inputSize), origin: { kind: 'initial' } };
    }
    const parent = neuronById(network, candidate.neuron);
    const moved = moveNeuron(parent, splitOffset(candidate), -1);
    return { id, ...moved, output: parent.output / 2, origin: { kind: 'initial' } };
  });
  return { ...network, neurons: [...old, ...added], nextId: network.nextId + candidates.length };
}

/** Derivatives of the loss in one candidate's amplitude and direction. */
export interface CandidateGradient {
  /** dL/d eps_i */
  readonly amplitude: number;
  /** dL/d delta_i, length inputSize + 1 */
  readonly direction: readonly number[];
}

/**
 * Chain rule through eq. 3. With g+ and g- the gradients of the two copies of a split, dL/d eps = delta . (g+ - g-) and
 * dL/d delta = eps (g+ - g-); for a fresh neuron they are the gradients of its output weight and of its (a, b).
 * @param gradient of the overgrown network's packed parameters (layout of `overgrownNetwork` and `packParameters`)
 */
export function candidateGradients(
  network: Network,
  candidates: readonly Candidate[],
  gradient: ArrayLike<number>,
): CandidateGradient[] {
  const stride = network.inputSize + 2;
  const position = new Map(network.neurons.map((neuron, index) => [neuron.id, index]));
  return candidates.map((candidate, index) => {
    const own = (network.neurons.length + index) * stride;
    if (candidate.kind === 'fresh') {
      const direction = candidate.direction.map((_, k) => gradient[own + k]!);
      return { amplitude: gradient[own + stride - 1]!, direction };
    }
    const plus = position.get(candidate.neuron)! * stride;
    const difference = candidate.direction.map((_, k) => gradient[plus + k]! - gradient[own + k]!);
    return {
      amplitude: candidate.direction.reduce((sum, value, k) => sum + value * difference[k]!, 0),
      direction: difference.map((value) => candidate.amplitude * value),
    };
  });
}
