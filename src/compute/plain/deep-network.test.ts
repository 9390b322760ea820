import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arbitraryDeepNetwork,
  inDoubles,
  randomInputs,
  randomTensors,
  SMALL_VGG,
} from '../../networks/arbitrary-deep.ts';
import { mlp, residualNet, vgg } from '../../networks/architectures.ts';
import { widthOf } from '../../networks/description.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { crossEntropy, differentiateNetwork, runNetwork, squaredError, toMaps } from './deep-network.ts';

const COUNT = 3;
const problem = fc.tuple(arbitraryDeepNetwork, fc.nat(1e6)).map(([network, seed]) => ({
  network: inDoubles(network),
  input: toMaps(network.description, COUNT, randomInputs(network.description, COUNT, seed)),
}));

/** The network with one number changed. */
function nudged({ description, tensors }: DeepNetwork, name: string, at: number, by: number): DeepNetwork {
  const data = Float64Array.from(tensors[name]!);
  data[at]! += by;
  return { description, tensors: { ...tensors, [name]: data } };
}

describe('a layer alone computes what a textbook says:', () => {
  it('3x3 convolution with bias, then ReLU', () => {
    const description = vgg({ depth: 11, classes: 2, width: 2, channels: 1, norm: false });
    const first = { ...description, height: 3, width: 2, layers: description.layers.slice(0, 2) };
    const network = inDoubles(randomTensors(first, 1));
    const image = [1, 2, 3, 4, 5, 6]; // 3 rows of 2
    const pixel = (y: number, x: number) => (y < 0 || y > 2 || x < 0 || x > 1 ? 0 : image[2 * y + x]!);
    const { data } = runNetwork(network, toMaps(first, 1, image));
    for (const [y, x, out] of [
      [0, 0, 0],
      [1, 1, 0],
      [2, 0, 1],
      [0, 1, 1],
    ] as const) {
      let sum = network.tensors['conv1.bias']![out]!;
      for (const dy of [0, 1, 2]) {
        for (const dx of [0, 1, 2])
          sum += network.tensors['conv1.filters']![out * 9 + dy * 3 + dx]! * pixel(y + dy - 1, x + dx - 1);
      }
      expect(data[(y * 2 + x) * 2 + out]).toBeCloseTo(Math.max(0, sum), 12);
    }
  });

  it('batch norm by running statistics and by those of the batch', () => {
    const description = mlp({ inputs: 2, hidden: [2], outputs: 1, norm: true });
    const norm = description.layers.filter(({ kind }) => kind === 'norm');
    const network = inDoubles(randomTensors({ ...description, layers: norm }, 3));
    const tensor = (role: string) => network.tensors[`layer1.${role}`]!;
    const points = [
      [1, -1],
      [2, 0],
      [6, 4],
    ];
    const input = toMaps(description, 3, points.flat());
    for (const c of [0, 1]) {
      const column = points.map((point) => point[c]!);
      const mean = column.reduce((sum, value) => sum + value, 0) / 3;
      const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3;
      const expected = (m: number, v: number, x: number) =>
        (tensor('gamma')[c]! * (x - m)) / Math.sqrt(v + 1e-5) + tensor('beta')[c]!;
      for (const [k, x] of column.entries()) {
        expect(runNetwork(network, input).data[2 * k + c]).toBeCloseTo(
          expected(tensor('mean')[c]!, tensor('variance')[c]!, x),
          12,
        );
        expect(runNetwork(network, input, { norm: 'batch' }).data[2 * k + c]).toBeCloseTo(
          expected(mean, variance, x),
          12,
        );
      }
    }
  });

  it('pooling', () => {
    const pool = (kind: 'max' | 'mean') => ({
      ...SMALL_VGG,
      height: 3,
      width: 5,
      layers: [{ kind: 'pool', pool: kind } as const],
    });
    const data = Array.from({ length: 45 }, (_, k) => ((k * 7) % 45) - 20);
    const value = (y: number, x: number, c: number) => data[(y * 5 + x) * 3 + c]!;
    const max = runNetwork({ description: pool('max'), tensors: {} }, toMaps(pool('max'), 1, data));
    expect([max.height, max.width]).toEqual([1, 2]);
    for (const [x, c] of [
      [0, 0],
      [1, 2],
    ] as const) {
      const four = [value(0, 2 * x, c), value(0, 2 * x + 1, c), value(1, 2 * x, c), value(1, 2 * x + 1, c)];
      expect(max.data[x * 3 + c]).toBe(Math.max(...four));
    }
    const mean = runNetwork({ description: pool('mean'), tensors: {} }, toMaps(pool('mean'), 1, data));
    expect(mean.data[1]).toBeCloseTo(data.filter((_, k) => k % 3 === 1).reduce((sum, v) => sum + v, 0) / 15, 12);
  });

  it('a residual layer adds its branch; a slot adds nothing', () => {
    const description = residualNet({ stages: [2], blocks: 1, classes: 2, side: 2, channels: 2, slots: true });
    const network = inDoubles(randomTensors(description, 4));
    const block = description.layers.find((layer) => layer.kind === 'residual' && !layer.slot)!;
    const slot = description.layers.find((layer) => layer.kind === 'residual' && layer.slot)!;
    const alone = (layers: typeof description.layers) =>
      runNetwork(
        { ...network, description: { ...description, layers } },
        toMaps(description, 1, [1, 2, 3, 4, -1, -2, -3, -4]),
      ).data;
    const input = alone([]);
    expect(alone([slot])).toEqual(input);
    const branch = block.kind === 'residual' ? alone(block.branch) : [];
    expect([...alone([block])]).toEqual([...input].map((value, k) => value + branch[k]!));
  });

  it('cross-entropy and squared error', () => {
    const output = toMaps(mlp({ inputs: 3, hidden: [], outputs: 3 }), 2, [1, 2, 3, 1000, 0, 0]);
    const { loss } = crossEntropy([0, 0])(output);
    expect(loss).toBeCloseTo(Math.log(1 + Math.exp(1) + Math.exp(2)) / 2, 12);
    expect(squaredError([1, 0, 3, 999, 0, 0])(output).loss).toBe((4 + 1) / 2);
  });
});

