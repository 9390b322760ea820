/** Image runs on real images, by our kernels on the wasm backend. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageEngine } from '../../compute/image-engine.ts';
import { type DeepEngine, meanLoss } from '../../growth/deep/engine.ts';
import type { ImageGround } from '../../methods/images/image-method.ts';
import { groupNamed, neuronCount } from '../../networks/description.ts';
import { type DeepNetwork, isTrained, type Tensors, tensorSpecs } from '../../networks/tensors.ts';
import { readKernels, readOrigins } from './channel-record.ts';
import { readImageState, writeImageState } from './image-checkpoint.ts';
import { type ImageData, wholeBatches } from './image-data.ts';
import {
  type ImageRecipe,
  imagePresetById,
  initialDescription,
  methodsFor,
  neuronBudget,
  phasesOf,
  rateOf,
  settingsOf,
} from './image-recipe.ts';
import { expectedSteps, type ImageState, initialState, runImages } from './image-run.ts';
import { type Course, withoutTimes as numbers, openTinyEngine, readTinyImages, runCourse } from './tiny-course.ts';

let data: ImageData;
let engine: ImageEngine;
beforeAll(async () => {
  engine = await openTinyEngine();
  data = await readTinyImages();
});

const tiny = (method: string): ImageRecipe => ({ preset: 'tiny', method, seed: 1 });

const course = (recipe: ImageRecipe, from?: ImageState) => runCourse(engine, data, recipe, from);

/** Training changes nothing here. */
const imageGround = (growth: DeepEngine): ImageGround => ({
  engine: growth,
  validationAccuracies: [0.1],
  momentum: {},
  async *train(network, momentum) {
    yield 1;
    return { network, momentum, validationAccuracy: 0 };
  },
});

const whole = new Map<string, Promise<Course>>();
function wholeCourse(method: string): Promise<Course> {
  if (!whole.has(method)) whole.set(method, course(tiny(method)));
  return whole.get(method)!;
}

