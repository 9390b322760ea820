/**
 * Net2WiderNet (Chen, Goodfellow and Shlens 2016): channels drawn at random are copied, and what reads them is shared between
 * the copies. Each layer gains so many that all stay equally wide, as far as that goes.
 */
import { widths } from '../../networks/description.ts';
import { growNetwork } from '../../networks/growing.ts';
import { drawCopies } from './copies.ts';
import type { GrowingImageMethod } from './image-method.ts';

/** Adds channels one by one where there are fewest; the first of several layers gets it. */
export function widen(current: readonly number[], budget: number): number[] {
  const wider = [...current];
  for (let added = 0; added < budget; added += 1) {
    const least = wider.indexOf(Math.min(...wider));
    wider[least]! += 1;
  }
  return wider;
}

export const net2net: GrowingImageMethod = {
  id: 'net2net',
  name: 'Net2Net',
  summary: 'Copies channels drawn at random, equally many in each layer, with a little noise (Net2WiderNet).',
  grows: true,
  async *grow(_ground, network, settings) {
    const { description } = network;
    const before = widths(description);
    const after = widen(before, settings.neuronBudget);
    const added = after.map((width, k) => width - before[k]!);
    const growth = drawCopies(description, added, settings, `phase ${settings.phase}`);
    yield { stage: 'select', part: 1 };
    return { network: growNetwork(network, growth, settings.phase) };
  },
};
