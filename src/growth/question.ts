/**
 * Questions about a growth that its run did not ask: how the slope of the loss goes on the way of one candidate from off to
 * on, and what the other score rules would have said. Nothing here changes a run.
 */
import type { Dataset, Engine } from '../compute/engine.ts';
import type { Network } from '../networks/network.ts';
import {
  midpoints,
  type QuadratureNode,
  SCORE_RULES,
  type ScoredCandidate,
  type ScoreRule,
  scoreCandidates,
  slopesAt,
  withAmplitude,
} from './importance.ts';
import { type Candidate, overgrownNetwork } from './neighbourhood.ts';

/** Most nodes of the midpoint rule that a visitor can ask for. */
export const MOST_NODES = 20;
/** Points of the fine curve, both ends among them. */
const CURVE_POINTS = 41;

export interface ScoreQuestion {
  /** The network that grows, and what was tried on it. */
  readonly network: Network;
  readonly candidates: readonly Candidate[];
  readonly data: Dataset;
  readonly stepSize: number;
  /** Who else is on: all others, as in eq. 5, or nobody (methods that score each candidate alone). */
  readonly company: 'others' | 'nobody';
  readonly ask:
    | { readonly kind: 'rules'; readonly quadraturePoints: number }
    /** `candidate`: position among the candidates. */
    | { readonly kind: 'curve'; readonly candidate: number };
}

/** Every candidate's score under every rule. */
export interface RuleComparison {
  readonly kind: 'rules';
  readonly quadraturePoints: number;
  /** Loss with no candidate on. */
  readonly lossOff: number;
  /** Loss with all candidates on; undefined when each is asked about alone. */
  readonly lossOn: number | undefined;
  /** In the order of the question's candidates. */
  readonly rules: Readonly<Record<ScoreRule, readonly ScoredCandidate[]>>;
}

/** One candidate on its way from off to on. */
export interface SlopeCurve {
  readonly kind: 'curve';
  /** dL/dzeta from zeta = 0 to eps~, evenly spaced, both ends included. */
  readonly curve: readonly QuadratureNode[];
  /** Nodes of the midpoint rule: `midpoints[n - 1]` holds those for n = 1 ... MOST_NODES. */
  readonly midpoints: readonly (readonly QuadratureNode[])[];
  /** Loss with the candidate off, and on: their difference is the area under the curve. */
  readonly lossWithout: number;
  readonly lossWith: number;
}

export type ScoreAnswer = RuleComparison | SlopeCurve;

/**
 * Answers a question.
 * @throws RangeError when it asks about a candidate that there is not
 */
export async function answerQuestion(engine: Engine, question: ScoreQuestion): Promise<ScoreAnswer> {
  return question.ask.kind === 'rules'
    ? compareRules(engine, question, question.ask.quadraturePoints)
    : followSlope(engine, question, question.ask.candidate);
}

async function compareRules(
  engine: Engine,
  { network, candidates, data, stepSize, company }: ScoreQuestion,
  quadraturePoints: number,
): Promise<RuleComparison> {
  const groups = company === 'others' ? [candidates] : candidates.map((candidate) => [candidate]);
  const ruled = SCORE_RULES.map(async (scoreRule) => {
    const settings = { stepSize, quadraturePoints, scoreRule };
    const scored = groups.map((group) => scoreCandidates(engine, network, group, data, settings));
    return [scoreRule, (await Promise.all(scored)).flat()] as const;
  });
  const whole = company === 'others' ? [network, overgrownNetwork(network, candidates)] : [network];
  const [off, on] = await engine.differentiate(whole, data);
  return {
    kind: 'rules',
    quadraturePoints,
    lossOff: off!.loss,
    lossOn: on?.loss,
    rules: Object.fromEntries(await Promise.all(ruled)) as Record<ScoreRule, ScoredCandidate[]>,
  };
}

async function followSlope(
  engine: Engine,
  { network, candidates, data, company }: ScoreQuestion,
  position: number,
): Promise<SlopeCurve> {
  const candidate = candidates[position];
  if (!candidate) throw new RangeError(`There is no candidate ${position}; there are ${candidates.length}.`);
  const [on, index] = company === 'others' ? [candidates, position] : [[candidate], 0];
  const { amplitude } = candidate;
  const fine = Array.from({ length: CURVE_POINTS }, (_, k) => (k === 0 ? 0 : (k / (CURVE_POINTS - 1)) * amplitude));
  const rules = Array.from({ length: MOST_NODES }, (_, k) => midpoints(amplitude, k + 1));
  const zetas = [...fine, ...rules.flat()];
  const [slopes, losses] = await Promise.all([
    slopesAt(
      engine,
      network,
      on,
      zetas.map((zeta) => ({ index, zeta })),
      data,
    ),
    engine.differentiate(
      [0, amplitude].map((zeta) => overgrownNetwork(network, withAmplitude(on, index, zeta))),
      data,
    ),
  ]);
  let at = 0;
  const take = (places: readonly number[]) =>
    places.map((zeta): QuadratureNode => {
      const slope = slopes[at]!;
      at += 1;
      return { zeta, slope };
    });
  return {
    kind: 'curve',
    curve: take(fine),
    midpoints: rules.map(take),
    lossWithout: losses[0]!.loss,
    lossWith: losses[1]!.loss,
  };
}

/** Area of the midpoint rule's rectangles: eps~ times the mean of the slopes. */
export function rectangleArea(nodes: readonly QuadratureNode[], amplitude: number): number {
  return (amplitude * nodes.reduce((sum, { slope }) => sum + slope, 0)) / nodes.length;
}
