/** eq. 4 as a loop around a differentiation, for engines that run on the processor. */
import { projectedStep } from '../growth/directions.ts';
import { type Candidate, candidateGradients, overgrownNetwork } from '../growth/neighbourhood.ts';
import type { Network } from '../networks/network.ts';
import type { Differential, DirectionRequest, DirectionResult } from './engine.ts';

/** Takes the projected steps of a request one by one. */
export function fitDirectionsStepwise(
  { network, candidates, stepSize, lengths, recordEvery }: DirectionRequest,
  differentiate: (network: Network) => Differential,
): DirectionResult {
  const losses = new Float32Array(lengths.length);
  const frames: (readonly Candidate[])[] = [];
  let current = candidates;
  for (const [step, length] of lengths.entries()) {
    const { loss, gradient } = differentiate(overgrownNetwork(network, current));
    losses[step] = loss;
    current = projectedStep(current, candidateGradients(network, current, gradient), stepSize, length);
    if ((step + 1) % recordEvery === 0 || step + 1 === lengths.length) frames.push(current);
  }
  return { losses, frames };
}
