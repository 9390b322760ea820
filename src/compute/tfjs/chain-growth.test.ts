/** Growth without the grown network, on the wasm backend, against the oracle that builds it, in 64-bit floats. */
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomGrowth, randomInputs, randomTensors, SMALL_VGG } from '../../networks/arbitrary-deep.ts';
import { mlp, residualNet, vgg } from '../../networks/architectures.ts';
import { renewSlots } from '../../networks/deep-slots.ts';
import type { Description } from '../../networks/description.ts';
import { growNetwork } from '../../networks/growing.ts';
import { type NewChannelGradient, scaleSlopes } from '../../networks/growing-gradient.ts';
import type { Growth, NewChannel } from '../../networks/growth-plan.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { crossEntropy, toMaps } from '../plain/deep-network.ts';
import { plainDeepEngine } from '../plain/plain-deep-engine.ts';
import { openChainGrowth } from './chain-growth.ts';
import type { Batch } from './trainer.ts';
import { openWasmBackend } from './wasm/wasm-backend.ts';

beforeAll(() =>
  openWasmBackend(fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url))),
);

const WIDTHS = [5, 4, 3, 2, 6, 9, 1, 7];
const CHAIN = vgg({ depth: 11, width: WIDTHS, classes: 4 });
/** Pooling leaves a last row and column out, twice. */
const ODD = vgg({ depth: 11, width: 3, classes: 4, side: 35 });
const SLOTS = ['slot1', 'slot4', 'slot7'];
/** Residual layers, one behind another too, between slots. */
const DEEP = (() => {
  const empty = vgg({ depth: 11, width: [3, 2, 4, 2, 3, 5, 1, 4], classes: 4, slots: true });
  const fresh = ({ description }: DeepNetwork, name: string): readonly NewChannel[] => {
    for (let seed = 1; ; seed += 1) {
      const added = randomGrowth(description, seed, { offset: 0.3, outgoing: 0.3 })[name]!;
      const kept = added.filter(({ kind }) => kind === 'fresh');
      if (kept.length > 1) return kept;
    }
  };
  const open = (network: DeepNetwork, ...slots: readonly string[]) => {
    const growth = Object.fromEntries(slots.map((name) => [name, fresh(network, name)]));
    return renewSlots(growNetwork(network, growth, 1));
  };
  const once = open(randomTensors(empty, 1), ...SLOTS);
  return open(once, `${SLOTS[0]}-2`).description;
})();
const COUNT = 3;

function batchFor(description: Description, seed: number) {
  const { height, width, groups } = description;
  const inputs = randomInputs(description, COUNT, seed);
  const labels = Array.from({ length: COUNT }, (_, image) => (image + seed) % groups.at(-1)!.channels.length);
  const shape: [number, number, number, number] = [COUNT, height, width, groups[0]!.channels.length];
  const batch: Batch = {
    images: tf.keep(tf.tensor4d(Float32Array.from(inputs), shape)),
    labels: tf.keep(tf.tensor1d(labels, 'int32')),
  };
  return {
    batch,
    oracle: plainDeepEngine([{ input: toMaps(description, COUNT, inputs), lossOf: crossEntropy(labels) }]),
  };
}

/** A random growth in which no channel splits twice, with what is asked for. */
function growthFor(
  description: Description,
  seed: number,
  wanted: (channel: NewChannel, at: number) => boolean,
): Growth {
  const all = randomGrowth(description, seed, { offset: 0.3, outgoing: 0.3 });
  const entries = Object.entries(all).map(([group, added]) => {
    const seen = new Set<number>();
    const kept = added.filter((channel, at) => {
      if (!wanted(channel, at)) return false;
      if (channel.kind === 'fresh') return true;
      const again = seen.has(channel.parent);
      seen.add(channel.parent);
      return !again;
    });
    return [group, kept] as const;
  });
  return Object.fromEntries(entries);
}

/** All numbers of a gradient, one after the other. */
const numbersOf = (gradient: NewChannelGradient): number[] =>
  gradient.kind === 'split' ? [...gradient.offset] : [...gradient.incoming, ...gradient.outgoing];

const GROWTHS = {
  'splits and fresh channels': () => true,
  splits: ({ kind }: NewChannel) => kind === 'split',
  'fresh channels': ({ kind }: NewChannel) => kind === 'fresh',
  nothing: () => false,
} as const;

