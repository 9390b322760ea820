/**
 * Hill climbing over network morphisms (NASH: Elsken, Metzen and Hutter 2017), as the paper's Figure 4 has it: children by
 * random morphisms, each trained for a few epochs while the rate falls to 0 as a cosine; the best on validation images goes on
 * with what it has learnt. Eight children, 17 of 160 epochs and a rate of 0.05 are the official code's (its `random`), which
 * only widens.
 *
 * Our choices: every child uses the whole budgets, so that sizes compare between methods, and the parent, being smaller, is not
 * among them. Layers that open are drawn at random, and start as the identity up to noise (as for Net2Net). The official code
 * keeps the last child whatever its accuracy, takes that on test images, and copies channels in a way that is no morphism
 * (copies.ts).
 */
import { carryTensors } from '../../networks/carrying.ts';
import { renewSlots } from '../../networks/deep-slots.ts';
import { openSlots } from '../../networks/description.ts';
import { growNetwork } from '../../networks/growing.ts';
import type { DeepNetwork } from '../../networks/tensors.ts';
import { openStream, type RandomStream } from '../../random/stream.ts';
import { drawCopies, widthGroups } from './copies.ts';
import { openSlot } from './deepen.ts';
import type { GrowingImageMethod, ImageGrowthSettings, TriedNetwork } from './image-method.ts';

/** So many of the numbers 0 to count - 1, all choices being equally likely, in rising order. */
function chosenAtRandom(stream: RandomStream, count: number, chosen: number): number[] {
  const order = Array.from({ length: count }, (_, k) => k);
  const taken = Math.min(chosen, count);
  for (let k = 0; k < taken; k += 1) {
    const other = k + stream.integer(count - k);
    [order[k], order[other]] = [order[other]!, order[k]!];
  }
  return order.slice(0, taken).sort((a, b) => a - b);
}

/**
 * Divides a budget among so many layers, all ways to do so being equally likely (bars among stars). The official code draws
 * cuts that must differ, so it leaves a part of the budget, and no layer without a new channel.
 */
export function dividedAtRandom(stream: RandomStream, budget: number, parts: number): number[] {
  const places = budget + parts - 1;
  const bars = chosenAtRandom(stream, places, parts - 1);
  return [...bars, places].map((bar, k) => bar - (k === 0 ? 0 : bars[k - 1]! + 1));
}

/** A network by random morphisms, within the budgets. @param name how its streams begin */
function drawChild(network: DeepNetwork, settings: ImageGrowthSettings, name: string): DeepNetwork {
  const { seed, phase, neuronBudget, layerBudget, widen, stepSize } = settings;
  const { description } = network;
  const layers = widthGroups(description);
  const slots = openSlots(description);
  const opened = chosenAtRandom(openStream(seed, `${name} / slots`), slots.length, layerBudget).map((k) => slots[k]!);
  const growing = (widen ? layers.length : 0) + opened.length;
  if (growing === 0) return network;
  const shares = dividedAtRandom(openStream(seed, `${name} / widths`), neuronBudget, growing);
  const copies = drawCopies(description, widen ? shares : layers.map(() => 0), settings, name);
  const fresh = opened.flatMap(({ name: slot }, k) => {
    const count = shares[growing - opened.length + k]!;
    if (count === 0) return [];
    return [
      openSlot(description, slot, count, { outgoingNorm: stepSize }, openStream(seed, `${name} / ${slot} opens`)),
    ];
  });
  return renewSlots(growNetwork(network, Object.assign({}, copies, ...fresh), phase));
}

export const nash: GrowingImageMethod = {
  id: 'nash',
  name: 'NASH',
  summary: 'Trains several networks that were grown at random, and keeps the best on validation images.',
  grows: true,
  ways: ['wider', 'deeper'],
  growthEpochs: ({ children, childEpochs }) => children * childEpochs,
  async *grow(ground, network, settings) {
    const { phase, children, childEpochs, childRate } = settings;
    const { description } = network;
    let best: TriedNetwork | undefined;
    for (let child = 1; child <= children; child += 1) {
      const stream = `phase ${phase} / child ${child}`;
      const grown = drawChild(network, settings, stream);
      const momentum = carryTensors(description, grown.description, ground.momentum);
      const training = ground.train(grown, momentum, { epochs: childEpochs, rate: childRate, name: stream });
      let step = await training.next();
      while (!step.done) {
        yield { stage: 'score', part: (child - 1 + step.value) / children };
        step = await training.next();
      }
      // The first of equally good ones.
      if (!best || step.value.validationAccuracy > best.validationAccuracy) best = step.value;
    }
    yield { stage: 'select', part: 1 };
    return { network: best!.network, momentum: best!.momentum };
  },
};
