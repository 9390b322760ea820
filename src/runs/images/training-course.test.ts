/** What a run trains in which order: images, rates and momentum, of phases and of the networks that NASH tries. */
import { expect, it } from 'vitest';
import type { ImageEngine } from '../../compute/image-engine.ts';
import { carryTensors } from '../../networks/carrying.ts';
import type { DeepNetwork, Tensors } from '../../networks/tensors.ts';
import { countingEngine, greyImages } from '../../worker/images/image-loopback.ts';
import { type ImageRecipe, settingsOf } from './image-recipe.ts';
import { type ImageRunEvent, runImages } from './image-run.ts';

interface Training {
  readonly network: DeepNetwork;
  readonly momentum: Tensors;
  readonly rates: number[];
  /** The labels of all images, in the order in which they came. */
  readonly labels: number[];
  /** What it had learnt when it was read last. */
  learnt?: { readonly network: DeepNetwork; readonly momentum: Tensors };
}

const data = greyImages(130, 20);

/** All trainings of a run, in the order in which they began, by an engine that computes nothing. */
async function trainingsOf(recipe: ImageRecipe) {
  const engine = countingEngine();
  const trainings: Training[] = [];
  const watched: ImageEngine = {
    ...engine,
    openTraining(network, momentum = {}) {
      const training = engine.openTraining(network, momentum);
      const own: Training = { network, momentum, rates: [], labels: [] };
      trainings.push(own);
      return {
        ...training,
        step(batch, settings) {
          own.rates.push(settings.rate);
          own.labels.push(...batch.labels);
          training.step(batch, settings);
        },
        async read() {
          const read = await training.read();
          own.learnt = read;
          return read;
        },
      };
    },
  };
  const grown: Extract<ImageRunEvent, { kind: 'grown' }>[] = [];
  const run = runImages(watched, recipe, data);
  for (let next = await run.next(); !next.done; next = await run.next()) {
    if (next.value.kind === 'grown') grown.push(next.value);
  }
  return { trainings, grown };
}

/** Cut into epochs. */
function epochsOf({ labels }: Training): string[] {
  const epochs = labels.length / data.train.count;
  return Array.from({ length: epochs }, (_, k) => {
    return labels.slice(k * data.train.count, (k + 1) * data.train.count).join('');
  });
}

it('every epoch of every phase sees all images once, each in an order of its own', async () => {
  const { trainings } = await trainingsOf({
    preset: 'pocket',
    method: 'net2net',
    seed: 1,
    changes: { epochs: 3, phases: 3 },
  });
  const epochs = trainings.flatMap(epochsOf);
  expect(epochs.length).toBe(9);
  expect(new Set(epochs).size).toBe(9);
  const sorted = [...data.train.labels].sort().join('');
  for (const epoch of epochs) expect([...epoch].sort().join('')).toBe(sorted);
});

it('NASH trains each network from the parent’s momentum, by rates that fall to 0, and goes on with what the best learnt', async () => {
  const recipe: ImageRecipe = { preset: 'pocket', method: 'nash', seed: 1, changes: { epochs: 1, phases: 2 } };
  const { children, childEpochs, childRate, batch } = settingsOf(recipe);
  const { trainings, grown } = await trainingsOf(recipe);
  const [parent, ...tried] = trainings as [Training, ...Training[]];
  const last = tried.pop()!;
  expect(tried.length).toBe(children);
  const steps = childEpochs * Math.ceil(data.train.count / batch);
  for (const { network, momentum, rates } of tried) {
    const { network: before, momentum: left } = parent.learnt!;
    expect(momentum).toEqual(carryTensors(before.description, network.description, left));
    expect(rates.length).toBe(steps);
    for (const [step, rate] of rates.entries()) {
      expect(rate).toBeCloseTo((childRate / 2) * (1 + Math.cos((Math.PI * step) / steps)), 6);
    }
  }
  // Their images come in orders of their own, from epoch to epoch too.
  expect(childEpochs).toBe(2);
  expect(new Set([parent, ...tried, last].flatMap(epochsOf)).size).toBe(2 + children * childEpochs);
  // All are equally good here, so it is the first.
  const [best] = tried as [Training];
  expect(best.learnt!.momentum).not.toEqual(best.momentum);
  expect(last.network).toEqual(best.learnt!.network);
  expect(last.momentum).toEqual(best.learnt!.momentum);
  expect(grown.length).toBe(1);
});