describe('growth of a chain', () => {
  it.each([
    ...Object.entries(GROWTHS).map(([what, wanted]) => [what, CHAIN, wanted] as const),
    ['odd images', ODD, () => true] as const,
    ['slots', SMALL_VGG, () => true] as const,
    ...Object.entries(GROWTHS).map(([what, wanted]) => [`residual layers, ${what}`, DEEP, wanted] as const),
  ])('%s: loss and gradient are those of the grown network', async (_, description, wanted) => {
    for (const seed of [1, 2, 3]) {
      const network = randomTensors(description, seed);
      const { batch, oracle } = batchFor(description, seed);
      const growth = growthFor(description, seed, wanted);
      const expected = await oracle.differentiateGrowth(network, growth, 0);
      const chain = openChainGrowth(network)!;
      const found = await chain.differentiate(growth, batch);
      const { loss, slopes } = await chain.differentiateScales(growth, batch);
      chain.dispose();
      expect(loss).toBe(found.loss);
      const exact = Object.values(scaleSlopes(growth, expected.gradient)).flat();
      const apart = Math.hypot(
        ...Object.values(slopes)
          .flat()
          .map((slope, k) => slope - exact[k]!),
      );
      expect(Object.values(slopes).flat().length).toBe(exact.length);
      expect(apart).toBeLessThanOrEqual(1e-3 * Math.hypot(...exact));
      expect(found.loss / expected.loss).toBeCloseTo(1, 4);
      expect(Object.keys(found.gradient)).toEqual(Object.keys(expected.gradient));
      for (const [group, channels] of Object.entries(expected.gradient)) {
        expect(found.gradient[group]!.map(({ kind }) => kind)).toEqual(channels.map(({ kind }) => kind));
        const [own, wanted] = [found.gradient[group]!.flatMap(numbersOf), channels.flatMap(numbersOf)];
        const distance = Math.hypot(...wanted.map((value, k) => value - own[k]!));
        expect(distance, `${group}, seed ${seed}`).toBeLessThanOrEqual(1e-3 * Math.hypot(...wanted) + 1e-9);
      }
    }
  });

  it('does not hide what is not a number: ReLU and pooling pass it on', async () => {
    const network = randomTensors(CHAIN, 1);
    const { batch } = batchFor(CHAIN, 1);
    const first = Object.keys(network.tensors).find((name) => name.endsWith('.filters'))!;
    const tensors = { ...network.tensors, [first]: network.tensors[first]!.map(() => Number.NaN) };
    const chain = openChainGrowth({ ...network, tensors })!;
    const { loss } = await chain.differentiate(growthFor(CHAIN, 1, GROWTHS.splits), batch);
    chain.dispose();
    expect(loss).toBeNaN();
  });

  it.each([
    ['a chain', CHAIN],
    ['residual layers', DEEP],
  ])('leaves no tensor behind: %s', async (_, description) => {
    const network = randomTensors(description, 4);
    const { batch } = batchFor(description, 4);
    const growth = growthFor(description, 4, () => true);
    const before = tf.memory().numTensors;
    const chain = openChainGrowth(network)!;
    await chain.differentiate(growth, batch);
    await chain.differentiateScales(growth, batch);
    chain.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes no channel that splits twice, and no network that is not a chain', () => {
    const chain = openChainGrowth(randomTensors(CHAIN, 5))!;
    const split: NewChannel = { kind: 'split', parent: 0, offset: new Float64Array(27) };
    expect(chain.takes({ conv1: [split] })).toBe(true);
    expect(chain.takes({ conv1: [split, split] })).toBe(false);
    chain.dispose();
    const others = [
      residualNet({ stages: [2], blocks: 1, classes: 2, side: 4 }),
      vgg({ depth: 11, width: 2, classes: 2, side: 64 }),
      vgg({ depth: 11, width: 2, classes: 2, norm: false }),
      mlp({ inputs: 2, hidden: [3], outputs: 2, norm: true, activation: 'tanh' }),
    ];
    for (const description of others) expect(openChainGrowth(randomTensors(description, 6))).toBeUndefined();
  });

  it('says what does not fit', async () => {
    const chain = openChainGrowth(randomTensors(CHAIN, 7))!;
    const { batch } = batchFor(CHAIN, 7);
    const growth: Growth = { conv2: [{ kind: 'split', parent: 0, offset: new Float64Array(3) }] };
    const sentence = 'The offset of a channel of conv2 has 45 numbers, not 3.';
    await expect(chain.differentiate(growth, batch)).rejects.toThrow(sentence);
    await expect(chain.differentiateScales(growth, batch)).rejects.toThrow(sentence);
    chain.dispose();
  });
});
