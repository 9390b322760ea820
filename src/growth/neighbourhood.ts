/**
 * The neighbourhood of a network, eq. 3: everything one growth could do to it.
 *
 *   f_{eps,delta}(x) = sum_{i<=m}  1/2 [phi(x, theta_i + eps_i delta_i) + phi(x, theta_i - eps_i delta_i)]
 *                    + sum_{i>m}   eps_i phi(x, delta_i)
 *
 * A candidate is one term of it. A split moves theta = (a, b) and halves the output weight (the official style; the paper
 * leaves open whether theta holds the output weight). A fresh neuron enters with output weight eps_i. Beyond the paper, a split
 * may have one of S3D's signed forms (networks/split-forms.ts).
 */
import { addNeuron, splitCopy, splitNeuron } from '../networks/edits.ts';
import { type Network, type Neuron, neuronById } from '../networks/network.ts';
import { type SignedForm, SPLIT_FORMS, type SplitCopy } from '../networks/split-forms.ts';
import { dot, INSIDE_UNIT_BALL, norm } from '../networks/vectors.ts';
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
  /** S3D's forms; absent for the paper's antipodal split. */
  readonly form?: SignedForm;
}

export interface FreshCandidate extends CandidateBase {
  readonly kind: 'fresh';
}

export type Candidate = SplitCandidate | FreshCandidate;

/** The copies that a split makes of its neuron. */
export function copiesOf({ form }: Pick<SplitCandidate, 'form'>): readonly SplitCopy[] {
  return SPLIT_FORMS[form ?? 'antipodal'];
}

/** Neurons that a candidate adds: what it costs of the budget (eq. 3 counts splits and fresh neurons alike). */
export function addedNeurons(candidate: Candidate): number {
  return candidate.kind === 'fresh' ? 1 : copiesOf(candidate).length - 1;
}

/** Splits of every neuron, in a random direction of norm 1, fully on (eps_i = stepSize): at 0 a split has no gradient. */
export function proposeSplits(network: Network, phase: number, seed: number, stepSize: number): SplitCandidate[] {
  return network.neurons.map(({ id }) => ({
    kind: 'split',
    key: `split ${id}`,
    neuron: id,
    amplitude: stepSize,
    // One stream per neuron and phase, so that the draws of one candidate never depend on which others there are.
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

/** The nearest vector of norm <= 1, a hair inside of the ball where it was outside. */
export function projectToUnitBall(vector: readonly number[]): number[] {
  const length = norm(vector);
  return length <= 1 ? [...vector] : vector.map((value) => (value / length) * INSIDE_UNIT_BALL);
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
        ? splitNeuron(grown, candidate.neuron, splitOffset(candidate), phase, candidate.form)
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
 * f_{eps,delta} written out as a plain network in a fixed layout, whatever the amplitudes: the m old neurons (a split one as
 * its first copy), then the neurons that each candidate adds, in order (a split's other copies, or the fresh neuron). Engines
 * differentiate this, and `candidateGradients` reads the derivatives of eps and delta from it. At most one candidate may
 * split a neuron.
 */
export function overgrownNetwork(network: Network, candidates: readonly Candidate[]): Network {
  const splits = new Map(
    candidates.flatMap((candidate) => (candidate.kind === 'split' ? [[candidate.neuron, candidate] as const] : [])),
  );
  const old = network.neurons.map((neuron): Neuron => {
    const candidate = splits.get(neuron.id);
    return candidate ? { ...neuron, ...splitCopy(neuron, splitOffset(candidate), copiesOf(candidate)[0]!) } : neuron;
  });
  const added = candidates.flatMap((candidate) => {
    if (candidate.kind === 'fresh') return [freshValues(candidate, network.inputSize)];
    const parent = neuronById(network, candidate.neuron);
    const [, ...copies] = copiesOf(candidate);
    return copies.map((copy) => splitCopy(parent, splitOffset(candidate), copy));
  });
  const neurons = added.map((values, index): Neuron => {
    return { id: network.nextId + index, ...values, origin: { kind: 'initial' } };
  });
  return { ...network, neurons: [...old, ...neurons], nextId: network.nextId + neurons.length };
}

/** Derivatives of the loss in one candidate's amplitude and direction. */
export interface CandidateGradient {
  /** dL/d eps_i */
  readonly amplitude: number;
  /** dL/d delta_i, length inputSize + 1 */
  readonly direction: readonly number[];
}

/**
 * Chain rule through eq. 3. With g_l the gradient of theta of a split's copy l, dL/d eps = sum_l move_l delta . g_l and
 * dL/d delta = eps sum_l move_l g_l: for the paper's split, delta . (g+ - g-) and eps (g+ - g-). For a fresh neuron they are
 * the gradients of its output weight and of its (a, b).
 * @param gradient of the overgrown network's packed parameters (layout of `overgrownNetwork` and `packParameters`)
 */
export function candidateGradients(
  network: Network,
  candidates: readonly Candidate[],
  gradient: ArrayLike<number>,
): CandidateGradient[] {
  const stride = network.inputSize + 2;
  const position = new Map(network.neurons.map((neuron, index) => [neuron.id, index]));
  let next = network.neurons.length;
  return candidates.map((candidate) => {
    const own = next * stride;
    next += addedNeurons(candidate);
    if (candidate.kind === 'fresh') {
      const direction = candidate.direction.map((_, k) => gradient[own + k]!);
      return { amplitude: gradient[own + stride - 1]!, direction };
    }
    const first = position.get(candidate.neuron)! * stride;
    const places = copiesOf(candidate).map(({ move }, l) => ({ move, at: l === 0 ? first : own + (l - 1) * stride }));
    const moved = candidate.direction.map((_, k) =>
      places.reduce((sum, { move, at }) => sum + move * gradient[at + k]!, 0),
    );
    return {
      amplitude: dot(candidate.direction, moved),
      direction: moved.map((value) => candidate.amplitude * value),
    };
  });
}
