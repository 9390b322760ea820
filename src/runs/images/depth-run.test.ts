/** Image runs that grow deeper, on real images. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageEngine } from '../../compute/image-engine.ts';
import { meanLoss } from '../../growth/deep/engine.ts';
import type { GroupScores } from '../../growth/deep/group-scores.ts';
import type { ImageGround } from '../../methods/images/image-method.ts';
import { imageMethodById } from '../../methods/images/registry.ts';
import { vgg } from '../../networks/architectures.ts';
import { neuronCount, openSlots, residualLayers } from '../../networks/description.ts';
import { initialise } from '../../networks/tensors.ts';
import { readImageState, writeImageState } from './image-checkpoint.ts';
import { type ImageData, wholeBatches } from './image-data.ts';
import { type ImageRecipe, imagePresetById, initialDescription, methodOf, methodsFor } from './image-recipe.ts';
import { initialState } from './image-run.ts';
import { type Course, openTinyEngine, readTinyImages, runCourse, withoutTimes } from './tiny-course.ts';

let data: ImageData;
let engine: ImageEngine;
beforeAll(async () => {
  engine = await openTinyEngine();
  data = await readTinyImages();
});

const PRESET = imagePresetById('tiny-depth');
const tiny = (method: string): ImageRecipe => ({ preset: 'tiny-depth', method, seed: 1 });
const started = new Map<string, Promise<Course>>();
function wholeCourse(method: string): Promise<Course> {
  if (!started.has(method)) started.set(method, runCourse(engine, data, tiny(method)));
  return started.get(method)!;
}

const openedOf = (description: Parameters<typeof residualLayers>[0] & Parameters<typeof openSlots>[0]) =>
  residualLayers(description).length - openSlots(description).length;

describe('a run that grows deeper', () => {
  const quick = methodsFor(PRESET).filter(({ id }) => id !== 'full');

  it.each(quick)('$id: learns 200 real images and keeps both budgets', async ({ id, grows }) => {
    const tensors = tf.memory().numTensors;
    const { phases, grown, states } = await wholeCourse(id);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(phases.length).toBe(grows ? 3 : 1);
    expect(phases.at(-1)!.trainLoss).toBeLessThan(Math.LN10);
    const last = states.at(-1)!.network.description;
    // AutoGrow may stop; the others use what they may.
    const [channels, layers] = [neuronCount(last), openedOf(last)];
    expect(channels).toBe(8 + 4 * layers);
    if (id !== 'autogrow') expect(layers).toBe(2);
    let before = initialDescription(tiny('firefly'), 10);
    for (const { description } of grown) {
      expect(neuronCount(description) - neuronCount(before)).toBeLessThanOrEqual(4);
      expect(openedOf(description) - openedOf(before)).toBeLessThanOrEqual(1);
      // What was there stays as wide as it is.
      for (const { name, channels: own } of before.groups.filter((group) => group.channels.length > 0)) {
        expect(description.groups.find((group) => group.name === name)!.channels.length).toBe(own.length);
      }
      before = description;
    }
  });

  it('records the scores of slots', async () => {
    const { scores, phases } = await wholeCourse('firefly');
    expect(scores[0]!.map(({ group }) => group)).toEqual(['slot1.0', 'slot2.0']);
    const opened = scores[0]!.filter(({ keptFresh }) => keptFresh.length > 0);
    expect(opened.length).toBe(1);
    expect(opened[0]!.keptFresh.length).toBe(4);
    expect(opened[0]!.fresh.length).toBe(PRESET.freshPerSlot);
    expect(phases[1]!.channels.map(({ group }) => group)).toContain(opened[0]!.group);
    expect(scores[1]!.map(({ group }) => group)).toContain(`${opened[0]!.group}-2`);
  });

  it('goes on from a file as if it had not been stopped, after slots were opened and renewed', async () => {
    for (const method of ['firefly', 'net2net']) {
      const { states, phases } = await wholeCourse(method);
      for (const index of [4, 9]) {
        const text = JSON.stringify(writeImageState(states[index]!));
        const state = readImageState(JSON.parse(text), tiny(method), 10);
        expect(state.network).toEqual(states[index]!.network);
        const resumed = await runCourse(engine, data, tiny(method), state);
        expect(withoutTimes(resumed.phases)).toEqual(withoutTimes(phases));
        expect(resumed.states.at(-1)!.network).toEqual(states.at(-1)!.network);
      }
    }
  });

  it('can be stopped and resumed where the whole network is trained from scratch', async () => {
    const { states } = await wholeCourse('fixed');
    const state = readImageState(JSON.parse(JSON.stringify(writeImageState(states[0]!))), tiny('fixed'), 10);
    expect(state.network).toEqual(states[0]!.network);
  });
});

describe('a growth wider and deeper at once', () => {
  const start = initialise(vgg({ depth: 11, width: 4, classes: 10, slots: true }), 1);
  const settings = { ...imagePresetById('pocket-both'), freshPerGroup: 4, freshPerSlot: 4, neuronBudget: 11, seed: 1 };
  const grow = async (method: string, change = {}) => {
    const found = imageMethodById(method);
    if (!found.grows) throw new Error(`${method} does not grow.`);
    const fixed = engine.openGrowth(start.description, wholeBatches(data.train, 50));
    const ground = { engine: fixed, validationAccuracies: [0.1], momentum: {} } as unknown as ImageGround;
    const growing = found.grow(ground, start, { ...settings, phase: 2, ...change });
    let step = await growing.next();
    while (!step.done) step = await growing.next();
    const losses = [await meanLoss(fixed, start), await meanLoss(fixed, step.value.network)];
    fixed.dispose();
    const { scores = [], network } = step.value;
    return { network, scores, losses };
  };
  const drop = (scores: readonly GroupScores[]) =>
    scores
      .flatMap(({ splits, fresh, keptSplits, keptFresh }) => [
        ...keptSplits.map((k) => splits[k]!),
        ...keptFresh.map((k) => fresh[k]!),
      ])
      .reduce((sum, change) => sum + change, 0);

  it.each(['firefly', 'net2net'])('%s: keeps both budgets', async (method) => {
    for (const [neuronBudget, layerBudget] of [
      [11, 1],
      [11, 0],
      [7, 2],
    ] as const) {
      const { description } = (await grow(method, { neuronBudget, layerBudget })).network;
      expect(neuronCount(description)).toBe(32 + neuronBudget);
      expect(openedOf(description)).toBeLessThanOrEqual(layerBudget);
      if (method === 'net2net') expect(openedOf(description)).toBe(layerBudget);
      expect(openSlots(description).length).toBe(8);
    }
  });

  it('net2net: is a morphism where noise is nothing, new layers and all', async () => {
    const { network, losses } = await grow('net2net', { stepSize: 0 });
    expect(openedOf(network.description)).toBe(1);
    expect(Math.abs(losses[1]! - losses[0]!)).toBeLessThan(1e-6);
  });

  it('firefly: exact selection lowers the predicted loss at least as far as greedy', async () => {
    const [greedy, exact] = [await grow('firefly'), await grow('firefly', { selection: 'exact' })];
    expect(drop(exact.scores)).toBeLessThanOrEqual(drop(greedy.scores));
    expect(openedOf(exact.network.description)).toBeLessThanOrEqual(1);
    expect(neuronCount(exact.network.description)).toBe(32 + 11);
  });
});

describe('a checkpoint of a deeper network', () => {
  it('whose groups cannot be is refused with one sentence', async () => {
    const good = writeImageState((await wholeCourse('net2net')).states.at(-1)!);
    const read = (change: (groups: typeof good.groups) => typeof good.groups) => () =>
      readImageState({ ...good, finished: [], groups: change(structuredClone(good.groups)) }, tiny('net2net'), 10);
    expect(read((groups) => groups)).not.toThrow();
    const names = good.groups.map(({ name }) => name);
    expect(names).toEqual(['input', 'conv1', 'slot1.0', 'slot1.0-2', 'conv2', 'slot2.0', 'slot2.0-2', 'output']);
    const without = (name: string) => read((groups) => groups.filter((group) => group.name !== name));
    for (const name of names) expect(without(name), name).toThrow(/groups of channels/);
    const more = { name: 'slot1.0-3', channels: [], nextId: 0 };
    expect(read((groups) => groups.toSpliced(4, 0, more))).toThrow(/groups of channels/);
    expect(read((groups) => groups.reverse())).toThrow(/groups of channels/);
    expect(read((groups) => [...groups, groups[2]!])).toThrow(/groups of channels/);
    // A slot that is empty has no slot behind it.
    const emptied = read((groups) =>
      groups.map((group) => (group.name === 'slot1.0' ? { ...group, channels: [] } : group)),
    );
    expect(emptied).toThrow(/groups of channels/);
    const filled = read((groups) =>
      groups.map((group) =>
        group.name === 'slot1.0-2' ? { ...group, channels: groups[2]!.channels, nextId: 4 } : group,
      ),
    );
    expect(filled).toThrow(/groups of channels/);
  });
});

describe('presets and methods', () => {
  it('that do not fit are refused with one sentence', () => {
    const sentence =
      /grows networks .+, which the method ".+" does not; take another method \(.+\) or another preset \(.+\)\.$/;
    for (const [preset, method] of [
      ['pocket', 'autogrow'],
      ['pocket-depth', 'firefly-split'],
      ['pocket-both', 'firefly-split'],
      ['pocket-both', 'autogrow'],
    ] as const) {
      expect(() => initialState({ preset, method, seed: 0 }, 10), `${preset} ${method}`).toThrow(sentence);
    }
    expect(methodOf({ preset: 'pocket-depth', method: 'autogrow' })).toBe(imageMethodById('autogrow'));
  });

  it('pocket-depth: from scratch has the size that growing ends with', () => {
    const fixed = initialDescription({ preset: 'pocket-depth', method: 'fixed' }, 10);
    expect(neuronCount(fixed)).toBe(48 + 4 * 16);
    expect(openedOf(fixed)).toBe(4);
    const names = residualLayers(fixed).map(({ name }) => name);
    expect(names).toEqual(['slot1.0', 'slot1.0-2', 'slot1.0-3', 'slot2.0', 'slot2.0-2', 'slot3.0', 'slot3.0-2']);
  });

  it('pocket-both: from scratch has 210 channels in 12 layers, as wide as each other', () => {
    const fixed = initialDescription({ preset: 'pocket-both', method: 'fixed' }, 10);
    expect(neuronCount(fixed)).toBe(210);
    expect(openedOf(fixed)).toBe(4);
    const widths = fixed.groups.filter(({ growable, channels }) => growable && channels.length > 0);
    expect(new Set(widths.map(({ channels }) => channels.length))).toEqual(new Set([17, 18]));
    const initial = initialDescription({ preset: 'pocket-both', method: 'firefly' }, 10);
    expect([neuronCount(initial), openSlots(initial).length]).toEqual([64, 8]);
  });
});
