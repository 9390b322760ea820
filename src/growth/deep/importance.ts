/** Step two, eq. 5, for described networks: how important is each candidate? See ../importance.ts for the formula. */
import type { DeepNetwork } from '../../networks/tensors.ts';
import { midpoints, type QuadratureNode, type ScoreRule } from '../importance.ts';
import { type ChannelCandidate, channelGradients, overgrow } from './candidates.ts';
import { type DeepEngine, meanLoss } from './engine.ts';

/**
 * The toy's rules, and 'path': all candidates stand at their midpoint c_z together, so n passes over the data give all scores,
 * where 'integral' needs n for each candidate. A straight-path integrated gradient: the predicted changes eps~_i s_i add up to
 * L(all on) - L(all off) as n grows (growth.md 1.4 a). The paper does not say which it used.
 */
export type ChannelScoreRule = ScoreRule | 'path';

export interface ScoredChannel {
  readonly candidate: ChannelCandidate;
  /** s_i */
  readonly score: number;
  /** What selecting it should change the loss by (negative: lowers it). */
  readonly predictedChange: number;
  /** Where the integrand was evaluated; empty for 'leave-one-out'. */
  readonly nodes: readonly QuadratureNode[];
}

export interface ChannelScoreSettings {
  readonly stepSize: number;
  readonly quadraturePoints: number;
  readonly scoreRule: ChannelScoreRule;
}

/** A fresh channel may enter with either sign; a split is even in eps (growth.md 1.4 d; ../importance.ts). */
function predictChange({ kind, amplitude }: ChannelCandidate, score: number, stepSize: number): number {
  return kind === 'fresh' ? -stepSize * Math.abs(score) : amplitude * score;
}

/** dL/d eps of all candidates where they stand, averaged over all batches. */
async function slopes(
  engine: DeepEngine,
  network: DeepNetwork,
  candidates: readonly ChannelCandidate[],
): Promise<number[]> {
  const grown = overgrow(network, candidates);
  const sums = new Array<number>(candidates.length).fill(0);
  for (let batch = 0; batch < engine.batches; batch += 1) {
    const { gradients } = await engine.differentiate(grown, batch);
    for (const [k, { amplitude }] of channelGradients(network.description, candidates, gradients).entries()) {
      sums[k]! += amplitude / engine.batches;
    }
  }
  return sums;
}

function withAmplitude(candidates: readonly ChannelCandidate[], index: number, amplitude: number): ChannelCandidate[] {
  return candidates.map((candidate, k) => (k === index ? { ...candidate, amplitude } : candidate));
}

type Score = Pick<ScoredChannel, 'score' | 'nodes'>;

function meanOf(nodes: readonly QuadratureNode[]): Score {
  return { nodes, score: nodes.reduce((sum, { slope }) => sum + slope, 0) / nodes.length };
}

async function alongPath(
  engine: DeepEngine,
  network: DeepNetwork,
  candidates: readonly ChannelCandidate[],
  parts: readonly number[],
): Promise<Score[]> {
  const nodes = candidates.map((): QuadratureNode[] => []);
  for (const part of parts) {
    const placed = candidates.map((candidate) => ({ ...candidate, amplitude: part * candidate.amplitude }));
    for (const [k, slope] of (await slopes(engine, network, placed)).entries()) {
      nodes[k]!.push({ zeta: placed[k]!.amplitude, slope });
    }
  }
  return nodes.map(meanOf);
}

async function oneByOne(
  engine: DeepEngine,
  network: DeepNetwork,
  candidates: readonly ChannelCandidate[],
  quadraturePoints: number,
): Promise<Score[]> {
  const scores: Score[] = [];
  for (const [index, { amplitude }] of candidates.entries()) {
    const nodes: QuadratureNode[] = [];
    for (const zeta of midpoints(amplitude, quadraturePoints)) {
      const all = await slopes(engine, network, withAmplitude(candidates, index, zeta));
      nodes.push({ zeta, slope: all[index]! });
    }
    scores.push(meanOf(nodes));
  }
  return scores;
}

async function leaveOneOut(
  engine: DeepEngine,
  network: DeepNetwork,
  candidates: readonly ChannelCandidate[],
): Promise<Score[]> {
  const on = await meanLoss(engine, overgrow(network, candidates));
  // Where an amplitude is 0, the integral's limit: the slope there.
  const still = candidates.some(({ amplitude }) => amplitude === 0) ? await slopes(engine, network, candidates) : [];
  const scores: Score[] = [];
  for (const [index, { amplitude }] of candidates.entries()) {
    if (amplitude === 0) {
      scores.push({ nodes: [], score: still[index]! });
      continue;
    }
    const off = await meanLoss(engine, overgrow(network, withAmplitude(candidates, index, 0)));
    scores.push({ nodes: [], score: (on - off) / amplitude });
  }
  return scores;
}

/** Scores every candidate (eq. 5). Candidates whose amplitude is 0 take part with the slope at 0, the integral's limit. */
export async function scoreChannels(
  engine: DeepEngine,
  network: DeepNetwork,
  candidates: readonly ChannelCandidate[],
  { stepSize, quadraturePoints, scoreRule }: ChannelScoreSettings,
): Promise<ScoredChannel[]> {
  if (candidates.length === 0) return [];
  const rules: Record<ChannelScoreRule, () => Promise<Score[]>> = {
    path: () => alongPath(engine, network, candidates, midpoints(1, quadraturePoints)),
    'end-point': () => alongPath(engine, network, candidates, [1]),
    integral: () => oneByOne(engine, network, candidates, quadraturePoints),
    'leave-one-out': () => leaveOneOut(engine, network, candidates),
  };
  const scores = await rules[scoreRule]();
  return candidates.map((candidate, index) => {
    const { score, nodes } = scores[index]!;
    return { candidate, score, nodes, predictedChange: predictChange(candidate, score, stepSize) };
  });
}