describe('an image run', () => {
  // The full network takes a minute even here; its description and epochs are tested with those of the other controls.
  const quick = methodsFor(imagePresetById('tiny')).filter(({ id }) => id !== 'full');
  it.each(quick)('$id: learns 200 real images and keeps its budget', async ({ id: method, grows }) => {
    const tensors = tf.memory().numTensors;
    const { phases, grown, states, steps } = await wholeCourse(method);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(steps).toBe(expectedSteps(tiny(method), data));
    const preset = imagePresetById('tiny');
    const first = neuronCount(initialDescription(tiny('firefly'), 10));
    // A defect of the official code: one more than the budget.
    const final = first + neuronBudget(preset, first) + (method === 'firefly-as-official' ? 1 : 0);
    expect(phases.at(-1)!.widths.reduce((sum, width) => sum + width, 0)).toBe(final);
    expect(phases.length).toBe(grows ? 2 : 1);
    expect(grown.length).toBe(phases.length - 1);
    for (const network of grown) expect(neuronCount(network.description)).toBe(final);
    // ln 10 is what knowing nothing gives.
    expect(phases.at(-1)!.trainLoss).toBeLessThan(Math.LN10);
    const each = phasesOf(tiny(method));
    expect(states.length).toBe(each.phases * each.epochs);
  });

  it('comes to the same numbers again', async () => {
    const again = await course(tiny('firefly'));
    const before = await wholeCourse('firefly');
    expect(numbers(again.phases)).toEqual(numbers(before.phases));
    expect(again.states.at(-1)!.network).toEqual(before.states.at(-1)!.network);
  });

  it('goes on from a file as if it had not been stopped, before and after a growth', async () => {
    const { states, growthStates, phases } = await wholeCourse('firefly');
    for (const state of [states[1], states[3], growthStates[0], states[4]]) {
      const text = JSON.stringify(writeImageState(state!));
      const resumed = await course(tiny('firefly'), readImageState(JSON.parse(text), tiny('firefly'), 10));
      expect(numbers(resumed.phases)).toEqual(numbers(phases));
      expect(resumed.states.at(-1)!.network).toEqual(states.at(-1)!.network);
      expect(resumed.states.at(-1)!.momentum).toEqual(states.at(-1)!.momentum);
      // What was grown is not grown again.
      expect(resumed.growthStates.length).toBe(state!.finished.length === 0 ? 1 : 0);
    }
  });

  it('computes the same after a growth whose step is nothing, to rounding', async () => {
    const { network } = (await wholeCourse('firefly')).states[3]!;
    const ground = engine.openGrowth(network.description, wholeBatches(data.train, 50));
    const before = await meanLoss(ground, network);
    for (const method of methodsFor(imagePresetById('tiny'))) {
      if (!method.grows) continue;
      const settings = { ...imagePresetById('tiny'), seed: 1, phase: 1, neuronBudget: 8, stepSize: 1e-9 };
      const growth = method.grow(imageGround(ground), network, settings);
      let step = await growth.next();
      while (!step.done) step = await growth.next();
      // Fresh channels may be kept for a drop of 1e-9; splits by nothing lower nothing, to rounding.
      expect(Math.abs((await meanLoss(ground, step.value.network)) - before)).toBeLessThan(1e-4);
    }
    ground.dispose();
  });

  it('goes on with the momentum of the channels that were there, and without any for new ones', async () => {
    const opened: { readonly network: DeepNetwork; readonly momentum: Tensors }[] = [];
    const watched: ImageEngine = {
      ...engine,
      openTraining(network, momentum = {}) {
        opened.push({ network, momentum });
        return engine.openTraining(network, momentum);
      },
    };
    const { states } = await runCourse(watched, data, tiny('firefly'));
    const before = states[3]!;
    const { network, momentum } = opened[1]!;
    const training = engine.openTraining(network, momentum);
    const { momentum: started } = await training.read();
    training.dispose();
    let [kept, fresh] = [0, 0];
    for (const { name, shape, writes, reads } of tensorSpecs(network.description).filter(isTrained)) {
      // Where a channel was, by its id; -1 if it is new.
      const places = (group: string | undefined, count: number) => {
        if (group === undefined) return [0];
        const old = groupNamed(before.network.description, group).channels.map(({ id }) => id);
        expect(groupNamed(network.description, group).channels.length).toBe(count);
        return groupNamed(network.description, group).channels.map(({ id }) => old.indexOf(id));
      };
      const [rows, columns] = [places(writes, shape[0]!), places(reads, shape[3]!)];
      const taps = reads === undefined ? 1 : shape[1]! * shape[2]!;
      const oldColumns = reads === undefined ? 1 : groupNamed(before.network.description, reads).channels.length;
      const expected = rows.flatMap((row) =>
        Array.from({ length: taps }, (_, tap) => tap).flatMap((tap) =>
          columns.map((column) => {
            const there = row >= 0 && column >= 0;
            if (there) kept += 1;
            else fresh += 1;
            return there ? before.momentum[name]![(row * taps + tap) * oldColumns + column]! : 0;
          }),
        ),
      );
      expect([...started[name]!], name).toEqual(expected);
    }
    expect(kept).toBe(Object.values(before.momentum).reduce((sum, { length }) => sum + length, 0));
    expect(fresh).toBeGreaterThan(0);
    expect(Object.values(before.momentum).every((values) => values.some((value) => value !== 0))).toBe(true);
  });

  it('records what people look at: losses of epochs, predictions, channels, scores', async () => {
    const { phases, grown } = await wholeCourse('firefly');
    for (const { epochLosses, predictions, testAccuracy, channels, widths } of phases) {
      expect(epochLosses.length).toBe(4);
      for (const loss of epochLosses) expect(loss).toBeGreaterThan(0);
      const right = predictions.filter((label, index) => label === data.test.labels[index]).length;
      expect(right / 100).toBe(testAccuracy);
      expect(channels.map(({ origins }) => readOrigins(origins).length)).toEqual(widths);
      expect(channels.map((record) => readKernels(record).length)).toEqual(widths);
    }
    const [first, second] = phases;
    expect(second!.epochLosses.at(-1)!).toBeLessThan(first!.epochLosses[0]!);
    expect(first!.scores).toEqual([]);
    const kept = second!.scores.flatMap(({ keptSplits, keptFresh }) => [...keptSplits, ...keptFresh]).length;
    expect(kept).toBe(neuronCount(grown[0]!.description) - neuronCount(initialDescription(tiny('firefly'), 10)));
    for (const { splits, fresh, keptSplits, keptFresh } of second!.scores) {
      for (const index of keptSplits) expect(splits[index]!).toBeLessThan(0);
      for (const index of keptFresh) expect(fresh[index]!).toBeLessThan(0);
    }
  });

  it('watches as many images as asked for, and learns the same', async () => {
    const run = runImages(engine, tiny('net2net'), data, undefined, 7);
    const seen: number[] = [];
    let next = await run.next();
    while (!next.done) {
      if (next.value.kind === 'epoch') seen.push(next.value.watched.length);
      next = await run.next();
    }
    expect(seen).toEqual(new Array(8).fill(7));
    expect(numbers(next.value)).toEqual(numbers((await wholeCourse('net2net')).phases));
  });

  it('takes what a recipe changes, and refuses what cannot be', () => {
    const changed = (changes: object) => settingsOf({ preset: 'tiny', changes });
    expect(changed({ epochs: 2 }).epochs).toBe(2);
    expect(phasesOf({ preset: 'tiny', method: 'fixed', changes: { epochs: 2 } }).epochs).toBe(4);
    expect(() => changed({ epochs: 0 })).toThrow('epochs must be a whole number from 1 to 1000.');
    expect(() => changed({ growth: Number.NaN })).toThrow(RangeError);
    expect(() => changed({ colour: 1 })).toThrow(RangeError);
    expect(() => changed({ epochs: '2' })).toThrow(RangeError);
    expect(changed({ selection: 'exact' }).selection).toBe('exact');
    expect(() => changed({ selection: 'best' })).toThrow('selection must be one of greedy, stop, exact.');
  });

  it('cuts the rate tenfold after epochs n/2 - 1 and 3n/4 - 1', () => {
    const rates = Array.from({ length: 16 }, (_, epoch) => rateOf(0.1, epoch, 16));
    expect(rates.filter((rate) => rate === 0.1).length).toBe(7);
    expect(rates.filter((rate) => rate === 0.01).length).toBe(4);
    expect(rates.filter((rate) => rate === 0.001).length).toBe(5);
  });

  it('pocket: all methods end with 210 channels', () => {
    const sizes = [64];
    for (let phase = 1; phase < 5; phase += 1) {
      const last = sizes.at(-1)!;
      sizes.push(last + neuronBudget(imagePresetById('pocket'), last));
    }
    expect(sizes).toEqual([64, 86, 116, 156, 210]);
    const fixed = initialDescription({ preset: 'pocket', method: 'fixed' }, 10);
    expect(neuronCount(fixed)).toBe(210);
    expect(initialState({ preset: 'pocket', method: 'firefly', seed: 0 }, 10).epoch).toBe(0);
  });
});

describe('a checkpoint', () => {
  it('that was changed is refused with one sentence', () => {
    const recipe = tiny('firefly');
    const good = writeImageState(initialState(recipe, 10));
    const refused = (change: object) => () => readImageState({ ...good, ...change }, recipe, 10);
    expect(refused({})).not.toThrow();
    expect(refused({ epoch: 5 })).toThrow(/epoch/);
    expect(refused({ groups: [] })).toThrow(/groups/);
    expect(refused({ tensors: { ...good.tensors, 'head.bias': 'AAAA' } })).toThrow(/head\.bias/);
    expect(refused({ tensors: { ...good.tensors, 'head.bias': '' } })).toThrow(/head\.bias/);
    expect(() => readImageState(7, recipe, 10)).toThrow(RangeError);
  });
});
