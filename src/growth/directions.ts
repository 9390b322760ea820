/**
 * Step one of the paper, eq. 4: over-grow. With every candidate on, lower the loss in (eps, delta) under
 * |eps_i| <= stepSize and |delta_i| <= 1, by a small number of projected gradient steps.
 *
 * The paper says "gradient descent by turning the constraint into a penalty". We project instead, so the constraints
 * hold exactly, and we normalise each candidate's gradient, because the gradients of splits are O(eps) smaller than those
 * of fresh neurons and one rate would not serve both. Both are our choice. Norms are infinity norms over candidates (the
 * paper's extracted "1" is a garbled infinity: only that agrees with eq. 5's solution).
 */
import type { Dataset, Engine } from '../compute/engine.ts';
import type { Network } from '../networks/network.ts';
import { norm } from '../networks/vectors.ts';
import { type Candidate, type CandidateGradient, clampAmplitude, projectToUnitBall } from './neighbourhood.ts';

/** Length of the first step, relative to the constraint's radius; lengths then fall linearly towards 0 (our choice). */
const FIRST_LENGTH = 0.3;

/** How many pictures of the search are kept for the eye. */
const FRAMES = 10;

/** Lengths of the projected steps: FIRST_LENGTH (1 - k / steps) for k = 0, 1, ... */
export function stepLengths(steps: number): Float32Array {
  return Float32Array.from({ length: steps }, (_, k) => FIRST_LENGTH * (1 - k / steps));
}

/**
 * One projected gradient step of eq. 4:
 *   delta_i <- P(delta_i - length * g / |g|),  P onto the unit ball
 *   eps_i   <- clamp(eps_i - length * stepSize * sign(dL/d eps_i)),  into [-stepSize, stepSize]
 * A candidate without gradient stays where it is.
 */
export function projectedStep(
  candidates: readonly Candidate[],
  gradients: readonly CandidateGradient[],
  stepSize: number,
  length: number,
): Candidate[] {
  return candidates.map((candidate, index) => {
    const gradient = gradients[index]!;
    const steepness = norm(gradient.direction);
    const direction =
      steepness > 0
        ? projectToUnitBall(
            candidate.direction.map((value, k) => value - (length * gradient.direction[k]!) / steepness),
          )
        : candidate.direction;
    const move = length * stepSize * Math.sign(gradient.amplitude);
    return { ...candidate, direction, amplitude: clampAmplitude(candidate.amplitude - move, stepSize) };
  });
}

export interface OvergrowProgress {
  readonly iteration: number;
  readonly iterations: number;
  readonly candidates: readonly Candidate[];
  /** Loss with all candidates on, before this picture's last step. */
  readonly loss: number;
}

/** Solves eq. 4 approximately, yielding pictures of the search; returns the candidates found. */
export async function* descendDirections(
  engine: Engine,
  network: Network,
  start: readonly Candidate[],
  data: Dataset,
  settings: { readonly stepSize: number; readonly directionSteps: number },
): AsyncGenerator<OvergrowProgress, readonly Candidate[]> {
  const { stepSize, directionSteps } = settings;
  if (start.length === 0 || directionSteps === 0) return start;
  const recordEvery = Math.max(1, Math.ceil(directionSteps / FRAMES));
  const lengths = stepLengths(directionSteps);
  const result = await engine.fitDirections({ network, candidates: start, data, stepSize, lengths, recordEvery });
  let found: readonly Candidate[] = start;
  for (const [index, candidates] of result.frames.entries()) {
    const iteration = Math.min(directionSteps, (index + 1) * recordEvery);
    found = candidates;
    yield { iteration, iterations: directionSteps, candidates, loss: result.losses[iteration - 1]! };
  }
  return found;
}
