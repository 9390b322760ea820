/** What is measured at the end of a phase of training. */
import type { ImageTraining } from '../../compute/image-engine.ts';
import type { GroupScores } from '../../growth/deep/group-scores.ts';
import { countMultiplyAdds, countParameters } from '../../networks/counting.ts';
import { widths } from '../../networks/description.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { type ChannelRecord, recordChannels } from './channel-record.ts';
import { type ImageData, plainBatches } from './image-data.ts';

export interface ImagePhase {
  /** Numbers that are trained. */
  readonly parameters: number;
  /** Of one image's way through the network. */
  readonly multiplyAdds: number;
  readonly widths: readonly number[];
  /** Mean loss of the images of each epoch, cropped and flipped, as training saw them, in nats. */
  readonly epochLosses: readonly number[];
  /** Mean cross entropy of the training images as they are, in nats. */
  readonly trainLoss: number;
  /** 0 to 1 */
  readonly validationAccuracy: number;
  /** 0 to 1 */
  readonly testAccuracy: number;
  /** The class that the network sees in each test image. */
  readonly predictions: readonly number[];
  readonly channels: readonly ChannelRecord[];
  /** What the growth that led to this phase was chosen by; empty where nothing was scored. */
  readonly scores: readonly GroupScores[];
  readonly trainSeconds: number;
  /** Of the growth that led to this phase; 0 for the first. */
  readonly growSeconds: number;
}

/** What is known without measuring. */
export type PhaseCourse = Pick<ImagePhase, 'epochLosses' | 'scores' | 'trainSeconds' | 'growSeconds'>;

/** Measures a network on all images. */
export async function measurePhase(
  training: ImageTraining,
  network: DeepNetwork,
  data: ImageData,
  batch: number,
  { epochLosses, scores, trainSeconds, growSeconds }: PhaseCourse,
): Promise<ImagePhase> {
  const predictions = await training.classify(plainBatches(data.test, batch));
  const right = predictions.filter((label, index) => label === data.test.labels[index]).length;
  return {
    parameters: countParameters(network.description),
    multiplyAdds: countMultiplyAdds(network.description),
    widths: widths(network.description),
    epochLosses,
    trainLoss: (await training.evaluate(plainBatches(data.train, batch))).loss,
    validationAccuracy: (await training.evaluate(plainBatches(data.validation, batch))).accuracy,
    testAccuracy: right / data.test.count,
    predictions,
    channels: recordChannels(network),
    scores,
    trainSeconds,
    growSeconds,
  };
}
