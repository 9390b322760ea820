/**
 * Step one, eq. 4, for described networks: the toy's projected gradient steps (../directions.ts, which says what is our
 * choice), each on the next batch of the data.
 */
import type { DeepNetwork } from '../../networks/tensors.ts';
import { INSIDE_UNIT_BALL, norm, zeroVectors } from '../../networks/vectors.ts';
import { stepLengths } from '../directions.ts';
import { clampAmplitude } from '../neighbourhood.ts';
import { type ChannelCandidate, type ChannelGradient, channelGradients, growthOf } from './candidates.ts';
import type { DeepEngine } from './engine.ts';

/** Moves a vector to the nearest one of norm <= 1, a hair inside. */
function projectToUnitBall(vector: Float64Array): Float64Array {
  const length = norm(vector);
  if (length > 1) for (let k = 0; k < vector.length; k += 1) vector[k] = (vector[k]! / length) * INSIDE_UNIT_BALL;
  return vector;
}

/**
 * One projected gradient step of eq. 4:
 *   delta_i <- P(delta_i - length * g / |g|),  P onto the unit ball
 *   eps_i   <- clamp(eps_i - length * stepSize * sign(dL/d eps_i)),  into [-stepSize, stepSize]
 */
function projectedChannelStep<Candidate extends ChannelCandidate>(
  candidates: readonly Candidate[],
  gradients: readonly ChannelGradient[],
  stepSize: number,
  length: number,
): Candidate[] {
  const vectors = zeroVectors(candidates.map(({ direction }) => direction.length));
  return candidates.map((candidate, index) => {
    const [gradient, moved] = [gradients[index]!, vectors[index]!];
    const size = norm(gradient.direction);
    const factor = size > 0 ? length / size : 0;
    for (let k = 0; k < moved.length; k += 1) moved[k] = candidate.direction[k]! - factor * gradient.direction[k]!;
    const move = length * stepSize * Math.sign(gradient.amplitude);
    const amplitude = clampAmplitude(candidate.amplitude - move, stepSize);
    return { ...candidate, direction: projectToUnitBall(moved), amplitude };
  });
}

export interface ChannelProgress {
  readonly iteration: number;
  readonly iterations: number;
  readonly candidates: readonly ChannelCandidate[];
  /** Loss on this step's batch with all candidates on, before the step. */
  readonly loss: number;
}

/**
 * Solves eq. 4 approximately by so many steps, batch after batch; yields each step and returns the candidates found.
 * @param settings.directionSteps one pass over the data is `engine.batches`
 */
export async function* descendChannels(
  engine: DeepEngine,
  network: DeepNetwork,
  start: readonly ChannelCandidate[],
  settings: { readonly stepSize: number; readonly directionSteps: number },
): AsyncGenerator<ChannelProgress, readonly ChannelCandidate[]> {
  const { stepSize, directionSteps: iterations } = settings;
  let candidates = start;
  if (start.length === 0) return start;
  for (const [step, length] of stepLengths(iterations).entries()) {
    const growth = growthOf(network.description, candidates);
    const { loss, gradient } = await engine.differentiateGrowth(network, growth, step % engine.batches);
    candidates = projectedChannelStep(candidates, channelGradients(candidates, gradient), stepSize, length);
    yield { iteration: step + 1, iterations, candidates, loss };
  }
  return candidates;
}
