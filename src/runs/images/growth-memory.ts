/** What real growths leave behind on a backend; judged by tests in Node and in a browser. Imported by tests only. */
import * as tf from '@tensorflow/tfjs-core';
import type { ImageBatch } from '../../compute/image-engine.ts';
import { createImageEngine } from '../../compute/tfjs/image-engine.ts';
import type { ImageOps } from '../../compute/tfjs/ops.ts';
import { firefly } from '../../methods/images/firefly.ts';
import type { GrowingImageMethod, ImageGrowthSettings } from '../../methods/images/image-method.ts';
import { splitting } from '../../methods/images/splitting.ts';
import { residualNet } from '../../networks/architectures.ts';
import { carryTensors } from '../../networks/carrying.ts';
import { type Description, neuronCount } from '../../networks/description.ts';
import { type DeepNetwork, initialise, type Tensors } from '../../networks/tensors.ts';
import { openStream } from '../../random/stream.ts';
import { IMAGE_DESCENT } from './image-run.ts';

const [BATCH, CLASSES, CHANNELS] = [2, 2, 2];
/** After so many growths a new network begins, so that none becomes large. */
const GROWTHS_OF_A_NETWORK = 5;

/** How a network of 2 by 2 pixels grows: each way has parts of an engine of its own. */
export interface WayToGrow {
  readonly method: GrowingImageMethod;
  readonly description: Description;
  readonly widen: boolean;
  readonly layerBudget: number;
}

const small = { classes: CLASSES, channels: CHANNELS, blocks: 0 } as const;
/** Pooled to one pixel: a chain, whose growth our kernels differentiate without building it. */
const CHAIN = residualNet({ ...small, stages: [2, 2], side: 2 });
const CHAIN_WITH_SLOTS = residualNet({ ...small, stages: [2, 2], side: 2, slots: true });
/** The mean over four pixels makes it no chain: the grown network is built. */
const NO_CHAIN = residualNet({ ...small, stages: [2], side: 2, slots: true });

export const WAYS_TO_GROW = {
  'Firefly, wider': { method: firefly, description: CHAIN, widen: true, layerBudget: 0 },
  'Firefly, deeper': { method: firefly, description: CHAIN_WITH_SLOTS, widen: false, layerBudget: 1 },
  'Firefly, both, by networks that are built': { method: firefly, description: NO_CHAIN, widen: true, layerBudget: 1 },
  Splitting: { method: splitting, description: CHAIN, widen: true, layerBudget: 0 },
} as const satisfies Record<string, WayToGrow>;

function drawImages({ height, width }: Description, name: string): ImageBatch {
  const stream = openStream(1, name);
  return {
    images: Float32Array.from({ length: BATCH * height * width * CHANNELS }, () => stream.normal()),
    labels: Int32Array.from({ length: BATCH }, (_, image) => image % CLASSES),
  };
}

const settings = {
  neuronBudget: 1,
  stepSize: 0.3,
  freshPerGroup: 1,
  freshPerSlot: 6,
  quadraturePoints: 2,
  scoreBatches: 1,
  selection: 'greedy',
  children: 0,
  childEpochs: 0,
  childRate: 0,
} as const;

/** What is on the backend between growths. */
export interface Left {
  readonly tensors: number;
  readonly bytes: number;
}

/**
 * Grows networks again and again: directions, scores, selection, the grown network, and a step of training it.
 * @param settle called after every growth, where a run would give memory back
 * @returns what is left after each growth, and how many channels each added
 */
export async function growthMemory(ops: ImageOps, way: WayToGrow, growths: number, settle = () => {}) {
  const { method, description, widen, layerBudget } = way;
  const engine = createImageEngine(ops);
  const batches = ['one', 'another'].map((name) => drawImages(description, name));
  const [left, added]: [Left[], number[]] = [[], []];
  let network: DeepNetwork = initialise(description, 1);
  let momentum: Tensors = {};
  for (let phase = 1; phase <= growths; phase += 1) {
    if (phase % GROWTHS_OF_A_NETWORK === 1) [network, momentum] = [initialise(description, phase), {}];
    const grown = await growOnce(phase);
    added.push(neuronCount(grown.description) - neuronCount(network.description));
    const training = engine.openTraining(grown, carryTensors(network.description, grown.description, momentum));
    for (const batch of batches) training.step(batch, { ...IMAGE_DESCENT, rate: 0.05 });
    ({ network, momentum } = await training.read());
    training.dispose();
    settle();
    const memory = tf.memory() as tf.MemoryInfo & { numBytesAllocatedInGPU?: number };
    left.push({ tensors: memory.numTensors, bytes: memory.numBytesAllocatedInGPU ?? memory.numBytes });
  }
  return { left, added };

  async function growOnce(phase: number): Promise<DeepNetwork> {
    const given: ImageGrowthSettings = { ...settings, seed: 1, phase, widen, layerBudget };
    const ground = engine.openGrowth(network.description, batches);
    try {
      const noTraining = () => Promise.reject(new Error('This method trains no networks.'));
      const images = { engine: ground, validationAccuracies: [], momentum, train: noTraining as never };
      const growth = method.grow(images, network, given);
      let step = await growth.next();
      while (!step.done) step = await growth.next();
      return step.value.network;
    } finally {
      ground.dispose();
    }
  }
}
