import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { PbfReader } from 'pbf';
import { beforeAll, describe, expect, it } from 'vitest';
import { ACTIVATIONS, type Network, predict } from '../../networks/network.ts';
import { randomNetwork } from '../../networks/random-network.ts';
import { taskFromPoints } from '../../tasks/task.ts';
import { teacherTask } from '../../tasks/teacher.ts';
import { type DataScales, networkModel } from './network-model.ts';
import { onnxModel } from './onnx.ts';
import { layersModel } from './tfjs-layers.ts';

const STORY = { recipe: 'Firefly · seed 4', link: 'https://example.org/#/toy', deviation: 0.7 };

/** The network's y in the data's own units, in double precision. */
function expected(network: Network, { inputScale, targetScale }: DataScales, x: number): number {
  return targetScale.offset + targetScale.factor * predict(network, [(x - inputScale.offset) / inputScale.factor]);
}

/** What 32-bit arithmetic may change: parts in 1e6 of the sizes that are added. */
function tolerance(network: Network, { targetScale }: DataScales): number {
  return (
    1e-6 *
    Math.max(1, ...network.neurons.map(({ output }) => Math.abs(output * targetScale.factor) * network.neurons.length))
  );
}

async function runOnnx(bytes: Uint8Array, x: readonly number[]): Promise<number[]> {
  const session = await InferenceSession.create(bytes);
  const { y } = await session.run({ x: new Tensor('float32', Float32Array.from(x), [x.length, 1]) });
  expect(y!.dims).toEqual([x.length, 1]);
  await session.release();
  return Array.from(y!.data as Float32Array);
}

async function runLayers(files: ReturnType<typeof layersModel>, x: readonly number[]): Promise<number[]> {
  const { modelTopology, weightsManifest } = JSON.parse(files.model);
  const weightSpecs = weightsManifest[0].weights;
  const sizes = weightSpecs.map(({ shape }: { shape: number[] }) => shape.reduce((size, length) => size * length, 1));
  expect(files.weights.byteLength).toBe(4 * sizes.reduce((sum: number, size: number) => sum + size, 0));
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({ modelTopology, weightSpecs, weightData: files.weights.buffer }),
  );
  const y = model.predict(tf.tensor2d([...x], [x.length, 1])) as tf.Tensor;
  expect(y.shape).toEqual([x.length, 1]);
  return Array.from(await y.data());
}

const cases: { name: string; network: Network; scales: DataScales; x: number[] }[] = [
  {
    name: "a grown-size network on the paper's toy",
    network: randomNetwork(5, 'student', 10, 1),
    scales: teacherTask({ seed: 5, truthNeurons: 15, truthVariance: 3, points: 200 }),
    x: [-5, -1.25, 0, 0.5, 4.75],
  },
  {
    name: 'one neuron',
    network: randomNetwork(2, 'student', 1, 1),
    scales: teacherTask({ seed: 2, truthNeurons: 5, truthVariance: 3, points: 50 }),
    x: [-5, 0, 5],
  },
  {
    name: 'points far from zero, of another size',
    network: randomNetwork(3, 'student', 6, 1),
    scales: taskFromPoints([1990, 1995, 2000, 2024], [100, 250, 50, 300]),
    x: [1990, 1999.5, 2010, 2024],
  },
  ...ACTIVATIONS.map((activation) => ({
    name: activation,
    network: { ...randomNetwork(7, 'student', 4, 1), activation },
    scales: taskFromPoints([0, 30, 60], [1, 2, 5]),
    x: [0, 12, 33, 60],
  })),
];

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('a network in another program', () => {
  it.each(cases)(
    'gives the same numbers in onnxruntime and in TensorFlow.js: $name',
    async ({ network, scales, x }) => {
      const model = networkModel(network, scales);
      const right = x.map((value) => expected(network, scales, value));
      const near = tolerance(network, scales);
      const results = {
        onnx: await runOnnx(onnxModel(model, STORY), x),
        layers: await runLayers(layersModel(model, STORY), x),
      };
      for (const [program, found] of Object.entries(results)) {
        for (const [k, y] of found.entries()) {
          expect({ program, x: x[k], off: Math.abs(y - right[k]!) <= near }).toEqual({ program, x: x[k], off: true });
        }
      }
    },
  );

  it('is refused with a sentence when it has two inputs', () => {
    const scales = taskFromPoints([0, 1], [0, 1]);
    const network = { ...randomNetwork(1, 'student', 2, 1), inputSize: 2 };
    expect(() => networkModel(network, scales)).toThrow('Only networks with one input');
  });

  it('keeps its numbers through the folding of the scales, for any scales', () => {
    const scale = fc.record({
      offset: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      factor: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    });
    const network = randomNetwork(11, 'student', 5, 1);
    fc.assert(
      fc.property(scale, scale, fc.double({ min: -5, max: 5, noNaN: true }), (inputScale, targetScale, inside) => {
        const x = inputScale.offset + inputScale.factor * inside;
        const { shift, weights, biases, outputs, outputBias } = networkModel(network, { inputScale, targetScale });
        const y = weights.reduce((sum, a, i) => {
          const u = a * (x - shift) + biases[i]!;
          return sum + outputs[i]! * Math.exp((-u * u) / 2);
        }, outputBias);
        expect(y).toBeCloseTo(expected(network, { inputScale, targetScale }, x), 6);
      }),
    );
  });

  it('is, as ONNX, a ModelProto whose metadata say where it comes from', () => {
    const bytes = onnxModel(networkModel(cases[0]!.network, cases[0]!.scales), STORY);
    const metadata: Record<string, string> = {};
    const [numbers, strings] = [new Map<number, number>(), new Map<number, string>()];
    // Field numbers of ModelProto and StringStringEntryProto, from onnx.proto.
    new PbfReader(bytes).readFields((field, _, model) => {
      if (field === 1) numbers.set(field, model.readVarint());
      if (field === 2 || field === 6) strings.set(field, model.readString());
      if (field !== 14) return;
      const entry: string[] = [];
      model.readMessage((key, __, property) => {
        entry[key - 1] = property.readString();
      }, null);
      metadata[entry[0]!] = entry[1]!;
    }, null);
    expect(numbers.get(1)).toBe(8);
    expect(strings.get(2)).toBe('Firefly Lab');
    expect(strings.get(6)).toContain('Firefly · seed 4');
    expect(metadata).toEqual(Object.fromEntries(Object.entries(STORY).map(([key, value]) => [key, String(value)])));
  });

  it('says what it is', () => {
    const bytes = onnxModel(networkModel(cases[0]!.network, cases[0]!.scales), STORY);
    const text = new TextDecoder().decode(bytes);
    for (const part of ['Firefly Lab', 'Firefly · seed 4', 'https://example.org/#/toy', 'deviation', 'exp(-u*u/2)']) {
      expect(text).toContain(part);
    }
    const { model } = layersModel(networkModel(cases[0]!.network, cases[0]!.scales), STORY);
    expect(JSON.parse(model).userDefinedMetadata).toMatchObject(STORY);
  });
});
