/**
 * Step two of the paper, first half: how important is each candidate? eq. 5:
 *
 *   s_i = 1/eps~_i  integral_0^{eps~_i}  d/dzeta L(f_[eps~_{not i}, zeta])  dzeta
 *
 * with all other candidates held on. By the fundamental theorem, eps~_i s_i = L(all on) - L(all on but i).
 */
import type { Dataset, Engine } from '../compute/engine.ts';
import type { Network } from '../networks/network.ts';
import { type Candidate, candidateGradients, overgrownNetwork } from './neighbourhood.ts';

/**
 * - 'integral': the paper's midpoint rule with n nodes, c_z = (2z - 1) / (2n) eps~_i.
 * - 'leave-one-out': the exact value, from m + m' + 1 losses and no gradient.
 * - 'end-point': one gradient at zeta = eps~_i, which is what the official code computes; it doubles the scores of splits.
 */
export type ScoreRule = 'integral' | 'leave-one-out' | 'end-point';
export const SCORE_RULES: readonly ScoreRule[] = ['integral', 'leave-one-out', 'end-point'];

/** One node of the quadrature: the integrand at zeta. */
export interface QuadratureNode {
  readonly zeta: number;
  readonly slope: number;
}

export interface ScoredCandidate {
  readonly candidate: Candidate;
  /** s_i */
  readonly score: number;
  /** What selecting it should change the loss by (negative: lowers it); see `predictChange`. */
  readonly predictedChange: number;
  /** Where the integrand was evaluated; empty for 'leave-one-out'. */
  readonly nodes: readonly QuadratureNode[];
  /** For methods that choose one after the other: its place among those chosen, from 1. */
  readonly pick?: number;
}

/** Nodes of the midpoint rule on [0, amplitude]: c_z = (2z - 1) / (2n) * amplitude, z = 1 ... n. */
export function midpoints(amplitude: number, quadraturePoints: number): number[] {
  return Array.from({ length: quadraturePoints }, (_, z) => ((2 * z + 1) / (2 * quadraturePoints)) * amplitude);
}

/**
 * The predicted change of the loss, which ranks candidates. A fresh neuron may enter with either sign, so eq. 5 gives it
 * -stepSize |s_i|. A split is even in eps: flipping its sign does nothing, so its change is eps~_i s_i whatever the sign
 * of s_i (the paper's sign rule does not work for splits, which are even in eps).
 */
export function predictChange(
  { kind, amplitude }: Pick<Candidate, 'kind' | 'amplitude'>,
  score: number,
  stepSize: number,
): number {
  return kind === 'fresh' ? -stepSize * Math.abs(score) : amplitude * score;
}

/** A score by a quadrature whose nodes have equal weights: the mean slope. @param nodes at least one */
export function meanSlope(nodes: readonly QuadratureNode[]): number {
  return nodes.reduce((sum, { slope }) => sum + slope, 0) / nodes.length;
}

export interface ScoreSettings {
  readonly stepSize: number;
  readonly quadraturePoints: number;
  readonly scoreRule: ScoreRule;
}

/** Scores every candidate (eq. 5). Candidates that are off, or almost, take part with their slope, the integral's limit. */
export async function scoreCandidates(
  engine: Engine,
  network: Network,
  candidates: readonly Candidate[],
  data: Dataset,
  settings: ScoreSettings,
): Promise<ScoredCandidate[]> {
  if (candidates.length === 0) return [];
  const scores =
    settings.scoreRule === 'leave-one-out'
      ? await leaveOneOut(engine, network, candidates, data, settings.stepSize)
      : await integrate(engine, network, candidates, data, settings);
  return candidates.map((candidate, index) => {
    const { score, nodes } = scores[index]!;
    return { candidate, score, nodes, predictedChange: predictChange(candidate, score, settings.stepSize) };
  });
}

type Score = Pick<ScoredCandidate, 'score' | 'nodes'>;

/** The candidates with one amplitude replaced: [eps~_{not i}, zeta]. */
export function withAmplitude<C extends Pick<Candidate, 'amplitude'>>(
  candidates: readonly C[],
  index: number,
  amplitude: number,
): C[] {
  return candidates.map((candidate, k) => (k === index ? { ...candidate, amplitude } : candidate));
}

/** A place on the way of one candidate from off to on: where the slope of the loss is asked for. */
export interface SlopePoint {
  /** Position of the candidate among all. */
  readonly index: number;
  readonly zeta: number;
}

/**
 * The integrand of eq. 5, d/dzeta L(f_[eps~_{not i}, zeta]), at each of some points. All points travel in one request: an
 * engine answers it in one dispatch.
 */
export async function slopesAt(
  engine: Engine,
  network: Network,
  candidates: readonly Candidate[],
  points: readonly SlopePoint[],
  data: Dataset,
): Promise<number[]> {
  const settings = points.map(({ index, zeta }) => withAmplitude(candidates, index, zeta));
  const networks = settings.map((setting) => overgrownNetwork(network, setting));
  const differentials = await engine.differentiate(networks, data);
  return points.map(({ index }, at) => {
    const gradients = candidateGradients(network, settings[at]!, differentials[at]!.gradient);
    return gradients[index]!.amplitude;
  });
}

async function integrate(
  engine: Engine,
  network: Network,
  candidates: readonly Candidate[],
  data: Dataset,
  { quadraturePoints, scoreRule }: ScoreSettings,
): Promise<Score[]> {
  const nodesOf = ({ amplitude }: Candidate) =>
    scoreRule === 'end-point' ? [amplitude] : midpoints(amplitude, quadraturePoints);
  const points = candidates.flatMap((candidate, index) => nodesOf(candidate).map((zeta) => ({ index, zeta })));
  const slopes = await slopesAt(engine, network, candidates, points, data);
  return candidates.map((_, index) => {
    const nodes = points.flatMap((point, at) =>
      point.index === index ? [{ zeta: point.zeta, slope: slopes[at]! }] : [],
    );
    return { nodes, score: meanSlope(nodes) };
  });
}

/** Amplitudes below this part of the step size are so small that the difference of two losses would be their rounding. */
const SMALLEST_DIFFERENCE = 1e-3;

async function leaveOneOut(
  engine: Engine,
  network: Network,
  candidates: readonly Candidate[],
  data: Dataset,
  stepSize: number,
): Promise<Score[]> {
  const without = candidates.map((_, index) => withAmplitude(candidates, index, 0));
  const networks = [candidates, ...without].map((setting) => overgrownNetwork(network, setting));
  const [on, ...off] = await engine.differentiate(networks, data);
  const slopesOn = candidateGradients(network, candidates, on!.gradient);
  return candidates.map(({ amplitude }, index) => ({
    nodes: [],
    score:
      Math.abs(amplitude) <= SMALLEST_DIFFERENCE * stepSize
        ? slopesOn[index]!.amplitude
        : (on!.loss - off[index]!.loss) / amplitude,
  }));
}