describe('the gradient', () => {
  it.each(['running', 'batch'] as const)('is what finite differences say, for %s statistics', (norm) => {
    fc.assert(
      fc.property(problem, fc.nat(), ({ network, input }, choice) => {
        const outputs = widthOf(network.description, 'output');
        const losses = [
          crossEntropy(Uint8Array.from({ length: COUNT }, (_, k) => k % outputs)),
          squaredError(Float64Array.from({ length: COUNT * outputs }, (_, k) => k % 3)),
        ];
        for (const lossOf of losses) {
          const { gradients, loss } = differentiateNetwork(network, input, lossOf, { norm });
          expect(lossOf(runNetwork(network, input, { norm })).loss).toBe(loss);
          for (const [name, gradient] of Object.entries(gradients)) {
            const at = choice % gradient.length;
            const lossAt = (by: number) => lossOf(runNetwork(nudged(network, name, at, by), input, { norm })).loss;
            const differences = [1e-5, 1e-6].map((h) => (lossAt(h) - lossAt(-h)) / (2 * h));
            const scale = 1e-4 * (1 + Math.abs(gradient[at]!));
            // Where a ReLU or a maximum changes sides within a step, that step's difference says nothing.
            if (Math.abs(differences[0]! - differences[1]!) > scale) continue;
            expect(Math.abs(gradient[at]! - differences[1]!)).toBeLessThan(scale);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('reaches every trained tensor that is not empty', () => {
    const network = randomTensors(SMALL_VGG, 2);
    const input = toMaps(SMALL_VGG, 1, randomInputs(SMALL_VGG, 1, 1));
    const { gradients } = differentiateNetwork(network, input, crossEntropy([1]));
    const trained = Object.keys(network.tensors).filter(
      (name) => !/mean|variance/.test(name) && network.tensors[name]!.length > 0,
    );
    expect(Object.keys(gradients).sort()).toEqual(trained.sort());
  });
});
