/** A method of image runs: how a network grows between two phases of training. */
import type { DeepEngine } from '../../growth/deep/engine.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';

export interface ImageGrowthSettings {
  readonly seed: number;
  /** Of the training that follows, from 1; for streams and origins. */
  readonly phase: number;
  /** eta_t0: most new channels. */
  readonly neuronBudget: number;
  /** epsilon */
  readonly stepSize: number;
  /** m', in each layer. */
  readonly freshPerGroup: number;
  /** n of eq. 5. */
  readonly quadraturePoints: number;
  /** Over how many batches scores are averaged. */
  readonly scoreBatches: number;
}

export interface ImageMethod {
  readonly id: string;
  /** One sentence, for help. */
  readonly summary: string;
  /**
   * Grows a network; yields how much is done, 0 to 1. Without it the network has its final size from the start and trains
   * for as many epochs in one phase.
   * @param engine losses and gradients on fixed data
   */
  readonly grow?: (
    engine: DeepEngine,
    network: DeepNetwork,
    settings: ImageGrowthSettings,
  ) => AsyncGenerator<number, DeepNetwork>;
}
