/** What the engine of image runs makes of batches of different sizes, and of outputs that are equal. */
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { residualNet } from '../../networks/architectures.ts';
import { initialise } from '../../networks/tensors.ts';
import { openStream } from '../../random/stream.ts';
import { type ImageBatch, overall } from '../image-engine.ts';
import { createImageEngine } from './image-engine.ts';
import { kernelOps } from './kernel-ops.ts';
import { openWasmBackend } from './wasm/wasm-backend.ts';

beforeAll(() =>
  openWasmBackend(fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url))),
);

const [SIDE, CHANNELS, CLASSES] = [4, 2, 3];
const NETWORK = initialise(
  residualNet({ stages: [3], blocks: 0, classes: CLASSES, side: SIDE, channels: CHANNELS, norm: false }),
  1,
);
/** So that steps change nothing. */
const STILL = { rate: 0, momentum: 0, nesterov: false, weightDecay: 0 };

function drawBatch(count: number, label: (image: number) => number): ImageBatch {
  const stream = openStream(count, 'images');
  return {
    images: Float32Array.from({ length: count * SIDE * SIDE * CHANNELS }, () => 3 * stream.normal()),
    labels: Int32Array.from({ length: count }, (_, image) => label(image)),
  };
}

it('the loss of an epoch is the mean over images, not over batches, and is begun anew when it is read', async () => {
  const batches = [drawBatch(6, () => 0), drawBatch(1, () => 2), drawBatch(3, () => 1)];
  const training = createImageEngine(kernelOps).openTraining(NETWORK);
  const evaluated = await training.evaluate(batches);
  for (const batch of batches) training.step(batch, STILL);
  const { loss } = await training.read();
  expect(loss).toBeCloseTo(overall(evaluated).loss, 5);
  const meanOfBatches = evaluated.reduce((sum, { loss }) => sum + loss / evaluated.length, 0);
  expect(Math.abs(loss - meanOfBatches)).toBeGreaterThan(0.01);
  training.step(batches[1]!, STILL);
  expect((await training.read()).loss).toBeCloseTo(evaluated[1]!.loss, 5);
  expect((await training.read()).loss).toBeNaN();
  training.dispose();
});

it('the class of an image is that of the largest output, the first of equal ones', async () => {
  const outputs = [
    [[1, 2, 0], 1],
    [[2, 1, 2], 0],
    [[0, 5, 5], 1],
    [[-1, -2, -3], 0],
    [[0, 0, 0], 0],
  ] as const;
  for (const [biases, expected] of outputs) {
    // Without weights the head's outputs are its biases.
    const weights = NETWORK.tensors['head.filters']!;
    const tensors = {
      ...NETWORK.tensors,
      'head.filters': new Float32Array(weights.length),
      'head.bias': Float32Array.from(biases),
    };
    const training = createImageEngine(kernelOps).openTraining({ ...NETWORK, tensors });
    expect(await training.classify([drawBatch(2, () => 0), drawBatch(1, () => 0)])).toEqual(
      new Array(3).fill(expected),
    );
    training.dispose();
  }
});
