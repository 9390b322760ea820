/** Growth problems for property tests (fast-check). Imported by tests only. */
import fc from 'fast-check';
import { crossEntropy, squaredError, toMaps } from '../../compute/plain/deep-network.ts';
import { plainDeepEngine } from '../../compute/plain/plain-deep-engine.ts';
import { arbitraryDeepNetwork, inDoubles, randomInputs } from '../../networks/arbitrary-deep.ts';
import { residualNet } from '../../networks/architectures.ts';
import { type Activation, type Layer, widthOf } from '../../networks/description.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { openStream } from '../../random/stream.ts';
import { type ChannelCandidate, proposeChannels } from './candidates.ts';
import type { DeepEngine } from './engine.ts';

/** Images per batch. */
const COUNT = 4;

/** The same layers with another activation. */
function activatedBy(activation: Activation, layers: readonly Layer[]): Layer[] {
  return layers.map((layer) => {
    if (layer.kind === 'residual') return { ...layer, branch: activatedBy(activation, layer.branch) };
    return layer.kind === 'activation' ? { ...layer, activation } : layer;
  });
}

const residual = residualNet({ stages: [2], blocks: 1, classes: 3, side: 3, channels: 2, slots: true });
/** Convolutions with batch norm, a residual layer and slots, without the kinks of ReLU and max pooling. */
export const SMOOTH_CONV_NET = { ...residual, layers: activatedBy('tanh', residual.layers) };

/** Data for a network, in batches: classes, or numbers to come near to. */
export function engineFor(
  network: DeepNetwork,
  seed: number,
  batches = 2,
  kind: 'classes' | 'numbers' = 'classes',
): DeepEngine {
  const stream = openStream(seed, 'targets');
  const outputs = widthOf(network.description, 'output');
  const data = Array.from({ length: batches }, (_, batch) => {
    const input = toMaps(network.description, COUNT, randomInputs(network.description, COUNT, seed + 100 * batch));
    const lossOf =
      kind === 'classes'
        ? crossEntropy(Array.from({ length: COUNT }, () => stream.integer(outputs)))
        : squaredError(Array.from({ length: COUNT * outputs }, () => stream.between(-1, 1)));
    return { input, lossOf };
  });
  return plainDeepEngine(data);
}

export interface GrowthProblem {
  readonly network: DeepNetwork;
  readonly engine: DeepEngine;
  readonly candidates: readonly ChannelCandidate[];
  readonly stepSize: number;
}

/** A network in 64 bits, data, and all kinds of candidates with random amplitudes, some of them 0. */
export const arbitraryGrowthProblem: fc.Arbitrary<GrowthProblem> = fc
  .tuple(arbitraryDeepNetwork, fc.nat(1e6), fc.constantFrom('classes', 'numbers'))
  .map(([single, seed, kind]) => {
    const network = inDoubles(single);
    const stepSize = 0.3;
    const settings = { seed, phase: 1, stepSize, splits: true, freshPerGroup: 2, freshPerSlot: 1 };
    const stream = openStream(seed, 'amplitudes');
    const candidates = proposeChannels(network.description, settings).map((candidate) => ({
      ...candidate,
      amplitude: stream.integer(5) === 0 ? 0 : stepSize * stream.between(-1, 1),
    }));
    return { network, engine: engineFor(network, seed, 2, kind), candidates, stepSize };
  });
