/** Step two, eq. 5, for described networks: how important is each candidate? See ../importance.ts for the formula. */
import type { Growth } from '../../networks/growth-plan.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import {
  meanSlope,
  midpoints,
  predictChange,
  type QuadratureNode,
  type ScoreRule,
  withAmplitude,
} from '../importance.ts';
import { type ChannelCandidate, channelGradients, channelScales, growthOf, overgrow } from './candidates.ts';
import { type DeepEngine, meanLoss, spreadBatches } from './engine.ts';

/**
 * The toy's rules, and 'path': all candidates stand at their midpoint c_z together, so n passes over the data give all scores,
 * where 'integral' needs n for each candidate. A straight-path integrated gradient: the predicted changes eps~_i s_i add up to
 * L(all on) - L(all off) as n grows. The paper does not say which it used.
 */
export type ChannelScoreRule = ScoreRule | 'path';

export interface ScoredChannel {
  readonly candidate: ChannelCandidate;
  /** s_i */
  readonly score: number;
  /** What selecting it should change the loss by (negative: lowers it); see `predictChange`. */
  readonly predictedChange: number;
  /** Where the integrand was evaluated; empty for 'leave-one-out'. */
  readonly nodes: readonly QuadratureNode[];
}

export interface ChannelScoreSettings {
  readonly stepSize: number;
  readonly quadraturePoints: number;
  readonly scoreRule: ChannelScoreRule;
  /**
   * Over how many of the engine's batches slopes are averaged, evenly spread; all of them without it. Along a path each node has
   * batches of its own, as far as there are enough (our choice: what differs between batches is nearly the same at all nodes).
   */
  readonly scoreBatches?: number;
}

/** What scores are computed on. */
interface Ground {
  readonly engine: DeepEngine;
  readonly network: DeepNetwork;
  readonly batches: readonly number[];
}

/** dL/d eps of all candidates where they stand, on one batch. */
async function slopesOnBatch(
  { engine, network }: Ground,
  candidates: readonly ChannelCandidate[],
  growth: Growth,
  batch: number,
): Promise<number[]> {
  // An engine that scales amplitudes says nothing about those that are 0.
  if (!engine.differentiateScales || candidates.some(({ amplitude }) => amplitude === 0)) {
    const { gradient } = await engine.differentiateGrowth(network, growth, batch);
    return channelGradients(candidates, gradient).map(({ amplitude }) => amplitude);
  }
  const { slopes } = await engine.differentiateScales(network, growth, batch);
  return channelScales(candidates, slopes).map((slope, k) => slope / candidates[k]!.amplitude);
}

/** Scores on their way: yields after each request to the engine. */
type Stepwise<Found> = AsyncGenerator<void, Found>;

/** dL/d eps of all candidates where they stand, averaged over the batches. */
async function* slopes(ground: Ground, candidates: readonly ChannelCandidate[]): Stepwise<number[]> {
  const growth = growthOf(ground.network.description, candidates);
  const sums = new Array<number>(candidates.length).fill(0);
  for (const batch of ground.batches) {
    for (const [k, slope] of (await slopesOnBatch(ground, candidates, growth, batch)).entries()) {
      sums[k]! += slope / ground.batches.length;
    }
    yield;
  }
  return sums;
}

type Score = Pick<ScoredChannel, 'score' | 'nodes'>;

function scoreBy(nodes: readonly QuadratureNode[]): Score {
  return { nodes, score: meanSlope(nodes) };
}

async function* alongPath(
  ground: Ground,
  candidates: readonly ChannelCandidate[],
  parts: readonly number[],
): Stepwise<Score[]> {
  const nodes = candidates.map((): QuadratureNode[] => []);
  for (const [share, part] of parts.entries()) {
    const batches = spreadBatches(ground.engine, ground.batches.length, share, parts.length);
    const placed = candidates.map((candidate) => ({ ...candidate, amplitude: part * candidate.amplitude }));
    for (const [k, slope] of (yield* slopes({ ...ground, batches }, placed)).entries()) {
      nodes[k]!.push({ zeta: placed[k]!.amplitude, slope });
    }
  }
  return nodes.map(scoreBy);
}

async function* oneByOne(
  ground: Ground,
  candidates: readonly ChannelCandidate[],
  quadraturePoints: number,
): Stepwise<Score[]> {
  const scores: Score[] = [];
  for (const [index, { amplitude }] of candidates.entries()) {
    const nodes: QuadratureNode[] = [];
    for (const zeta of midpoints(amplitude, quadraturePoints)) {
      const all = yield* slopes(ground, withAmplitude(candidates, index, zeta));
      nodes.push({ zeta, slope: all[index]! });
    }
    scores.push(scoreBy(nodes));
  }
  return scores;
}

async function* leaveOneOut(ground: Ground, candidates: readonly ChannelCandidate[]): Stepwise<Score[]> {
  const lossWith = (placed: readonly ChannelCandidate[]) =>
    meanLoss(ground.engine, overgrow(ground.network, placed), ground.batches);
  const on = await lossWith(candidates);
  // Where an amplitude is 0, the integral's limit: the slope there.
  const still = candidates.some(({ amplitude }) => amplitude === 0) ? yield* slopes(ground, candidates) : [];
  const scores: Score[] = [];
  for (const [index, { amplitude }] of candidates.entries()) {
    if (amplitude === 0) {
      scores.push({ nodes: [], score: still[index]! });
      continue;
    }
    const off = await lossWith(withAmplitude(candidates, index, 0));
    yield;
    scores.push({ nodes: [], score: (on - off) / amplitude });
  }
  return scores;
}

/**
 * Scores every candidate (eq. 5); yields how much is done, 0 to 1. Candidates whose amplitude is 0 take part with the slope at 0,
 * the integral's limit.
 */
export async function* scoreChannels(
  engine: DeepEngine,
  network: DeepNetwork,
  candidates: readonly ChannelCandidate[],
  { stepSize, quadraturePoints, scoreRule, scoreBatches = engine.batches }: ChannelScoreSettings,
): AsyncGenerator<number, ScoredChannel[]> {
  if (candidates.length === 0) return [];
  const ground: Ground = { engine, network, batches: spreadBatches(engine, scoreBatches) };
  const each = ground.batches.length;
  // What is asked, and how many requests that takes at most.
  const rules: Record<ChannelScoreRule, () => readonly [Stepwise<Score[]>, number]> = {
    path: () => [alongPath(ground, candidates, midpoints(1, quadraturePoints)), quadraturePoints * each],
    'end-point': () => [alongPath(ground, candidates, [1]), each],
    integral: () => [oneByOne(ground, candidates, quadraturePoints), candidates.length * quadraturePoints * each],
    'leave-one-out': () => [leaveOneOut(ground, candidates), candidates.length + each],
  };
  const [scoring, requests] = rules[scoreRule]();
  let done = 0;
  let step = await scoring.next();
  while (!step.done) {
    done += 1;
    yield done / requests;
    step = await scoring.next();
  }
  return candidates.map((candidate, index) => {
    const { score, nodes } = step.value![index]!;
    return { candidate, score, nodes, predictedChange: predictChange(candidate, score, stepSize) };
  });
}
