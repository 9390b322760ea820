import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { runNetwork, toMaps } from '../../compute/plain/deep-network.ts';
import { randomGrowth } from '../../networks/arbitrary-deep.ts';
import { openSlots } from '../../networks/description.ts';
import { growNetwork } from '../../networks/growing.ts';
import { type DeepNetwork, initialise, tensorSpecs } from '../../networks/tensors.ts';
import { openStream } from '../../random/stream.ts';
import { plainBatches } from '../../runs/images/image-data.ts';
import { initialDescription } from '../../runs/images/image-recipe.ts';
import { operatorGraph } from '../../runs/images/operator-graph.ts';
import { CIFAR10, IMAGE_BYTES } from '../../tasks/images/image-formats.ts';
import { sliceImages } from '../../tasks/images/image-set.ts';
import { readRecords } from '../../tasks/images/records.ts';
import { imageLayersModel } from './image-layers.ts';
import { imageOnnxModel } from './image-onnx.ts';

const STORY = { recipe: 'Firefly · preset pocket · seed 4', place: 'phase 2, epoch 3', link: 'https://example.org/' };
const IMAGES = 6;
const test = sliceImages(readRecords(readFileSync('public/cifar10/test-1.bin'), 'test-1.bin'), 0, IMAGES);

/** A network as training leaves one: filters as they are drawn, batch norm as if it had seen images. */
function trained(preset: string): DeepNetwork {
  const { description, tensors } = initialise(initialDescription({ preset, method: 'firefly' }, 10), 4);
  const stream = openStream(4, 'norms');
  const moved = tensorSpecs(description).map(({ name, role }) => {
    const data = tensors[name]!;
    if (role === 'filters' || role === 'bias') return [name, data];
    const low = role === 'gamma' || role === 'variance' ? 0.5 : -0.3;
    return [name, Float32Array.from(data, () => stream.between(low, low + 1))];
  });
  return { description, tensors: Object.fromEntries(moved) };
}

/** Our outputs for the test images, in double precision, [IMAGES, 10]. */
function ours({ description, tensors }: DeepNetwork): number[] {
  const [batch] = [...plainBatches(test, IMAGES)];
  return Array.from(runNetwork({ description, tensors }, toMaps(description, IMAGES, batch!.images)).data);
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** The same by stock TensorFlow.js, from pixels with channels last. */
async function layers(network: DeepNetwork): Promise<number[]> {
  const { model, weights } = imageLayersModel(operatorGraph(network, CIFAR10), STORY);
  const { modelTopology, weightsManifest } = JSON.parse(model);
  const weightSpecs = weightsManifest[0].weights;
  const opened = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData: weights.buffer }));
  const planes = tf.tensor4d(Float32Array.from(test.pixels.subarray(0, IMAGES * IMAGE_BYTES)), [IMAGES, 3, 32, 32]);
  const logits = opened.predict(planes.transpose([0, 2, 3, 1])) as tf.Tensor;
  expect(logits.shape).toEqual([IMAGES, 10]);
  return Array.from(await logits.data());
}

async function theirs(network: DeepNetwork): Promise<number[]> {
  const session = await InferenceSession.create(imageOnnxModel(operatorGraph(network, CIFAR10), STORY));
  const pixels = Float32Array.from(test.pixels.subarray(0, IMAGES * IMAGE_BYTES));
  const { logits } = await session.run({ images: new Tensor('float32', pixels, [IMAGES, 3, 32, 32]) });
  expect(logits!.dims).toEqual([IMAGES, 10]);
  await session.release();
  return Array.from(logits!.data as Float32Array);
}

function grown(network: DeepNetwork, seed: number): DeepNetwork {
  const growth = randomGrowth(network.description, seed, { offset: 0.05, outgoing: 0.1 });
  return growNetwork(network, growth, 2);
}

const deep = trained('tiny-depth');
const opened = grown(deep, 6);

describe('a network for images in another program', () => {
  it.each([
    { name: 'a VGG', network: trained('pocket') },
    { name: 'a VGG that grew', network: grown(trained('tiny'), 3) },
    { name: 'one whose slots are empty', network: deep },
    { name: 'one with residual layers', network: opened },
  ])('gives the same logits on real images in onnxruntime and in TensorFlow.js: $name', async ({ network }) => {
    const right = ours(network);
    const results = { onnx: await theirs(network), layers: await layers(network) };
    const largest = Math.max(...right.map(Math.abs));
    expect(largest).toBeGreaterThan(0.1);
    for (const [program, found] of Object.entries(results)) {
      for (const [k, logit] of found.entries()) {
        const off = Math.abs(logit - right[k]!) < 1e-4 * Math.max(1, largest);
        expect({ program, k, off }).toEqual({ program, k, off: true });
      }
    }
  });

  it('has residual layers where slots were opened, and none for those that are empty', () => {
    expect(openSlots(opened.description).length).toBeLessThan(openSlots(deep.description).length);
    const additions = (network: DeepNetwork) =>
      operatorGraph(network, CIFAR10).nodes.filter(({ operator, output }) => operator === 'Add' && output !== 'pixels');
    expect(additions(deep)).toHaveLength(0);
    expect(additions(opened)).toHaveLength(openSlots(deep.description).length - openSlots(opened.description).length);
  });

  it('says what it is, what it reads and what its numbers mean', () => {
    const text = new TextDecoder().decode(imageOnnxModel(operatorGraph(deep, CIFAR10), STORY));
    for (const part of ['Firefly Lab', STORY.recipe, STORY.place, STORY.link, '0 to 255', 'airplane, automobile']) {
      expect(text).toContain(part);
    }
  });

  it('is refused with a sentence where an activation is another', () => {
    const { description, tensors } = deep;
    const layers = [{ kind: 'activation', activation: 'tanh' } as const, ...description.layers];
    expect(() => operatorGraph({ description: { ...description, layers }, tensors }, CIFAR10)).toThrow(
      'Only networks with ReLU',
    );
  });
});
