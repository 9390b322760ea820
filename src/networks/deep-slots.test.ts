import { describe, expect, it } from 'vitest';
import { runNetwork, toMaps } from '../compute/plain/deep-network.ts';
import { randomInputs, randomTensors, SMALL_VGG } from './arbitrary-deep.ts';
import { countParameters } from './counting.ts';
import { renewSlots } from './deep-slots.ts';
import { openSlots } from './description.ts';
import { groupTensors } from './groups.ts';
import { growNetwork } from './growing.ts';
import { checkTensors, type DeepNetwork } from './tensors.ts';

const COUNT = 3;
const outputs = (network: DeepNetwork, inputs: ArrayLike<number>) =>
  runNetwork(network, toMaps(network.description, COUNT, inputs), { norm: 'running' }).data;

function randomOffset(length: number, seed: number): Float64Array {
  return Float64Array.from({ length }, (_, k) => Math.fround(Math.sin(seed + 7 * k)));
}

/** Largest difference, relative to the largest number. */
function difference(a: Float64Array, b: Float64Array): number {
  expect(a.length).toBe(b.length);
  const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  return a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k]!)), 0) / largest;
}

describe('slots', () => {
  const network = randomTensors(SMALL_VGG, 5);
  const inputs = randomInputs(SMALL_VGG, COUNT, 2);
  const open = (from: DeepNetwork, name: string, outgoing: number) => {
    const { thetaLength, outgoingLength } = groupTensors(from.description, name);
    const fresh = {
      kind: 'fresh',
      incoming: randomOffset(thetaLength, 3),
      outgoing: randomOffset(outgoingLength, 4).map((value) => outgoing * value),
    } as const;
    return growNetwork(from, { [name]: [fresh, fresh] }, 1);
  };

  it('lie after each convolution but not after the head', () => {
    const names = openSlots(SMALL_VGG).map(({ name }) => name);
    expect(names).toEqual(Array.from({ length: 8 }, (_, k) => `slot${k + 1}`));
    expect(SMALL_VGG.layers.at(-1)).toMatchObject({ kind: 'convolution', name: 'head' });
  });

  it('open without a change of outputs when what they add is multiplied by 0', () => {
    const after = open(network, 'slot3', 0);
    expect(outputs(after, inputs)).toEqual(outputs(network, inputs));
    expect(openSlots(after.description)).toHaveLength(7);
    expect(outputs(open(network, 'slot3', 1), inputs)).not.toEqual(outputs(network, inputs));
  });

  it('once opened get a new one behind them, which is free', () => {
    const opened = open(network, 'slot3', 1);
    const renewed = renewSlots(opened);
    checkTensors(renewed);
    expect(openSlots(renewed.description).map(({ name }) => name)).toContain('slot3-2');
    expect(openSlots(renewed.description)).toHaveLength(8);
    expect(countParameters(renewed.description)).toBe(countParameters(opened.description));
    expect(outputs(renewed, inputs)).toEqual(outputs(opened, inputs));
    expect(renewSlots(renewed).description).toEqual(renewed.description);
    const twice = renewSlots(open(renewed, 'slot3-2', 1));
    checkTensors(twice);
    const layers = twice.description.layers.flatMap((layer) => (layer.kind === 'residual' ? [layer.name] : []));
    expect(layers.slice(1, 6)).toEqual(['slot2', 'slot3', 'slot3-2', 'slot3-3', 'slot4']);
    expect(difference(outputs(twice, inputs), outputs(renewed, inputs))).toBeGreaterThan(1e-4);
  });
});
