/** What is measured at the end of a phase of training. */
import { type BatchEvaluation, type Evaluation, type ImageTraining, overall } from '../../compute/image-engine.ts';
import type { GroupScores } from '../../growth/deep/group-scores.ts';
import { countMultiplyAdds, countParameters } from '../../networks/counting.ts';
import { widths } from '../../networks/description.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { type ImageSet, sliceImages } from '../../tasks/images/image-set.ts';
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

/** Batches that are measured at once: a second at most on slow machines, and seldom a read that a GPU waits for. */
const BATCHES_AT_ONCE = 8;

/** Epochs of training that take about as long as measuring: training goes through a network three times, there and twice back. */
export function measuringEpochs({ train, validation, test }: Readonly<Record<keyof ImageData, number>>): number {
  return (train + validation + test) / (3 * train);
}

/** Measures a network on all images; yields how much is done, 0 to 1. */
export async function* measurePhase(
  training: ImageTraining,
  network: DeepNetwork,
  data: ImageData,
  batch: number,
  { epochLosses, scores, trainSeconds, growSeconds }: PhaseCourse,
): AsyncGenerator<number, ImagePhase> {
  const { train, validation, test } = data;
  let seen = 0;
  const done = (count: number) => {
    seen += count;
    return seen / (train.count + validation.count + test.count);
  };
  function* pieces(set: ImageSet): Generator<ImageSet> {
    const size = BATCHES_AT_ONCE * batch;
    for (let at = 0; at < set.count; at += size) yield sliceImages(set, at, Math.min(at + size, set.count));
  }
  async function* evaluate(set: ImageSet): AsyncGenerator<number, Evaluation> {
    const parts: BatchEvaluation[] = [];
    for (const piece of pieces(set)) {
      parts.push(...(await training.evaluate(plainBatches(piece, batch))));
      yield done(piece.count);
    }
    return overall(parts);
  }
  const predictions: number[] = [];
  for (const piece of pieces(test)) {
    predictions.push(...(await training.classify(plainBatches(piece, batch))));
    yield done(piece.count);
  }
  const right = predictions.filter((label, index) => label === test.labels[index]).length;
  return {
    parameters: countParameters(network.description),
    multiplyAdds: countMultiplyAdds(network.description),
    widths: widths(network.description),
    epochLosses,
    trainLoss: (yield* evaluate(train)).loss,
    validationAccuracy: (yield* evaluate(validation)).accuracy,
    testAccuracy: right / test.count,
    predictions,
    channels: recordChannels(network),
    scores,
    trainSeconds,
    growSeconds,
  };
}
