/** A method of image runs: how a network grows between two phases of training. */
import type { DeepEngine } from '../../growth/deep/engine.ts';
import type { GroupScores } from '../../growth/deep/group-scores.ts';
import type { SelectionRule } from '../../growth/deep/selection.ts';
import type { Stage } from '../../growth/events.ts';
import type { Description } from '../../networks/description.ts';
import type { DeepNetwork, Tensors } from '../../networks/tensors.ts';

export interface ImageGrowthSettings {
  readonly seed: number;
  /** Of the training that follows, from 1; for streams and origins. */
  readonly phase: number;
  /** eta_t0: most new channels. */
  readonly neuronBudget: number;
  /** eta_t1: most residual layers that open. */
  readonly layerBudget: number;
  /** Whether layers may become wider. */
  readonly widen: boolean;
  /** epsilon */
  readonly stepSize: number;
  /** m', in each layer. */
  readonly freshPerGroup: number;
  /** Fresh channels tried in each slot. */
  readonly freshPerSlot: number;
  /** n of eq. 5. */
  readonly quadraturePoints: number;
  /** Over how many batches scores are averaged. */
  readonly scoreBatches: number;
  /** How the best candidates are found that keep both budgets. */
  readonly selection: SelectionRule;
  /** How many networks a method tries that trains them to see what they are worth. */
  readonly children: number;
  /** Epochs for which it trains each. */
  readonly childEpochs: number;
  /** Learning rate at their start. */
  readonly childRate: number;
}

/** A network that was trained to see what it is worth. */
export interface TriedNetwork {
  readonly network: DeepNetwork;
  readonly momentum: Tensors;
  /** 0 to 1 */
  readonly validationAccuracy: number;
}

/** What a growth may use. */
export interface ImageGround {
  /** Losses and gradients on training images that stay as they are. */
  readonly engine: DeepEngine;
  /** Validation accuracy at the end of each phase so far, 0 to 1; the last is that of the network that grows. */
  readonly validationAccuracies: readonly number[];
  /** Momentum that training left, by the names of trained tensors. */
  readonly momentum: Tensors;
  /**
   * Trains a network for so many epochs, the rate falling to 0 as a cosine; yields how much is done, 0 to 1.
   * @param name of the streams that order and crop the images
   */
  train(
    network: DeepNetwork,
    momentum: Tensors,
    settings: { readonly epochs: number; readonly rate: number; readonly name: string },
  ): AsyncGenerator<number, TriedNetwork>;
}

/** The stages of a growth, as people watch them. */
export type GrowthStage = Exclude<Stage, 'train'>;

export interface GrowthProgress {
  readonly stage: GrowthStage;
  /** Of the whole growth, 0 to 1. */
  readonly part: number;
}

export interface GrownNetwork {
  readonly network: DeepNetwork;
  /** The scores it was chosen by, for methods that score. */
  readonly scores?: readonly GroupScores[];
  /** Where growing has trained the network as well; without it momentum goes on for the channels that were there. */
  readonly momentum?: Tensors;
}

/** What a method that does not grow trains, and for how long. */
export interface WholeTraining {
  readonly description: Description;
  readonly epochs: number;
}

/** What a method that does not grow is judged by: what growing begins and ends with. */
export interface GrowingCourse {
  /** At the start and after each growth, if layers grow evenly and open in turn. */
  readonly descriptions: readonly Description[];
  /** As wide as the architecture was published. */
  readonly full: Description;
  /** Of each phase. */
  readonly epochs: number;
}

interface ImageMethodBase {
  readonly id: string;
  /** As people call it, for labels. */
  readonly name: string;
  /** One sentence, for help. */
  readonly summary: string;
}

export type GrowthWay = 'wider' | 'deeper';

export interface GrowingImageMethod extends ImageMethodBase {
  readonly grows: true;
  /** Which budgets it can use; it leaves alone what a recipe does not let grow. */
  readonly ways: readonly GrowthWay[];
  /** About how many epochs of training take as long as one growth, for time left; none without it. */
  growthEpochs?(settings: Pick<ImageGrowthSettings, 'children' | 'childEpochs'>): number;
  /** Grows a network. */
  grow(
    ground: ImageGround,
    network: DeepNetwork,
    settings: ImageGrowthSettings,
  ): AsyncGenerator<GrowthProgress, GrownNetwork>;
}

export interface WholeImageMethod extends ImageMethodBase {
  readonly grows: false;
  /** The network from scratch, trained in one phase. */
  train(course: GrowingCourse): WholeTraining;
}

export type ImageMethod = GrowingImageMethod | WholeImageMethod;
