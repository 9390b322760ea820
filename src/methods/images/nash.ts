/**
 * Hill climbing over network morphisms (NASH: Elsken, Metzen and Hutter 2017), as the paper's Figure 4 has it: children by
 * random widening alone, each trained for a few epochs while the rate falls to 0 as a cosine; the best on validation images
 * goes on with what it has learnt. Eight children, 17 of 160 epochs and a rate of 0.05 are the official code's (its `random`).
 *
 * Our choices: every child uses the whole budget, so that sizes compare between methods, and the parent, being smaller, is not
 * among them. The official code keeps the last child whatever its accuracy, takes that on test images, and copies channels in
 * a way that is no morphism (copies.ts).
 */
import { carryTensors } from '../../networks/carrying.ts';
import { growNetwork } from '../../networks/growing.ts';
import { openStream, type RandomStream } from '../../random/stream.ts';
import { drawCopies, widthGroups } from './copies.ts';
import type { GrowingImageMethod, TriedNetwork } from './image-method.ts';

/**
 * Divides a budget among so many layers, all ways to do so being equally likely (bars among stars). The official code draws
 * cuts that must differ, so it leaves a part of the budget, and no layer without a new channel.
 */
export function dividedAtRandom(stream: RandomStream, budget: number, parts: number): number[] {
  const places = budget + parts - 1;
  // The first parts - 1 of a random order, sorted: bars among `places` places; the rest are stars.
  const order = Array.from({ length: places }, (_, place) => place);
  for (let k = 0; k < parts - 1; k += 1) {
    const other = k + stream.integer(places - k);
    [order[k], order[other]] = [order[other]!, order[k]!];
  }
  const bars = order.slice(0, parts - 1).sort((a, b) => a - b);
  return [...bars, places].map((bar, k) => bar - (k === 0 ? 0 : bars[k - 1]! + 1));
}

export const nash: GrowingImageMethod = {
  id: 'nash',
  name: 'NASH',
  summary: 'Trains several networks that were widened at random, and keeps the best on validation images.',
  grows: true,
  ways: ['wider'],
  async *grow(ground, network, settings) {
    const { seed, phase, neuronBudget, children, childEpochs, childRate } = settings;
    const { description } = network;
    const layers = widthGroups(description).length;
    let best: TriedNetwork | undefined;
    for (let child = 1; child <= children; child += 1) {
      const stream = `phase ${phase} / child ${child}`;
      const added = dividedAtRandom(openStream(seed, `${stream} / widths`), neuronBudget, layers);
      const grown = growNetwork(network, drawCopies(description, added, settings, stream), phase);
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
